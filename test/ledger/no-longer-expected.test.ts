import { describe, expect, it } from "vitest";
import type { Finding } from "../../shared/ledger/finding.ts";
import { resolveNoLongerExpected } from "../../shared/ledger/no-longer-expected.ts";
import { settle } from "../../shared/ledger/settle.ts";
import { at, drift, findingAfter, reading } from "./fixtures.ts";

const now = new Date(at(50));
const opened = findingAfter([drift()]);
const waivedFromTheFirst: Finding = { ...opened, status: "waived", revision: 0, news: [] };

describe("a finding that nobody expects any more", () => {
  it("is resolved, and told as such", () => {
    const resolved = resolveNoLongerExpected(opened, now);
    expect(resolved).toMatchObject({ status: "resolved", observedAt: at(50), revision: 2, version: 2 });
    expect(resolved?.news.at(-1)).toEqual({
      revision: 2,
      kind: "IAM Drift Resolved",
      at: at(50),
      drift: drift(),
      because: "no-longer-expected",
    });
  });

  it("stays as it is once it is resolved", () => {
    expect(resolveNoLongerExpected(findingAfter([drift()], []), now)).toBeUndefined();
  });

  it.each([
    { name: "a waiver accepted it from the first", finding: waivedFromTheFirst, news: 0 },
    { name: "a waiver accepted it after it was told", finding: { ...opened, status: "waived" } as const, news: 2 },
  ])("is told where it was told before: $name", ({ finding, news }) => {
    const resolved = resolveNoLongerExpected(finding, now);
    expect(resolved).toMatchObject({ status: "resolved", version: finding.version + 1 });
    expect(resolved?.news).toHaveLength(news);
  });

  it("is opened again by the next reading, once it is expected again, and by none from before", () => {
    const resolved = resolveNoLongerExpected(opened, now);
    const findings = resolved === undefined ? [] : [resolved];
    const read = (askedAt: string) =>
      settle({ reading: reading(askedAt, drift().rule, drift()), findings, now: new Date(at(70)) });
    expect(read(at(49))).toEqual([]);
    expect(read(at(60))).toMatchObject([{ status: "open", openedAt: at(70), revision: 3 }]);
  });
});
