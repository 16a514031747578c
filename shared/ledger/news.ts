import type { Finding, News } from "./finding.ts";

/** How many delivered news a finding keeps; the undelivered are all kept. */
export const NEWS_KEPT = 20;

/**
 * The size, in bytes of JSON, beyond which the oldest news lose their detail. DynamoDB takes items of 400 KB, the
 * finding's own drift and the attributes around it included.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
export const NEWS_BYTES_KEPT = 300_000;

/** What is told, before the finding numbers and dates it. */
export type Telling = Pick<News, "kind" | "drift" | "actor" | "remediation">;

/** The finding with one more piece of news: the next revision and the next version. */
export function tell(finding: Finding, telling: Telling, now: Date): Finding {
  const revision = finding.revision + 1;
  return withNews({ ...finding, revision }, [...finding.news, { revision, at: now.toISOString(), ...telling }]);
}

/** The finding with other news and the next version; what was delivered long ago is let go. */
export function withNews(finding: Finding, news: readonly News[]): Finding {
  return { ...finding, news: shortenOldest(letGo(news)), version: finding.version + 1 };
}

/** Whether both the bus and the alert topic have taken it. */
function isDelivered(news: News): boolean {
  return news.publishedAt !== undefined && news.alertedAt !== undefined;
}

function letGo(news: readonly News[]): readonly News[] {
  const delivered = news.filter(isDelivered);
  const gone = new Set(delivered.slice(0, Math.max(0, delivered.length - NEWS_KEPT)));
  return news.filter((piece) => !gone.has(piece));
}

/** News is never dropped for its size; the oldest is told by its summary alone. */
function shortenOldest(news: readonly News[]): readonly News[] {
  let excess = news.reduce((total, piece) => total + bytes(piece), 0) - NEWS_BYTES_KEPT;
  return news.map((piece) => {
    if (excess <= 0) return piece;
    const { witness: _, effective: __, ...drift } = piece.drift;
    const short: News = { ...piece, drift: { ...drift, deltas: [] } };
    excess -= bytes(piece) - bytes(short);
    return short;
  });
}

function bytes(news: News): number {
  return Buffer.byteLength(JSON.stringify(news));
}
