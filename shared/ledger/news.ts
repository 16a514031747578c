import type { Drift } from "../drift/drift.ts";
import type { Finding, News, NewsKind } from "./finding.ts";

/** How many delivered news a finding keeps; the undelivered are all kept. */
export const NEWS_KEPT = 20;

/** How many delivered reminders are among them: so that those do not drive out what they remind of. */
export const REMINDERS_KEPT = 5;

/**
 * The size, in bytes of JSON, of a finding's own drift and its news, beyond which the oldest news lose their detail. DynamoDB takes items
 * of 400 KB, the attributes around them included.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export const NEWS_BYTES_KEPT = 300_000;

/** What is told, before the finding numbers and dates it. */
export type Telling = Pick<News, "kind" | "drift" | "actor" | "remediation" | "openSince" | "because">;

/** The finding with one more piece of news: the next revision and the next version. */
export function tell(finding: Finding, telling: Telling, now: Date): Finding {
  const revision = finding.revision + 1;
  return withNews({ ...finding, revision }, [...finding.news, { revision, at: now.toISOString(), ...telling }]);
}

/** The finding with other news and the next version; what was delivered long ago is let go. */
export function withNews(finding: Finding, news: readonly News[]): Finding {
  return { ...finding, news: shortenOldest(letGo(news), finding.drift), version: finding.version + 1 };
}

/** The news as it was told, whatever became of its delivery. */
export function asTold(news: News): News {
  const { publishedAt: _, alertingAt: __, alertedTo: ___, alertedAt: ____, ...told } = news;
  return told;
}

/** What news says whether a drift is there. */
const STANDING: readonly NewsKind[] = [
  "IAM Drift Opened",
  "IAM Drift Changed",
  "IAM Drift Unreadable",
  "IAM Drift Resolved",
];

/** Whether the last that was told of a finding is that its drift is there. */
export function wasTold({ revision, news }: Finding): boolean {
  const last = news.findLast(({ kind }) => STANDING.includes(kind));
  return revision > 0 && last?.kind !== "IAM Drift Resolved";
}

/** The finding with its next version, and no news. */
export function silently(finding: Finding): Finding {
  return { ...finding, version: finding.version + 1 };
}

/** Whether both the bus and the alert topic have taken it. */
export function isDelivered(news: News): boolean {
  return news.publishedAt !== undefined && news.alertedAt !== undefined;
}

function letGo(news: readonly News[]): readonly News[] {
  const isReminder = ({ kind }: News) => kind === "IAM Drift Reminder";
  const reminders = new Set(beyond(REMINDERS_KEPT, news.filter(isDelivered).filter(isReminder)));
  const others = news.filter((piece) => !reminders.has(piece));
  const gone = new Set(beyond(NEWS_KEPT, others.filter(isDelivered)));
  return others.filter((piece) => !gone.has(piece));
}

/** All but the latest so many. */
function beyond(kept: number, news: readonly News[]): readonly News[] {
  return news.slice(0, Math.max(0, news.length - kept));
}

/** News is never dropped for its size; the oldest is told by its summary alone. */
function shortenOldest(news: readonly News[], own: Drift): readonly News[] {
  let excess = news.reduce((total, piece) => total + bytes(piece), bytes(own)) - NEWS_BYTES_KEPT;
  return news.map((piece) => {
    if (excess <= 0) return piece;
    const { witness: _, effective: __, ...drift } = piece.drift;
    const short: News = { ...piece, drift: { ...drift, deltas: [] } };
    excess -= bytes(piece) - bytes(short);
    return short;
  });
}

function bytes(value: News | Drift): number {
  return Buffer.byteLength(JSON.stringify(value));
}
