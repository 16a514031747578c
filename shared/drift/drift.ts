import type { Severity } from "../baselines/expected-state.ts";
import type { EntityReference } from "../iam/entity-reference.ts";
import type { Change, Delta, Witness } from "../policy/comparison.ts";

/** Every rule's name; one file each in this folder. */
export const RULES = [
  "entity-missing",
  "entity-retired",
  "entity-moved",
  "trust-changed",
  "trust-outdated",
  "trust-dangling-principal",
  "inline-policy-missing",
  "inline-policy-unexpected",
  "inline-policy-changed",
  "inline-policy-outdated",
  "attachment-missing",
  "attachment-unexpected",
  "policies-not-separate",
  "policy-version-changed",
  "policy-version-outdated",
  "permissions-boundary-changed",
  "session-length-changed",
  "tags-changed",
  "group-membership-missing",
  "group-membership-unexpected",
  "access-key-due",
  "access-key-too-old",
  "access-key-unused",
  "access-keys-too-many",
  "root-access-key",
  "console-access-missing",
  "console-access-forbidden",
  "unreadable",
] as const;
export type RuleName = (typeof RULES)[number];

/** One difference between expected state and observation. */
export interface Drift {
  readonly rule: RuleName;
  readonly baseline: string;
  readonly entity: EntityReference;
  /**
   * What of the entity it is about: a policy name, a policy ARN, an access key id, a tag's key, a group's name, the name of an
   * unreadable aspect; empty where it is about the entity itself. With rule, baseline and entity it identifies a finding.
   */
  readonly subject: string;
  readonly severity: Severity;
  /** One plain sentence. Access keys are named by their last four characters. */
  readonly summary: string;
  /** Present where documents were compared. `unknown`: they could not be told apart, see `reason`. */
  readonly verdict?: "different" | "unknown";
  readonly change?: Change;
  readonly deltas: readonly Delta[];
  readonly witness?: Witness;
  /** Why a comparison is `unknown`, or a read failed. */
  readonly reason?: string;
  /** Hexadecimal. The same fingerprint means nothing has changed since: not news. */
  readonly fingerprint: string;
}

/**
 * What one rule said. `undecided`: what it needs could not be read, so a finding of this rule is neither opened nor
 * resolved.
 */
export type RuleOutcome =
  | { readonly rule: RuleName; readonly status: "decided"; readonly drifts: readonly Drift[] }
  | { readonly rule: RuleName; readonly status: "undecided"; readonly reason: string };

/** Everything the rules said of one expected entity after one reading. */
export interface Detection {
  readonly account: string;
  readonly baseline: string;
  readonly entity: EntityReference;
  /** ISO 8601: when the read was begun. */
  readonly askedAt: string;
  readonly outcomes: readonly RuleOutcome[];
}
