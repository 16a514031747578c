import type { Unreadable } from "../iam/unreadable.ts";
import { isBefore } from "./time.ts";
import { type UnbrokenSweeps, unbrokenSweeps } from "./unbroken-sweeps.ts";

/** A sweep of one account, as a message names it. */
export interface SweepStart {
  /** The same for every message of a sweep, however often it is delivered. */
  readonly sweepId: string;
  /** ISO 8601: when it was planned. Of two sweeps of an account the later has the say. */
  readonly startedAt: string;
}

/** What a sweep has come to so far. */
export interface SweepProgress {
  /** Entities that are settled. */
  readonly entities: number;
  readonly opened: number;
  readonly changed: number;
  readonly resolved: number;
  readonly unreadable: number;
  /** Findings reminded of. */
  readonly reminded: number;
  /** Changes that no event had told of. */
  readonly missedEvents: number;
}

/** How a sweep ended: with everything settled, or with an account that nobody could read. */
export type SweepEnd =
  | { readonly outcome: "swept"; readonly at: string }
  | { readonly outcome: "unreadable"; readonly at: string; readonly reason: Unreadable };

/** The latest sweep of an account: how far it is, and who works on it. There is one item for each account. */
export interface AccountSweep extends SweepStart, SweepProgress, UnbrokenSweeps {
  /** Twelve digits. */
  readonly account: string;
  /** How many entities the account has to be read for, once that is known. */
  readonly total?: number;
  /** The last entity, in the order of their keys, up to which all were read; left out before the first. */
  readonly after?: string;
  /** Entities that could not be settled, by their keys: as `formatEntity` writes them, in lower case. They come once more at the end. */
  readonly again: readonly string[];
  /** How often the credential report was asked for in vain. */
  readonly reportAttempts: number;
  /** What went wrong last, as one sentence. */
  readonly problem?: string;
  /** Left out while it goes on. */
  readonly end?: SweepEnd;
  /** Who works on it, until when at the latest (ISO 8601); left out between two messages. */
  readonly lease?: { readonly holder: string; readonly until: string };
  /** Counts every write of the item: the condition of the next one. */
  readonly version: number;
}

/** The port behind which it is kept. A fault of the store is thrown as a retryable `PlumblineError` with code `LedgerUnavailable`. */
export interface SweepStore {
  /** The latest sweep of an account, strongly consistent; `undefined` where there was none. */
  sweep(account: string): Promise<AccountSweep | undefined>;
  /** Writes it on the condition that the stored one still has `version - 1` (version 1: that there is none). */
  writeSweep(sweep: AccountSweep): Promise<"written" | "conflict">;
}

/**
 * Seconds that a lease holds: longer than a function may run, so that whoever holds one that is over has died, and shorter than it takes
 * a queue to deliver the message of the dead again.
 */
export const LEASE_SECONDS = 960;

/** What came of asking for the lease of a sweep. */
export type LeaseAnswer =
  /** To be written; whoever has written it may work. */
  | { readonly status: "taken"; readonly sweep: AccountSweep }
  /** Somebody else works on the account, until then at the latest. */
  | { readonly status: "busy"; readonly until: string }
  /** The sweep has ended, or a later one has begun: there is nothing left to do. */
  | { readonly status: "over" };

/** Who asks, for what, and when. */
export interface LeaseRequest extends SweepStart {
  readonly account: string;
  /** Another one for each invocation. */
  readonly holder: string;
  readonly now: Date;
}

/** What was done where nothing was. */
export const NO_PROGRESS: SweepProgress = {
  entities: 0,
  opened: 0,
  changed: 0,
  resolved: 0,
  unreadable: 0,
  reminded: 0,
  missedEvents: 0,
};

/** Asks for the lease of an account's sweep. A sweep that was begun goes on from where it is. */
export function takeLease(held: AccountSweep | undefined, request: LeaseRequest): LeaseAnswer {
  const { account, sweepId, startedAt, holder, now } = request;
  if (held !== undefined && isOver(held, request)) return { status: "over" };
  if (held?.lease !== undefined && Date.parse(held.lease.until) > now.getTime()) {
    return { status: "busy", until: held.lease.until };
  }
  const lease = { holder, until: new Date(now.getTime() + LEASE_SECONDS * 1_000).toISOString() };
  const version = (held?.version ?? 0) + 1;
  if (held?.sweepId === sweepId) return { status: "taken", sweep: { ...held, lease, version } };
  const unbroken = unbrokenSweeps(held, startedAt);
  const anew = { account, sweepId, startedAt, ...unbroken, ...NO_PROGRESS, again: [], reportAttempts: 0 };
  return { status: "taken", sweep: { ...anew, lease, version } };
}

function isOver(held: AccountSweep, { sweepId, startedAt }: SweepStart): boolean {
  if (held.sweepId === sweepId) return held.end !== undefined;
  return isBefore(startedAt, held.startedAt);
}

/** Its next version, with the lease given back. */
export function released(sweep: AccountSweep): AccountSweep {
  const { lease: _, ...rest } = sweep;
  return { ...rest, version: sweep.version + 1 };
}
