import type { Observation } from "../../observation/observation.ts";
import type { PolicyKind } from "../../policy/comparison.ts";
import { decidePolicies } from "../../policy/decide-policies.ts";
import { parsePolicy } from "../../policy/parse-policy.ts";
import type { Policy } from "../../policy/policy.ts";

/**
 * Why a policy that takes the place of another is not proven to grant nothing beyond it, as what follows the call in a sentence;
 * `undefined` where it is.
 *
 * @param before JSON text; `absent`: there was none
 * @param after JSON text; `undefined`: none is left
 */
export function notNarrower(
  before: Observation<string>,
  after: string | undefined,
  kind: PolicyKind,
): string | undefined {
  if (before.status === "unreadable") {
    return `could not be compared with what stands there, which could not be read (${before.reason.call}: ${before.reason.code})`;
  }
  const left = before.status === "absent" ? [] : read(before.state, kind);
  const right = after === undefined ? [] : read(after, kind);
  if (left === undefined || right === undefined)
    return "could not be compared with what stands there: one is no policy";
  const decided = decidePolicies(left, right, kind);
  if (decided.verdict === "unknown") return `could not be compared with what stands there (${decided.reason})`;
  if (decided.verdict === "equal" || decided.change === "narrowed") return undefined;
  const { action, resource } = decided.witness;
  return `would grant something, such as ${action} on ${resource}`;
}

function read(text: string, kind: PolicyKind): readonly Policy[] | undefined {
  const parsed = parsePolicy(text, kind);
  return parsed.status === "parsed" ? [parsed.policy] : undefined;
}
