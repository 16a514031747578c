import { notImplemented } from "../server/service-error.ts";

/** The customer managed keys of an account, and what is under them. */
export interface Keys {
  /** By a key's ARN: its policy, as JSON text. */
  readonly policies: Map<string, string>;
  /** By the ARN of a queue or a topic: the ARN of the key that it is under. What is not in it is not under a customer's key. */
  readonly keyOf: Map<string, string>;
}

/** No key yet. */
export function createKeys(): Keys {
  return { policies: new Map(), keyOf: new Map() };
}

/** A key as it is named by its ARN, or by its id in an account and a Region; an ARN whether or not there is such a key. */
export function keyArn(named: string, { region, account }: { readonly region: string; readonly account: string }) {
  return named.startsWith("arn:") ? named : `arn:aws:kms:${region}:${account}:key/${named}`;
}

/**
 * The key that a queue or a topic is put under; `undefined` for the empty text, which takes it from under its key.
 * @throws ServiceError `NotImplemented` for an alias (AWS's own keys have nothing else) and for a key that the account has not, which AWS
 * takes and then refuses every message
 */
export function keyNamed(
  { policies }: Pick<Keys, "policies">,
  named: string,
  where: { readonly region: string; readonly account: string },
): string | undefined {
  if (named === "") return undefined;
  const arn = keyArn(named, where);
  if (policies.has(arn)) return arn;
  throw notImplemented(`the KmsMasterKeyId ${named}; it takes the ARN or the id of a key that the account has`);
}
