import type { Drift } from "../drift/drift.ts";
import type { ClaimedActor } from "../iam/actor.ts";

/** The detail-types of Plumbline's events; see design "Drift events". */
export const NEWS_KINDS = [
  "IAM Drift Opened",
  "IAM Drift Changed",
  "IAM Drift Resolved",
  "IAM Drift Reminder",
  "IAM Drift Unreadable",
  "IAM Drift Remediated",
  "IAM Drift Remediation Refused",
  "IAM Drift Remediation Failed",
] as const;
export type NewsKind = (typeof NEWS_KINDS)[number];

/** One remediation attempt, as told. */
export interface RemediationRecord {
  readonly remediationId: string;
  /** API calls made or refused, in order, e.g. `DetachRolePolicy role/x arn:aws:iam::aws:policy/AdministratorAccess`. */
  readonly calls: readonly string[];
  /** One sentence: what was done, or why not. */
  readonly outcome: string;
  /** The plan that a person is asked to approve, where only that keeps the repair back. */
  readonly planId?: string;
}

/**
 * Why a finding is resolved without a reading that found its drift gone. `no-longer-expected`: its baseline does not name the entity any
 * more, or the account has not that baseline.
 */
export const RESOLUTION_REASONS = ["no-longer-expected"] as const;
type ResolutionReason = (typeof RESOLUTION_REASONS)[number];

/** One thing worth telling, kept in the finding's own item until it is delivered. */
export interface News {
  /** Counts up from 1 within a finding. */
  readonly revision: number;
  readonly kind: NewsKind;
  /** ISO 8601. */
  readonly at: string;
  readonly drift: Drift;
  readonly actor?: ClaimedActor;
  readonly remediation?: RemediationRecord;
  /** ISO 8601, of a reminder: since when the finding has been open. */
  readonly openSince?: string;
  /** Why it is resolved, where that is not that a reading found the drift gone. */
  readonly because?: ResolutionReason;
  /** ISO 8601; absent until Plumbline's bus has taken it. */
  readonly publishedAt?: string;
  /** ISO 8601: when the last attempt to hand it to its destinations began; another waits until that one must have ended. */
  readonly alertingAt?: string;
  /** The keys of the destinations that have taken it, as long as others have not. */
  readonly alertedTo?: readonly string[];
  /** ISO 8601; absent until every destination has taken it. */
  readonly alertedAt?: string;
}

/** A drift with a life. */
export interface Finding {
  /** 32 hexadecimal digits over account, baseline, entity, rule and subject: the same drift again is the same finding. */
  readonly id: string;
  readonly account: string;
  readonly baseline: string;
  /** As {@link formatEntity} writes it. */
  readonly entity: string;
  /** `waived`: it is there, and a waiver accepts it just as it is; nobody is told, and nothing is repaired. */
  readonly status: "open" | "resolved" | "waived";
  /** The drift as last seen. */
  readonly drift: Drift;
  /** ISO 8601: when it was (last) opened; for one that was waived from the first, when that was. */
  readonly openedAt: string;
  /** ISO 8601: the latest reading this finding has taken in; an older reading changes nothing. */
  readonly observedAt: string;
  /** The revision of the latest news; 0 where there was none, because it was waived from the first. */
  readonly revision: number;
  /** Oldest first: everything undelivered, and the latest of the delivered ones (see `NEWS_KEPT`); the history has all. */
  readonly news: readonly News[];
  /** Counts every write of the item: the condition of the next one. */
  readonly version: number;
}
