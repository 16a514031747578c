import { describe, expect, it } from "vitest";
import type { Finding } from "../../shared/ledger/finding.ts";
import { NEWS_BYTES_KEPT, NEWS_KEPT, tell, withNews } from "../../shared/ledger/news.ts";
import { at, drift, findingAfter } from "./fixtures.ts";

function findingWith(pieces: number, reason = ""): Finding {
  let finding = findingAfter([drift({ reason })]);
  for (let second = 2; second <= pieces; second += 1) {
    const telling = { kind: "IAM Drift Changed", drift: drift({ reason }) } as const;
    finding = tell(finding, telling, new Date(at(second)));
  }
  return finding;
}

function delivered(finding: Finding): Finding {
  return withNews(
    finding,
    finding.news.map((news) => ({ ...news, publishedAt: at(100), alertedAt: at(101) })),
  );
}

describe("a finding's news", () => {
  it("is numbered without gaps", () => {
    const { news, revision } = findingWith(5);
    expect(news.map((piece) => piece.revision)).toEqual([1, 2, 3, 4, 5]);
    expect(revision).toBe(5);
  });

  it("keeps everything undelivered, however much it is", () => {
    expect(findingWith(3 * NEWS_KEPT).news).toHaveLength(3 * NEWS_KEPT);
  });

  it("keeps what the bus took but the alert topic did not", () => {
    const finding = findingWith(3 * NEWS_KEPT);
    const published = withNews(
      finding,
      finding.news.map((news) => ({ ...news, publishedAt: at(100) })),
    );
    expect(published.news).toHaveLength(3 * NEWS_KEPT);
  });

  it("keeps the latest of what was delivered", () => {
    const revisions = delivered(findingWith(NEWS_KEPT + 5)).news.map((piece) => piece.revision);
    expect(revisions).toEqual(Array.from({ length: NEWS_KEPT }, (_, index) => index + 6));
  });

  it("lets go of old deliveries when something new is told, not of the new", () => {
    const finding = tell(
      delivered(findingWith(NEWS_KEPT)),
      { kind: "IAM Drift Resolved", drift: drift() },
      new Date(at(99)),
    );
    expect(finding.news).toHaveLength(NEWS_KEPT + 1);
    expect(finding.news.at(-1)).toMatchObject({ revision: NEWS_KEPT + 1, kind: "IAM Drift Resolved" });
  });

  it("tells the oldest by their summary alone where the item would grow too large, and drops none", () => {
    const deltas = Array.from({ length: 500 }, () => ({ effect: "gained", text: "x".repeat(100) }) as const);
    let finding = findingAfter([drift({ deltas })]);
    for (let second = 2; second <= 20; second += 1) {
      finding = tell(finding, { kind: "IAM Drift Changed", drift: drift({ deltas }) }, new Date(at(second)));
    }
    expect(Buffer.byteLength(JSON.stringify(finding))).toBeLessThan(NEWS_BYTES_KEPT + 1_000);
    expect(finding.news.map((piece) => piece.revision)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(finding.news.every((piece) => piece.drift.summary === drift().summary)).toBe(true);
    expect(finding.news[0]?.drift.deltas).toEqual([]);
    expect(finding.news.at(-1)?.drift.deltas).toHaveLength(500);
  });
});
