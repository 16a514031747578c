import { amendFinding } from "./amend-finding.ts";
import type { Finding, News } from "./finding.ts";
import type { LedgerStore } from "./ledger-store.ts";
import { asTold, withNews } from "./news.ts";
import { isBefore } from "./time.ts";

/** One piece of news, and whose it is. */
export interface FindingNews {
  readonly finding: Finding;
  readonly news: News;
}

/** Puts news on Plumbline's bus and answers for each, in order, whether the bus took it. */
export type PublishNews = (
  told: readonly FindingNews[],
) => Promise<readonly ("published" | { readonly failed: string })[]>;

/** What is to be delivered, and how. */
export interface DeliverInput {
  readonly findings: readonly Finding[];
  readonly publish: PublishNews;
  readonly now: () => Date;
  /** Also deliver again what the bus took before this time (ISO 8601) and the alert topic never did. */
  readonly unalertedBefore?: string;
}

/** What became of it. */
export interface Delivered {
  readonly published: number;
  /** What the bus did not take, with its reason; it stays undelivered in the ledger. */
  readonly failed: readonly (FindingNews & { readonly reason: string })[];
}

/**
 * The outbox: publishes every undelivered piece of news, oldest first, puts what was taken into the history, then marks it. A crash in
 * between publishes it again: at least once. So nothing that is marked is missing from the history.
 * @throws PlumblineError as {@link amendFinding} does, and what the store throws.
 */
export async function deliver(store: LedgerStore, input: DeliverInput): Promise<Delivered> {
  const told = input.findings.flatMap((finding) =>
    finding.news.filter((news) => isDue(news, input.unalertedBefore)).map((news) => ({ finding, news })),
  );
  if (told.length === 0) return { published: 0, failed: [] };
  const answers = await input.publish(told);
  const failed: Delivered["failed"][number][] = [];
  const taken = new Map<Finding, News[]>();
  for (const [index, piece] of told.entries()) {
    const answer = answers[index] ?? { failed: "The bus gave no answer for this entry." };
    if (answer !== "published") failed.push({ ...piece, reason: answer.failed });
    else taken.set(piece.finding, [...(taken.get(piece.finding) ?? []), piece.news]);
  }
  for (const [finding, news] of taken) {
    const { account, entity, id } = finding;
    for (const piece of news) await store.writeHistory(account, entity, id, asTold(piece));
    await markPublished(store, finding, new Set(news.map(({ revision }) => revision)), input.now);
  }
  return { published: told.length - failed.length, failed };
}

function isDue(news: News, unalertedBefore: string | undefined): boolean {
  if (news.publishedAt === undefined) return true;
  return news.alertedAt === undefined && unalertedBefore !== undefined && isBefore(news.publishedAt, unalertedBefore);
}

async function markPublished(
  store: LedgerStore,
  known: Finding,
  revisions: ReadonlySet<number>,
  now: () => Date,
): Promise<void> {
  const publishedAt = now().toISOString();
  await amendFinding(store, known, (finding) => {
    const unmarked = finding.news.filter(
      (news) =>
        revisions.has(news.revision) && (news.publishedAt === undefined || isBefore(news.publishedAt, publishedAt)),
    );
    if (unmarked.length === 0) return undefined;
    return withNews(
      finding,
      finding.news.map((news) => (unmarked.includes(news) ? { ...news, publishedAt } : news)),
    );
  });
}
