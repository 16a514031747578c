import { canonicalise } from "./canonicalise.ts";
import type { Policy } from "./policy.ts";
import { WorkSpent } from "./work.ts";

/**
 * Whether a policy denies something and allows nothing: that is containment, put there by an incident responder or by AWS. A policy
 * that says nothing is none, and neither is one too laborious to bring into its normal form unless each of its statements denies.
 */
export function onlyDenies(policy: Policy): boolean {
  const { statements } = policy;
  const effective = effectiveStatements(policy) ?? statements;
  return effective.length > 0 && effective.every(({ effect }) => effect === "Deny");
}

function effectiveStatements(policy: Policy): Policy["statements"] | undefined {
  try {
    return canonicalise([policy]);
  } catch (fault) {
    if (fault instanceof WorkSpent) return undefined;
    throw fault;
  }
}
