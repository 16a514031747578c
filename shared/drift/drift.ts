import type { Severity } from "../baselines/expected-state.ts";
import type { AccountReference, EntityReference } from "../iam/entity-reference.ts";
import type { Change, Delta, Witness } from "../policy/comparison.ts";

/** Every rule's name; one file each in this folder. */
export const RULES = [
  "entity-missing",
  "entity-retired",
  "entity-moved",
  "entity-re-created",
  "entity-contained",
  "service-linked-role-being-deleted",
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
  "account-unreadable",
] as const;
export type RuleName = (typeof RULES)[number];

/** The rules that a reading of an entity is held to: every one but that about the account as a whole. */
export const ENTITY_RULES: readonly RuleName[] = RULES.filter((rule) => rule !== "account-unreadable");

/** Whether what a rule tells is that something could not be read: that neither waits for a waiver nor is anything to put back. */
export function isUnreadable(rule: RuleName): boolean {
  return rule === "unreadable" || rule === "account-unreadable";
}

/** Why what one policy gained or lost is no gain or loss of its entity. */
export interface Offset {
  /**
   * `moved`: it stands in another policy now, or stood in another one, which has it no more; `given`: another policy has it too;
   * `denied`: a denial of the baseline, which stands, or of the same document keeps it back; `bounded`: the live permissions boundary does.
   */
  readonly kind: "moved" | "given" | "denied" | "bounded";
  /** That other policy: `inline policy work`, `managed policy arn:…`; absent where there is none, or it takes several. */
  readonly policy?: string;
}

/** A delta of one policy, seen beside the entity's other policies. */
export interface DriftDelta extends Delta {
  /** Absent where the entity as a whole gained or lost it, or nothing else was shown. */
  readonly offset?: Offset;
}

/** What a drift of one policy, or of the permissions boundary, comes to for its entity as a whole. */
export interface EffectiveComparison {
  /** `equal`: nothing is decided otherwise because of it. `unknown`: that could not be told, for the reason given. */
  readonly verdict: "equal" | "different" | "unknown";
  /** Only where it is `different`. */
  readonly change?: Extract<Change, "broadened" | "narrowed" | "mixed">;
  /** What of it the entity gained and lost, wherever else that might have stood. */
  readonly deltas: readonly Delta[];
  /** One request that all of the entity's policies decide otherwise, under its boundary, than the baseline has it. */
  readonly witness?: Witness;
  readonly reason?: string;
}

/** One difference between expected state and observation. */
export interface Drift {
  readonly rule: RuleName;
  /** The folder's name under `policies/`; `EVERY_BASELINE` where it is about the account as a whole. */
  readonly baseline: string;
  readonly entity: EntityReference | AccountReference;
  /**
   * What of the entity it is about: a policy name, a policy ARN, an access key id, a tag's key, a group's name, a deletion task's
   * id, the name of an unreadable aspect; empty where it is about the entity itself. With rule, baseline and entity it identifies a finding.
   */
  readonly subject: string;
  readonly severity: Severity;
  /** One plain sentence. Access keys are named by their last four characters. */
  readonly summary: string;
  /** Whose it is, as the user's own tag `owner` says: only of a user's access keys, and only where there is such a tag. */
  readonly owner?: string;
  /** Present where documents were compared. `unknown`: they could not be told apart, see `reason`. */
  readonly verdict?: "different" | "unknown";
  readonly change?: Change;
  readonly deltas: readonly DriftDelta[];
  readonly witness?: Witness;
  /** Why a comparison is `unknown`, or a read failed. */
  readonly reason?: string;
  /**
   * What it comes to for all that the entity's identity policies permit together, under its permissions boundary; absent where that is
   * no other thing than is said above, and where nothing of the kind was compared.
   */
  readonly effective?: EffectiveComparison;
  /** Hexadecimal. The same fingerprint means nothing has changed since: not news. */
  readonly fingerprint: string;
}

/**
 * What one rule said. `undecided`: what it needs could not be read, so a finding of this rule is neither opened nor
 * resolved.
 */
export type RuleOutcome =
  | {
      readonly rule: RuleName;
      readonly status: "decided";
      readonly drifts: readonly Drift[];
      /** ISO 8601: when what it went by was asked for, where that was at another time than the reading was begun. */
      readonly askedAt?: string;
    }
  | { readonly rule: RuleName; readonly status: "undecided"; readonly reason: string };

/** When a user's access keys were made, as IAM itself lists them. */
export interface ListedKeys {
  /** ISO 8601: when the read was begun. */
  readonly askedAt: string;
  /** ISO 8601, one for each key, the earliest first. */
  readonly createdAt: readonly string[];
}

/** Everything the rules said of one expected entity, or of the account as a whole, after one reading. */
export interface Detection {
  readonly account: string;
  readonly baseline: string;
  readonly entity: EntityReference | AccountReference;
  /** ISO 8601: when the read was begun. */
  readonly askedAt: string;
  readonly outcomes: readonly RuleOutcome[];
  /** Only where the keys of a user were read from IAM itself, and a baseline looks at them. */
  readonly listedKeys?: ListedKeys;
}
