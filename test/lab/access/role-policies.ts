import type { AccountState, Role } from "../iam/account.ts";
import { type Decision, decideByIdentity, type IdentityRequest } from "./identity-policy.ts";

/** What a role's own policies say, and what its permissions boundary does; `allow` where it has none. */
export interface RoleDecision {
  readonly policies: Decision;
  readonly boundary: Decision;
}

/** Decides a request of a session of a role. A role that is gone may nothing. @throws ServiceError `NotImplemented` */
export function decideByRole(
  account: AccountState,
  { roleName, roleId }: Pick<Role, "roleName" | "roleId">,
  request: IdentityRequest,
): RoleDecision {
  const role = account.roles.get(roleName);
  if (role === undefined || role.roleId !== roleId) return { policies: "none", boundary: "allow" };
  const attached = [...role.attachedPolicies].map((arn) => documentOf(account, arn));
  const { permissionsBoundary } = role;
  return {
    policies: decideByIdentity([...role.inlinePolicies.values(), ...attached], request),
    boundary:
      permissionsBoundary === undefined
        ? "allow"
        : decideByIdentity([documentOf(account, permissionsBoundary)], request),
  };
}

function documentOf({ policies, awsPolicies, accountId }: AccountState, arn: string): string {
  const policy = policies.get(arn) ?? awsPolicies.get(arn);
  const version = policy?.versions.find(({ versionId }) => versionId === policy.defaultVersionId);
  if (version === undefined) throw new Error(`Account ${accountId} has no policy ${arn}, though a role has.`);
  return version.document;
}
