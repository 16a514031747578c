import { decide, requireEvaluable } from "../access/resource-policy.ts";
import { decideByRole } from "../access/role-policies.ts";
import type { AccountState, Role } from "../iam/account.ts";
import { ServiceError } from "../server/service-error.ts";

/** The rule that delivers, and the role that its target names. */
export interface RuleRole {
  readonly ruleArn: string;
  readonly roleArn: string;
}

/** The role as which a rule delivers. @throws ServiceError where there is none, or it does not trust EventBridge for that rule */
export function assumedByRule(iam: AccountState, { ruleArn, roleArn }: RuleRole): Role {
  const role = [...iam.roles.values()].find(({ arn }) => arn === roleArn);
  if (role === undefined) throw new ServiceError("ResourceNotFoundException", `There is no role ${roleArn}.`);
  const request = {
    principal: { service: "events.amazonaws.com" },
    action: "sts:AssumeRole",
    resource: role.arn,
    context: { "aws:sourcearn": ruleArn, "aws:sourceaccount": iam.accountId },
  };
  const trust = withResource(role.trust.document);
  // A rule tells no external id.
  requireEvaluable(trust, ["sts:externalid"]);
  if (decide(trust, request) === "allow") return role;
  throw new ServiceError("AccessDeniedException", `${role.arn} does not trust events.amazonaws.com for ${ruleArn}.`);
}

/** @throws ServiceError where the role's policies, or its boundary, do not let it do that */
export function requireAllowed(iam: AccountState, role: Role, action: string, resource: string): void {
  const { policies, boundary } = decideByRole(iam, role, { action, resource, context: {} });
  if (policies === "allow" && boundary === "allow") return;
  throw new ServiceError("AccessDeniedException", `${role.arn} may not ${action} on ${resource}.`);
}

/** A trust policy with the one element that other resources' policies have and it has not, standing for anything. */
function withResource(document: string): string {
  const policy = JSON.parse(document) as { readonly Statement: object | readonly object[] };
  return JSON.stringify({ ...policy, Statement: [policy.Statement].flat().map((one) => ({ ...one, Resource: "*" })) });
}
