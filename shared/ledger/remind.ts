import type { Drift } from "../drift/drift.ts";
import type { Finding, News, NewsKind } from "./finding.ts";
import type { LatestReading } from "./ledger-store.ts";
import { tell } from "./news.ts";

/** After how many days without news an open finding is told of again, by its severity; each at least 1. */
export type ReminderSchedule = Readonly<Record<Drift["severity"], number>>;

/** What may say who caused the drift. */
const OF_THE_DRIFT: ReadonlySet<NewsKind> = new Set([
  "IAM Drift Opened",
  "IAM Drift Changed",
  "IAM Drift Unreadable",
  "IAM Drift Reminder",
]);

/**
 * Reminds of a finding that is open, where the last that was told of it was told so many days ago. Days are those of the calendar in UTC,
 * so that a daily sweep that begins a second earlier than yesterday's still finds one due, and no day has two. What nobody was told yet is
 * no old news: it is delivered first. A finding that is opened again starts anew.
 * @param reading The latest of its entity; where it shows the same drift, the reminder has its words, which may tell an age.
 * @returns The finding with the reminder as its next revision, or `undefined` where none is due.
 */
export function remind(
  finding: Finding,
  schedule: ReminderSchedule,
  now: Date,
  reading?: LatestReading,
): Finding | undefined {
  const toldAt = toldLast(finding);
  if (finding.status !== "open" || toldAt === undefined) return undefined;
  if (daysBetween(new Date(toldAt), now) < schedule[finding.drift.severity]) return undefined;
  const drift = seenLast(finding, reading);
  const actor = finding.news.findLast(({ kind }) => OF_THE_DRIFT.has(kind))?.actor;
  const reminder: Pick<News, "kind" | "drift" | "actor" | "openSince"> = {
    kind: "IAM Drift Reminder",
    drift,
    ...(actor === undefined ? {} : { actor }),
    openSince: finding.openedAt,
  };
  return tell({ ...finding, drift }, reminder, now);
}

/**
 * When the latest news was told, ISO 8601. As long as nobody was told, each attempt counts; where some destinations were and others will
 * not take it, those need not go without reminders.
 */
function toldLast({ news }: Finding): string | undefined {
  const last = news.at(-1);
  return last?.alertedAt ?? (last?.alertedTo === undefined ? last?.publishedAt : last.at);
}

/** How many midnights in UTC lie between two times; negative where the second is on an earlier day. */
export function daysBetween(one: Date, other: Date): number {
  return dayOf(other) - dayOf(one);
}

const DAY_MS = 24 * 60 * 60 * 1000;

function dayOf(time: Date): number {
  return Math.floor(time.getTime() / DAY_MS);
}

function seenLast({ drift }: Finding, reading: LatestReading | undefined): Drift {
  const seen = reading?.decisions[drift.rule]?.drifts ?? [];
  return (
    seen.find(({ subject, fingerprint }) => subject === drift.subject && fingerprint === drift.fingerprint) ?? drift
  );
}
