import { type AccountSweep, NO_PROGRESS, type SweepProgress } from "../../shared/ledger/sweep-lease.ts";
import type { Reconciliation } from "./reconcile-events.ts";
import type { SettledEntities } from "./sweep-entities.ts";
import type { SweepFailure } from "./sweep-findings.ts";

/** What one invocation did of a sweep. */
export interface SweepDone {
  /** Entities, news and events. */
  readonly counts: SweepProgress;
  /** Whether credentials were read one by one because there was no report of them. */
  readonly lacksReport: boolean;
  /** How far the event history was read; left out where nobody has come to read it. */
  readonly history?: Reconciliation["status"];
  /** How many of AWS's own policies, of those that baselines name, AWS has changed. */
  readonly awsPoliciesChanged: number;
}

/** What one invocation does of a sweep, while it does it. */
export interface SweepRun {
  /** As it would be written now. */
  sweep: AccountSweep;
  /** What was done in this invocation so far. */
  done: SweepDone;
  /** What could not be settled in this invocation. */
  failed: readonly SweepFailure[];
}

/** What was done where nothing was. */
export const NOTHING_DONE: SweepDone = { counts: NO_PROGRESS, lacksReport: false, awsPoliciesChanged: 0 };

/** A run that has done nothing yet. */
export function beginRun(sweep: AccountSweep): SweepRun {
  return { sweep, done: NOTHING_DONE, failed: [] };
}

/** Adds what was done. */
export function addCounts(run: SweepRun, done: Partial<SweepProgress>): void {
  run.done = { ...run.done, counts: sum(run.done.counts, done) };
  run.sweep = { ...run.sweep, ...sum(run.sweep, done) };
}

function sum(one: SweepProgress, other: Partial<SweepProgress>): SweepProgress {
  return {
    entities: one.entities + (other.entities ?? 0),
    opened: one.opened + (other.opened ?? 0),
    changed: one.changed + (other.changed ?? 0),
    resolved: one.resolved + (other.resolved ?? 0),
    unreadable: one.unreadable + (other.unreadable ?? 0),
    reminded: one.reminded + (other.reminded ?? 0),
    missedEvents: one.missedEvents + (other.missedEvents ?? 0),
  };
}

/** Takes in some entities that were settled, or could not be. */
export function takeIn(run: SweepRun, { counts, settled, failed, after }: SettledEntities): void {
  addCounts(run, { ...counts, entities: settled.length });
  run.failed = [...run.failed, ...failed];
  const done = new Set(settled);
  const left = run.sweep.again.filter((key) => !done.has(key));
  const again = [...new Set([...left, ...failed.map(({ key }) => key)])];
  run.sweep = { ...run.sweep, again, ...(after === undefined ? {} : { after }) };
}
