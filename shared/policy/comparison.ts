/**
 * The verdict types of this folder, and where they come from:
 * - `comparePolicyTexts(canonicalTexts, liveTexts, kind)` in compare-policy-texts.ts: the hot way, from texts, with caches;
 *   `{status: "compared", verdict: Verdict}` or `{status: "invalid", side, index, problems}`.
 * - `decidePolicies(canonical, live, kind): Verdict` in decide-policies.ts: the same for policies already parsed.
 * - `decideBoundedPolicies(canonical, live): Verdict` in decide-bounded-policies.ts: identity policies, each side under its boundary.
 * - `explainVerdict(verdict, policies, table): Promise<Comparison>` in explain/explain-verdict.ts: a verdict with its deltas in words,
 *   worked out after a verdict of `different`, never on the way to it.
 */

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
  /** What it does to what is permitted: losing a denial permits more. */
  readonly permits?: "more" | "less";
  /** How many of today's actions it is about, by their access level; a level without any is left out. */
  readonly accessLevels?: Readonly<Partial<Record<AccessLevel, number>>>;
  /** Where it permits more: the known steps of privilege escalation in it, at most five; absent where there is none. */
  readonly escalation?: readonly EscalationStep[];
  /** `true` where the thing gained or lost is a denial: gained, it is containment. Absent otherwise. */
  readonly onlyDenies?: true;
  /** Why it changes nothing today; absent where it does, or where that is not certain. */
  readonly latent?: Latency;
}

/** What an action does to the account, as its service's authorisation reference says. */
export type AccessLevel = "List" | "Read" | "Write" | "Permissions management" | "Tagging";

/** An action with which a principal is known to win more permissions than it was given, and how. */
export interface EscalationStep {
  /** `iam:PassRole`. */
  readonly action: string;
  readonly reason: string;
}

/** No request of today can be decided by it: its names do not exist, do not go with its resources, or its conditions never hold. */
export type Latency = "no-such-action" | "not-that-resource" | "contradictory-context";

/**
 * The verdict on two sets of policies. `equal` means every request is decided alike under allow, explicit deny
 * and no statement; `different` always carries a witness; `unknown` is never folded into either.
 */
export type Verdict =
  | { readonly verdict: "equal"; readonly change: "identical" | "cosmetic" }
  | { readonly verdict: "different"; readonly change: "broadened" | "narrowed" | "mixed"; readonly witness: Witness }
  | { readonly verdict: "unknown"; readonly reason: string };

/** A {@link Verdict} with the difference said in words. */
export type Comparison =
  | Exclude<Verdict, { verdict: "different" }>
  | (Extract<Verdict, { verdict: "different" }> & { readonly deltas: readonly Delta[] });
