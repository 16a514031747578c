/** What one of AWS's own managed policies said when an account was last swept: AWS changes them without an event. */
export interface KnownPolicy {
  /** Twelve digits: the account that was swept. */
  readonly account: string;
  readonly policyArn: string;
  /** JSON text of its default version. */
  readonly document: string;
  /** ISO 8601: when it was first seen so. */
  readonly since: string;
  /** Counts every write of the item: the condition of the next one. */
  readonly version: number;
}

/** The port behind which they are remembered; a fault of the store is thrown as a retryable `PlumblineError` with code `LedgerUnavailable`. */
export interface KnownPolicyStore {
  /** Strongly consistent; `undefined` where it was not seen before. */
  knownPolicy(account: string, policyArn: string): Promise<KnownPolicy | undefined>;
  /** Writes it on the condition that the stored one still has `version - 1` (version 1: that there is none). */
  writeKnownPolicy(known: KnownPolicy): Promise<"written" | "conflict">;
}
