import type { AccountState, ManagedPolicy, PolicyHolder } from "./account.ts";
import { IamError, limitExceeded, noSuchEntity } from "./errors.ts";
import { findManagedPolicy, managedPolicy } from "./managed-policy-lookup.ts";
import type { ResultTree } from "./operation.ts";
import { type PageRequest, page } from "./page.ts";

/** What a policy is attached to, as IAM's quota is called. */
export type AttachedKind = "Role" | "User" | "Group";

/** How many managed policies one entity may have, unless AWS has raised the quota. */
const maximumPolicies = 10;

/**
 * A managed policy that may be attached, or set as a boundary: not one that belongs to a service-linked role.
 * @throws IamError `NoSuchEntity`, `InvalidInput` or `PolicyNotAttachable`.
 */
export function attachablePolicy(account: AccountState, arn: string): ManagedPolicy {
  const policy = findManagedPolicy(account, arn);
  if (policy === undefined) {
    throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
  }
  if (policy.path.startsWith("/aws-service-role/")) {
    throw new IamError("PolicyNotAttachable", 400, "Cannot attach a Service Role Policy to a Customer Role.");
  }
  return policy;
}

/**
 * Attaches a managed policy; attaching one that is attached already changes nothing.
 * @throws IamError `NoSuchEntity`, `InvalidInput`, `LimitExceeded` or `PolicyNotAttachable`.
 */
export function attachPolicy(account: AccountState, holder: PolicyHolder, kind: AttachedKind, arn: string): void {
  attachablePolicy(account, arn);
  if (!holder.attachedPolicies.has(arn) && holder.attachedPolicies.size >= maximumPolicies) {
    throw limitExceeded(`Cannot exceed quota for PoliciesPer${kind}: ${maximumPolicies}`);
  }
  holder.attachedPolicies.add(arn);
}

/** Detaches a managed policy. @throws IamError `NoSuchEntity` where it is not attached, or `InvalidInput`. */
export function detachPolicy(account: AccountState, holder: PolicyHolder, arn: string): void {
  findManagedPolicy(account, arn);
  if (!holder.attachedPolicies.delete(arn)) {
    throw noSuchEntity(`Policy ${arn} was not found.`);
  }
}

/** The result of the three ListAttached…Policies operations. */
export function attachedPoliciesPage(
  account: AccountState,
  holder: PolicyHolder,
  request: PageRequest & { readonly PathPrefix: string | undefined },
): ResultTree {
  const attached = attachedPolicyList(account, holder).filter((policy) =>
    policy.path.startsWith(request.PathPrefix ?? "/"),
  );
  const { items, more } = page(attached, request, (policy) => `${policy.name} ${policy.arn}`);
  return { AttachedPolicies: items.map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn })), ...more };
}

/** The managed policies attached to an entity, in the order of attachment. */
export function attachedPolicyList(
  account: AccountState,
  holder: PolicyHolder,
): { readonly name: string; readonly arn: string; readonly path: string }[] {
  return [...holder.attachedPolicies].map((arn) => {
    const policy = managedPolicy(account, arn);
    return { name: policy.policyName, arn, path: policy.path };
  });
}
