import type { AccountState, BoundedPrincipal } from "./account.ts";
import { attachablePolicy } from "./attachments.ts";
import { policyArn } from "./names.ts";
import type { ResultTree } from "./operation.ts";

/** The ARN of the policy that is to bound a role or user. */
export const permissionsBoundary = policyArn;

/** The same of a new role or user, which need not have one. */
export const newPermissionsBoundary = { ...permissionsBoundary, required: false } as const;

/**
 * The boundary as it is kept: the ARN of any managed policy, AWS's own too, but none of a service-linked role.
 * @throws IamError `NoSuchEntity`, `InvalidInput` or `PolicyNotAttachable`.
 */
export function acceptPermissionsBoundary(account: AccountState, arn: string | undefined): string | undefined {
  return arn === undefined ? undefined : attachablePolicy(account, arn).arn;
}

/**
 * The member PermissionsBoundary of an answer, left out where there is none. IAM answers the type `Policy`, where its API reference
 * lists `PermissionsBoundaryPolicy` as the only value.
 */
export function boundaryResult({ permissionsBoundary: arn }: BoundedPrincipal): ResultTree {
  return arn === undefined
    ? {}
    : { PermissionsBoundary: { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: arn } };
}
