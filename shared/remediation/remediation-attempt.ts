import type { GuardName } from "./guard.ts";
import type { RemediationStep, RepairedDrift } from "./remediation-plan.ts";

/** Who asked for a remediation: Plumbline's own function, or a person by the ARN that their credentials had. */
export type RequestedBy = "function" | { readonly arn: string };

/** How far a call, or what takes it back, has come. */
export type StepStatus = "pending" | "begun" | "done" | "failed" | "skipped";

/** How far something has come, since when, and what IAM said where it failed. */
export interface StepProgress {
  /** `begun`: whether the call was made is not known, until it is told or found done. `skipped`: nothing asks for it any more. */
  readonly status: StepStatus;
  /** ISO 8601: since when it is so. */
  readonly at: string;
  /** One sentence; only where it failed. */
  readonly error?: string;
}

/** One call of a remediation as it is recorded, with the policy bodies that would restore what was there before. */
export interface RecordedStep extends RemediationStep, StepProgress {
  /** How far taking it back has come; absent as long as nobody has begun to. */
  readonly reversed?: StepProgress;
}

/** A drift that a remediation was planned to put right, as it then was. */
export interface RecordedDrift extends RepairedDrift {
  readonly fingerprint: string;
}

/**
 * The record of one remediation: what makes a retry after a crash go on where it stopped, and what `undo` restores from. Policy bodies are
 * in here alone, never in news or logs.
 */
export interface RemediationAttempt {
  /** The same for every try at the same news of the same finding. */
  readonly remediationId: string;
  readonly account: string;
  /** As `formatEntity` writes it. */
  readonly entity: string;
  readonly findingId: string;
  /** The news that asked for it. */
  readonly revision: number;
  readonly requestedBy: RequestedBy;
  /** Of the configuration that it was planned from. */
  readonly configurationDigest: string;
  /** `ended`: it is over, whatever came of it. `rolled-back`: what was done was taken back. `undone`: a person has taken it back. */
  readonly status: "started" | "ended" | "rolled-back" | "undone";
  /** ISO 8601, of the latest try. */
  readonly startedAt: string;
  /** How often it was begun. */
  readonly tries: number;
  readonly drifts: readonly RecordedDrift[];
  /** In the order in which they are made; those of earlier tries first. */
  readonly steps: readonly RecordedStep[];
  /** One sentence on what came of it; absent until it is over. */
  readonly outcome?: string;
  /** The guard that refused it, where one did. */
  readonly guard?: GuardName;
  /** Who has undone it, and when (ISO 8601). */
  readonly undone?: { readonly by: string; readonly at: string };
  /** Counts every write of the item: the condition of the next one. */
  readonly version: number;
}

/** Who is just writing to an entity, so that nobody else does at the same time. */
export interface RemediationHold {
  readonly account: string;
  /** As `formatEntity` writes it. */
  readonly entity: string;
  readonly remediationId: string;
  /** ISO 8601: from then on it is nobody's; whoever had it has died. */
  readonly until: string;
  /** Counts every write of the item: the condition of the next one. */
  readonly version: number;
}

/** The port behind which remediations are remembered; reads are strongly consistent, faults are thrown `LedgerUnavailable`. */
export interface RemediationStore {
  attempt(account: string, entity: string, remediationId: string): Promise<RemediationAttempt | undefined>;
  /** Every remediation of one entity that is still kept, in no order. */
  attemptsOf(account: string, entity: string): Promise<readonly RemediationAttempt[]>;
  /** Writes on the condition that the stored attempt still has `version - 1` (version 1: that there is none). */
  writeAttempt(attempt: RemediationAttempt): Promise<"written" | "conflict">;
  hold(account: string, entity: string): Promise<RemediationHold | undefined>;
  /** Writes on the same condition as {@link RemediationStore.writeAttempt}. */
  writeHold(hold: RemediationHold): Promise<"written" | "conflict">;
}

/** The id of the remediation that one news of one finding asks for. */
export function remediationIdOf(findingId: string, revision: number): string {
  return `${findingId}-${revision}`;
}

/** What a remediation's id tells; `undefined` where a text is none. */
export function parseRemediationId(
  text: string,
): { readonly findingId: string; readonly revision: number } | undefined {
  const [, findingId, revision] = /^([0-9a-f]{32})-([1-9]\d{0,9})$/.exec(text) ?? [];
  return findingId === undefined ? undefined : { findingId, revision: Number(revision) };
}

/**
 * The size, in bytes of JSON, that a record may have when it is begun. DynamoDB takes items of 400 KB; what is left is for the errors and
 * the outcome that are written into it later.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
const RECORD_BYTES = 350_000;

/** Whether a record can be kept, also once what came of it is written into it. */
export function fitsRecord(attempt: RemediationAttempt): boolean {
  return Buffer.byteLength(JSON.stringify(attempt)) <= RECORD_BYTES;
}
