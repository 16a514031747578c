/** What a set of policies says of one request. `none`: no statement applies. */
export type Decision = "allow" | "deny" | "none";

/**
 * Which kind of policy is compared. An `identity` policy names resources, a `trust` policy names principals
 * and is about the one role it belongs to.
 */
export type PolicyKind = "identity" | "trust";

/** One concrete request that the two sides decide differently. */
export interface Witness {
  /** An ARN, account id, service host name or `*`; only for trust policies. */
  readonly principal?: string;
  readonly action: string;
  /** An ARN or the literal `*`; always `*` for a trust policy. */
  readonly resource: string;
  /** Condition keys present in the request; a list for a multi-valued key; an absent key is left out. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  readonly canonical: Decision;
  readonly live: Decision;
}

/** What *live* did relative to *canonical*. */
export type Change = "identical" | "cosmetic" | "broadened" | "narrowed" | "mixed";

/**
 * One thing gained or lost, in words, with where it stands in either text (`Statement[1]`). `text` is what follows "gained" or
 * "lost": a permission (`` `s3:GetObject` on `*` ``), a condition or a denial. Losing one of the latter two grants something.
 */
export interface Delta {
  readonly effect: "gained" | "lost";
  readonly text: string;
  readonly canonicalPath?: string;
  readonly livePath?: string;
}

/**
 * The verdict on two sets of policies. `equal` means every request is decided alike under allow, explicit deny
 * and no statement; `different` always carries a witness; `unknown` is never folded into either.
 */
export type Comparison =
  | { readonly verdict: "equal"; readonly change: "identical" | "cosmetic" }
  | {
      readonly verdict: "different";
      readonly change: "broadened" | "narrowed" | "mixed";
      readonly witness: Witness;
      readonly deltas: readonly Delta[];
    }
  | { readonly verdict: "unknown"; readonly reason: string };
