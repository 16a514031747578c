import type { Drift } from "../drift/drift.ts";
import type { AlertDetail } from "./destinations.ts";
import { cut, plain, withoutEmail } from "./plain-text.ts";

/** Whose a drift is, as people are told it: with a route's detail, so that only `full` shows e-mail addresses. */
export function shownOwner({ owner }: Drift, detail: AlertDetail): string | undefined {
  if (owner === undefined || detail === "link") return undefined;
  return (detail === "full" ? plain : withoutEmail)(owner);
}

/** What IAM takes as a tag's value. */
const NO_TAG_VALUE = /[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu;
const VALUE_LENGTH = 256;

/**
 * Whose a drift is, as subscriptions choose by it: the whole tag, an e-mail address too, since it is that which they name. What IAM takes in
 * no tag is a question mark, so that nothing in it is other than SNS takes.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html
 */
export function ownerAttribute({ owner }: Drift): { readonly owner?: string } {
  return owner === undefined ? {} : { owner: cut(plain(owner).replace(NO_TAG_VALUE, "?"), VALUE_LENGTH) };
}
