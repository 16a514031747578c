import { canonicalise } from "../policy/canonicalise.ts";
import type { Decision, Witness } from "../policy/comparison.ts";
import { evaluate } from "../policy/evaluate.ts";
import type { Policy } from "../policy/policy.ts";
import type { Request } from "../policy/request.ts";
import { WorkSpent } from "../policy/work.ts";
import { type Boundary, policiesOf, type Whole } from "./effective-policies.ts";

/**
 * The first of some requests that all of an entity's policies decide otherwise, each side under its boundary, than its baseline has it;
 * with what they decide. `undefined` where that could not be shown of any.
 */
export function confirmWitness(whole: Whole, requests: readonly Request[]): Witness | undefined {
  const { expected, live, expectedBoundary, liveBoundary } = whole;
  for (const { action, resource, context } of requests) {
    const request = { action, resource, context };
    const canonical = decideUnder(policiesOf(expected.policies), expectedBoundary, request);
    const now = decideUnder(policiesOf(live.policies), liveBoundary, request);
    if (canonical !== undefined && now !== undefined && canonical !== now) return { ...request, canonical, live: now };
  }
  return undefined;
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html */
function decideUnder(policies: readonly Policy[], boundary: Boundary, request: Request): Decision | undefined {
  if (boundary.status === "unread") return undefined;
  const own = decide(policies, request);
  const kept = boundary.status === "none" ? "allow" : decide([boundary.policy], request);
  if (own === "deny" || kept === "deny") return "deny";
  if (own === undefined || kept === undefined) return undefined;
  return own === "allow" && kept === "allow" ? "allow" : "none";
}

function decide(policies: readonly Policy[], request: Request): Decision | undefined {
  try {
    const evaluation = evaluate(canonicalise(policies), request);
    return evaluation.status === "decided" ? evaluation.decision : undefined;
  } catch (fault) {
    if (!(fault instanceof WorkSpent)) throw fault;
    return undefined;
  }
}
