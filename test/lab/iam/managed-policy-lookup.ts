import type { AccountState, ManagedPolicy, PolicyHolder } from "./account.ts";
import { accessDenied, invalidInput, noSuchEntity } from "./errors.ts";
import type { Context } from "./operation.ts";

const arnPattern = /^arn:[a-z-]+:iam::(\d{12}|aws):policy\/[\u0021-\u007E]+$/;

/** The managed policy of an ARN, the account's own or AWS's; undefined where there is none. @throws IamError `InvalidInput` */
export function findManagedPolicy(account: AccountState, arn: string): ManagedPolicy | undefined {
  if (!arnPattern.test(arn)) {
    throw invalidInput(`ARN ${arn} is not valid.`);
  }
  return account.policies.get(arn) ?? account.awsPolicies.get(arn);
}

/** The managed policy of an ARN. @throws IamError `NoSuchEntity` or `InvalidInput` */
export function managedPolicy(account: AccountState, arn: string): ManagedPolicy {
  const found = findManagedPolicy(account, arn);
  if (found === undefined) {
    throw noSuchEntity(`Policy ${arn} was not found.`);
  }
  return found;
}

/** Everything that a managed policy can be attached to. */
function policyHolders(account: AccountState): PolicyHolder[] {
  return [...account.roles.values(), ...account.users.values(), ...account.groups.values()];
}

/** How many roles, users and groups of the account a managed policy is attached to. */
export function attachmentCount(account: AccountState, arn: string): number {
  return policyHolders(account).filter((holder) => holder.attachedPolicies.has(arn)).length;
}

/** How many roles and users of the account a managed policy bounds. */
export function boundaryUsageCount(account: AccountState, arn: string): number {
  const principals = [...account.roles.values(), ...account.users.values()];
  return principals.filter(({ permissionsBoundary }) => permissionsBoundary === arn).length;
}

/**
 * A managed policy of the account's own, to be edited. AWS's policies nobody may edit, and IAM says so as of any
 * action that is not allowed.
 * @throws IamError `AccessDenied`, `NoSuchEntity` or `InvalidInput`.
 */
export function ownPolicy(context: Context, action: string, arn: string): ManagedPolicy {
  const policy = managedPolicy(context.account, arn);
  if (!context.account.policies.has(arn)) {
    throw accessDenied(
      `User: ${context.caller.arn} is not authorized to perform: iam:${action} on resource: policy ${arn}`,
    );
  }
  return policy;
}
