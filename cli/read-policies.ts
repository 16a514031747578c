import type { PolicyKind } from "../shared/policy/comparison.ts";
import { parsePolicy } from "../shared/policy/parse-policy.ts";
import type { Policy } from "../shared/policy/policy.ts";
import type { PolicySource } from "./policy-source.ts";

/** Two policies, or everything that is wrong with either document: each a line `file:line:column message`. */
export type ReadPolicies =
  | { readonly status: "read"; readonly canonical: Policy; readonly live: Policy }
  | { readonly status: "unreadable"; readonly problems: readonly string[] };

/** Reads two documents as they were handed in. */
export function readPolicies(canonical: PolicySource, live: PolicySource, kind: PolicyKind): ReadPolicies {
  const [left, right] = [readPolicy(canonical, kind), readPolicy(live, kind)];
  if ("policy" in left && "policy" in right) return { status: "read", canonical: left.policy, live: right.policy };
  return { status: "unreadable", problems: [left, right].flatMap((each) => ("problems" in each ? each.problems : [])) };
}

function readPolicy(
  source: PolicySource,
  kind: PolicyKind,
): { readonly policy: Policy } | { readonly problems: readonly string[] } {
  if (source.status === "unreadable") return { problems: [source.problem] };
  const parsed = parsePolicy(source.text, kind);
  if (parsed.status === "parsed") return parsed;
  return { problems: parsed.problems.map((problem) => source.report(problem)) };
}
