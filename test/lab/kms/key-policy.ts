import type { Why } from "../access/refusal.ts";
import { admits, decide, type ResourceRequest, requireEvaluable } from "../access/resource-policy.ts";
import type { RoleDecision } from "../access/role-policies.ts";

/** What a key's policy may make conditions of, beside what any may. */
const CONDITION_KEYS: readonly string[] = ["kms:calleraccount", "kms:viaservice"];

/**
 * Why somebody of a key's own account may not use it; `undefined` where he may. Unlike with any other resource the policies of the caller
 * alone are never enough: the key's policy has to name him or his role, or to leave it to his account, whose policies then say.
 * @param policy the key's, as JSON text
 * @param own what the caller's policies say
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html#key-policy-default-allow-root-enable-iam
 */
export function whyKeyRefuses(policy: string, request: ResourceRequest, own: RoleDecision): Why | undefined {
  const byKey = decide(policy, request);
  if (byKey === "deny") return "explicit deny in a resource-based policy";
  if (own.policies === "deny") return "explicit deny in an identity-based policy";
  if (own.boundary === "deny") return "explicit deny in a permissions boundary";
  if (byKey === "none") return "no resource-based policy";
  if (own.policies === "none" && !admits(policy, request)) return "no identity-based policy";
  return own.boundary === "none" ? "no permissions boundary" : undefined;
}

/**
 * Refuses, before it is stored, a key's policy that the lab could not evaluate.
 * @throws ServiceError `InvalidParameterValue` for text that is no policy, `NotImplemented` for what the lab does not know of one
 */
export function requireKeyPolicy(policy: string): void {
  requireEvaluable(policy, CONDITION_KEYS);
}
