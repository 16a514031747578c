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
