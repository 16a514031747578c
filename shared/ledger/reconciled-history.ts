import { createHash } from "node:crypto";
import type { ReconciledHistory } from "./arrived-events.ts";
import { ARRIVED_EVENT_DAYS } from "./retention.ts";
import { isBefore } from "./time.ts";
import { notBefore } from "./unbroken-sweeps.ts";

/** A part of the event history. */
export interface HistorySpan {
  readonly from: Date;
  readonly to: Date;
}

const HOUR_MS = 60 * 60 * 1000;

/** How far a first reconciliation looks back, in hours: for who did what is found; none of it can be said not to have come. */
const FIRST_HOURS = 24;

/** How far any reconciliation looks back, in days: less than what arrived is remembered for, or what came would be taken for missed. */
export const RECONCILED_DAYS = ARRIVED_EVENT_DAYS - 1;

/** How long, in minutes, an event may take: CloudTrail takes up to 15, then there is the queue, and its retries. */
const LATE_MINUTES = 30;

/** What is to be read: the latest first, then what the last reconciliation had no room for. */
export function spansToReconcile(before: ReconciledHistory | undefined, now: Date): readonly HistorySpan[] {
  const first = new Date(now.getTime() - FIRST_HOURS * HOUR_MS);
  const from = notBeforeLimit(before === undefined ? first : new Date(before.through), now);
  const spans = [{ from, to: now }];
  if (before?.unread === undefined) return spans;
  const unread = { from: notBeforeLimit(new Date(before.unread.from), now), to: new Date(before.unread.to) };
  return unread.from < unread.to ? [...spans, unread] : spans;
}

/**
 * Since when each name is known to be watched: what was not watched when the last reconciliation looked, since now.
 * @param unbrokenSince since when the account has been swept without a long pause; in such a pause nothing may have been watched
 */
export function watchedSince(
  before: ReconciledHistory | undefined,
  names: readonly string[],
  { now, unbrokenSince }: { readonly now: Date; readonly unbrokenSince: string | undefined },
): ReadonlyMap<string, string> {
  const known = new Map(before?.watched.flatMap(({ since, names }) => names.map((name) => [name, since] as const)));
  return new Map(names.map((name) => [name, notBefore(known.get(digest(name)) ?? now.toISOString(), unbrokenSince)]));
}

/** Before when an event must have come. */
export function arrivedBy(now: Date): Date {
  return new Date(now.getTime() - LATE_MINUTES * 60 * 1000);
}

/** What a reconciliation came to. */
export interface ReconciledInput {
  readonly account: string;
  readonly before: ReconciledHistory | undefined;
  readonly now: Date;
  readonly since: ReadonlyMap<string, string>;
  /** What of the history it had no room for. */
  readonly unread: HistorySpan | undefined;
}

/** What is to be remembered of it. */
export function reconciledHistory({ account, before, now, since, unread }: ReconciledInput): ReconciledHistory {
  const through = arrivedBy(now).toISOString();
  // The last one may have been later than that by a little, where two ran at once.
  const latest = before !== undefined && isBefore(through, before.through) ? before.through : through;
  const oldest = unread?.from.toISOString() ?? latest;
  // When exactly no longer matters of what was watched before all that will be read again.
  const groups = Map.groupBy(since, ([, at]) => (isBefore(at, oldest) ? oldest : at));
  return {
    account,
    through: latest,
    ...(unread === undefined ? {} : { unread: { from: unread.from.toISOString(), to: unread.to.toISOString() } }),
    watched: [...groups].map(([at, entries]) => ({ since: at, names: entries.map(([name]) => digest(name)) })),
    version: (before?.version ?? 0) + 1,
  };
}

function notBeforeLimit(time: Date, now: Date): Date {
  const limit = new Date(now.getTime() - RECONCILED_DAYS * 24 * HOUR_MS);
  return time < limit ? limit : time;
}

function digest(name: string): string {
  return createHash("sha256").update(name).digest("hex").slice(0, 8);
}
