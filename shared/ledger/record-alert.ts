import { PlumblineError } from "../iam/errors.ts";
import { amendFinding, type FindingKey } from "./amend-finding.ts";
import type { FindingNews } from "./deliver.ts";
import type { Finding, News } from "./finding.ts";
import type { LedgerStore } from "./ledger-store.ts";
import { withNews } from "./news.ts";
import { isBefore } from "./time.ts";

/** How long an attempt to alert may take, in milliseconds; after that it is taken to have crashed. */
export const ALERT_ATTEMPT_MS = 60_000;

/**
 * Claims the right to tell people of one revision, so that a drift event that arrives twice alerts once.
 * @returns The news to tell, or `alerted` where every destination has already taken it.
 * @throws PlumblineError `InvalidEvent`, retryable, where the ledger does not hold the finding or the revision (yet);
 * `DeliveryFailed`, retryable, where another attempt is under way.
 */
export async function claimAlert(
  store: LedgerStore,
  key: FindingKey,
  revision: number,
  now: () => Date,
): Promise<FindingNews | "alerted"> {
  const finding = await amendFinding(store, key, (held) => {
    const news = newsOf(held, revision);
    if (news.alertedAt !== undefined) return undefined;
    if (news.alertingAt !== undefined && isBefore(lately(now()), news.alertingAt)) {
      throw new PlumblineError(
        "DeliveryFailed",
        `Revision ${revision} of finding ${key.id} is just being told by another message; it is looked at again.`,
        { retryable: true },
      );
    }
    return replace(held, news, { ...news, alertingAt: now().toISOString() });
  });
  const news = newsOf(finding, revision);
  return news.alertedAt === undefined ? { finding, news } : "alerted";
}

/** Gives the right back after a failed attempt, so that the next one need not wait. */
export async function releaseAlert(store: LedgerStore, claimed: FindingNews): Promise<void> {
  await amendFinding(store, claimed.finding, (held) => {
    const news = newsOf(held, claimed.news.revision);
    if (news.alertingAt !== claimed.news.alertingAt || news.alertedAt !== undefined) return undefined;
    const { alertingAt: _, ...released } = news;
    return replace(held, news, released);
  });
}

/**
 * Marks a revision as taken by one of its destinations, so that a later attempt does not tell that one again.
 * @returns The news with that mark.
 */
export async function recordAlertedTo(
  store: LedgerStore,
  claimed: FindingNews,
  destination: string,
): Promise<FindingNews> {
  const { revision } = claimed.news;
  const finding = await amendFinding(store, claimed.finding, (held) => {
    const news = newsOf(held, revision);
    const { alertedTo = [] } = news;
    if (alertedTo.includes(destination)) return undefined;
    return replace(held, news, { ...news, alertedTo: [...alertedTo, destination] });
  });
  return { finding, news: newsOf(finding, revision) };
}

/** Marks a revision as taken by all of its destinations. */
export async function recordAlerted(store: LedgerStore, claimed: FindingNews, now: () => Date): Promise<void> {
  await amendFinding(store, claimed.finding, (held) => {
    const news = newsOf(held, claimed.news.revision);
    if (news.alertedAt !== undefined) return undefined;
    const { alertingAt: _, alertedTo: __, ...alerted } = news;
    return replace(held, news, { ...alerted, alertedAt: now().toISOString() });
  });
}

function lately(now: Date): string {
  return new Date(now.getTime() - ALERT_ATTEMPT_MS).toISOString();
}

function newsOf(finding: Finding, revision: number): News {
  const news = finding.news.find((piece) => piece.revision === revision);
  if (news !== undefined) return news;
  throw new PlumblineError(
    "InvalidEvent",
    `Finding ${finding.id} of ${finding.entity} in account ${finding.account} has no revision ${revision} in the ledger; its latest is ${finding.revision}.`,
    { retryable: true },
  );
}

function replace(finding: Finding, old: News, changed: News): Finding {
  return withNews(
    finding,
    finding.news.map((piece) => (piece === old ? changed : piece)),
  );
}
