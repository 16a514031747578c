import type { PolicyHolder } from "./account.ts";
import { limitExceeded, noSuchEntity } from "./errors.ts";
import type { ResultTree } from "./operation.ts";
import { type Page, type PageRequest, page } from "./page.ts";
import { encodedDocument, policySize } from "./policy-document.ts";
import { validateIdentityPolicy } from "./policy-validation.ts";

/** What kind of entity an inline policy sits in, as IAM's messages say it. */
export type HolderKind = "role" | "user" | "group";

/** How much all the inline policies of one entity may hold together, in characters without white space. */
const inlineLimit = { role: 10_240, user: 2_048, group: 5_120 } as const satisfies Record<HolderKind, number>;

/**
 * Adds or replaces an inline policy. Nothing changes when it is refused.
 * @throws IamError `MalformedPolicyDocument` or `LimitExceeded`.
 */
export function putInlinePolicy(
  holder: PolicyHolder,
  entity: { readonly kind: HolderKind; readonly name: string },
  policyName: string,
  document: string,
): void {
  validateIdentityPolicy(document, "inline");
  const others = [...holder.inlinePolicies].filter(([name]) => name !== policyName).map(([, text]) => text);
  const size = [...others, document].map(policySize).reduce((sum, one) => sum + one, 0);
  const limit = inlineLimit[entity.kind];
  if (size > limit) {
    throw limitExceeded(`Maximum policy size of ${limit} bytes exceeded for ${entity.kind} ${entity.name}`);
  }
  holder.inlinePolicies.set(policyName, document);
}

/** The members PolicyName and PolicyDocument of an inline policy. @throws IamError `NoSuchEntity` */
export function inlinePolicy(holder: PolicyHolder, kind: HolderKind, policyName: string): ResultTree {
  const document = holder.inlinePolicies.get(policyName);
  if (document === undefined) {
    throw noSuchInlinePolicy(kind, policyName);
  }
  return { PolicyName: policyName, PolicyDocument: encodedDocument(document) };
}

/** Deletes an inline policy. @throws IamError `NoSuchEntity` */
export function deleteInlinePolicy(holder: PolicyHolder, kind: HolderKind, policyName: string): void {
  if (!holder.inlinePolicies.delete(policyName)) {
    throw noSuchInlinePolicy(kind, policyName);
  }
}

/** One page of the names of an entity's inline policies, in alphabetical order. */
export function inlinePolicyNames(holder: PolicyHolder, request: PageRequest): Page<string> {
  return page(holder.inlinePolicies.keys(), request, (name) => name);
}

function noSuchInlinePolicy(kind: HolderKind, policyName: string) {
  return noSuchEntity(`The ${kind} policy with name ${policyName} cannot be found.`);
}
