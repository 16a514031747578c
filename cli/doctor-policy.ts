import { canonicalise } from "../shared/policy/canonicalise.ts";
import type { Decision } from "../shared/policy/comparison.ts";
import { evaluate } from "../shared/policy/evaluate.ts";
import { parsePolicy } from "../shared/policy/parse-policy.ts";
import type { Request } from "../shared/policy/request.ts";

/** What a policy says of a request, or why that cannot be said. */
export type PolicyAnswer =
  | { readonly status: "decided"; readonly decision: Decision }
  | { readonly status: "unknown"; readonly reason: string };

/** Asks one policy, of a resource or a role's trust, about a request. @param text JSON; `""` where there is none */
export function askPolicy(text: string, request: Request): PolicyAnswer {
  if (text === "") return { status: "decided", decision: "none" };
  const parsed = parsePolicy(text);
  if (parsed.status === "invalid") {
    return { status: "unknown", reason: parsed.problems[0]?.message ?? "it is no policy" };
  }
  // The statements of a trust policy have no resource, which then is any.
  const answer = evaluate(canonicalise([parsed.policy]), request);
  return answer.status === "decided" ? answer : { status: "unknown", reason: answer.reason };
}
