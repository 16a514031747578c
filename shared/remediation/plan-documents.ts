import type { ExpectedDocument } from "../baselines/expected-state.ts";
import type { Drift } from "../drift/drift.ts";
import { onlyEffect } from "../drift/effective-policies.ts";
import { PlumblineError } from "../iam/errors.ts";
import type { PolicyKind } from "../policy/comparison.ts";
import { decidePolicies } from "../policy/decide-policies.ts";
import { parsePolicy } from "../policy/parse-policy.ts";
import type { Policy } from "../policy/policy.ts";
import { type Proposal, refuse } from "./plan-proposal.ts";

/**
 * Why a canonical document is not written in place of a live one; `undefined` where it may be.
 *
 * @param live the policy in whose place it comes; absent where there is none, or it could not be understood
 */
export function documentObstacle(
  document: ExpectedDocument,
  drift: Drift,
  kind: PolicyKind,
  live?: Policy,
): Proposal | undefined {
  if (document.provenance === "reconstructed") {
    return refuse(
      `${document.source} is reconstructed from the vendor's page, and a reconstructed document is never written to an account: put the vendor's own text in its place first.`,
    );
  }
  if (drift.verdict === "unknown") {
    return refuse(
      `The two documents could not be compared (${drift.reason ?? "no reason given"}), so nothing is written: put ${document.source} in place by hand once you have read what stands there.`,
    );
  }
  const isOutdated = drift.rule.endsWith("-outdated");
  if (live === undefined || isOutdated) return undefined;
  const denied = decidePolicies(denialsOf(canonicalPolicy(document, kind)), denialsOf(live), kind);
  if (denied.verdict === "equal" || (denied.verdict === "different" && denied.change === "broadened")) return undefined;
  return refuse(
    "What stands there denies what its document does not, as incident responders do, or that cannot be told: containment is never undone. Once its incident is over, a person takes the denial out.",
  );
}

function denialsOf(policy: Policy): readonly Policy[] {
  return onlyEffect("Deny", [policy]);
}

/**
 * Reads a canonical document.
 * @throws PlumblineError `InvalidPolicy` where it is no policy: a configuration is refused for that
 */
export function canonicalPolicy({ source, text }: ExpectedDocument, kind: PolicyKind): Policy {
  const parsed = parsePolicy(text, kind);
  if (parsed.status === "parsed") return parsed.policy;
  const why = parsed.problems[0]?.message ?? "it is not a policy.";
  throw new PlumblineError("InvalidPolicy", `The canonical document ${source} cannot be written: ${why}`, {
    retryable: false,
  });
}
