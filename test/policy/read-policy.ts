import type { PolicyKind } from "../../shared/policy/comparison.ts";
import { parsePolicy } from "../../shared/policy/parse-policy.ts";
import type { Policy } from "../../shared/policy/policy.ts";

/** Reads a policy that a test takes to be good, given as text or as an object; says all that is wrong with it otherwise. */
export function readPolicy(document: unknown, kind?: PolicyKind): Policy {
  const text = typeof document === "string" ? document : JSON.stringify(document);
  const parsed = parsePolicy(text, kind);
  if (parsed.status === "parsed") return parsed.policy;
  throw new Error(`${text}\n${parsed.problems.map(({ path, message }) => `${path}: ${message}`).join("\n")}`);
}
