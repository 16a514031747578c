import { describe, expect, it } from "vitest";
import { type UnbrokenSweeps, unbrokenSweeps } from "../../shared/ledger/unbroken-sweeps.ts";

const HOUR = 60 * 60 * 1_000;
const FIRST = Date.parse("2026-01-01T12:00:00Z");

/** Sweeps an account so many hours after the first sweep each time; answers how many hours after it the unbroken ones began. */
function sweepAfter(hours: readonly number[]): number {
  let last: (UnbrokenSweeps & { readonly startedAt: string }) | undefined;
  for (const hour of hours) {
    const startedAt = new Date(FIRST + hour * HOUR).toISOString();
    last = { startedAt, ...unbrokenSweeps(last, startedAt) };
  }
  return (Date.parse(last?.unbrokenSince ?? "") - FIRST) / HOUR;
}

const [DAY, WEEK, MONTH] = [24, 7 * 24, 30 * 24];
const days = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => (from + index) * DAY);

describe("since when an account is swept without a long pause", () => {
  it.each([
    { name: "the first sweep of all", hours: [0], expected: 0 },
    { name: "that one, day after day", hours: days(0, 40), expected: 0 },
    { name: "that one, where the schedule is off for a weekend", hours: [0, 24, 48, 120], expected: 0 },
    { name: "the one after a long pause", hours: [0, 24, 24 + WEEK, 48 + WEEK], expected: 24 + WEEK },
    { name: "the second, where it is swept weekly", hours: [0, WEEK, 2 * WEEK, 3 * WEEK], expected: WEEK },
    {
      name: "the same, where deployments come in between",
      hours: [0, WEEK, WEEK + 1, WEEK + 3, 2 * WEEK],
      expected: WEEK,
    },
    {
      name: "the second, where it is swept quarterly",
      hours: [0, 3 * MONTH, 6 * MONTH, 9 * MONTH],
      expected: 3 * MONTH,
    },
    {
      name: "the one after a later pause that is shorter than one long ago",
      hours: [0, WEEK, ...days(8, 90), 90 * DAY + WEEK],
      expected: 90 * DAY + WEEK,
    },
  ])("is $name", ({ hours, expected }) => {
    expect(sweepAfter(hours)).toBe(expected);
  });

  it("stays unknown where an older program wrote it, until a long pause", () => {
    const before = { startedAt: "2026-01-01T12:00:00Z" };
    expect(unbrokenSweeps(before, "2026-01-02T12:00:00Z")).toEqual({
      longestPause: { seconds: 86_400, endedAt: "2026-01-02T12:00:00Z" },
    });
    expect(unbrokenSweeps(before, "2026-01-09T12:00:00Z").unbrokenSince).toBe("2026-01-09T12:00:00Z");
  });
});
