import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Finding, News } from "../../shared/ledger/finding.ts";
import { REMINDERS_KEPT, tell, withNews } from "../../shared/ledger/news.ts";
import { remind } from "../../shared/ledger/remind.ts";
import { settle } from "../../shared/ledger/settle.ts";
import { actor, drift, findingAfter, reading } from "./fixtures.ts";

const SCHEDULE = { critical: 1, high: 3, medium: 7, low: 30 };
const DAY = 86_400_000;

function published(finding: Finding): Finding {
  return withMarks(finding, (news) => ({ ...news, publishedAt: news.at, alertedAt: news.at }));
}

function withMarks(finding: Finding, mark: (news: News) => News): Finding {
  return { ...finding, news: finding.news.map(mark) };
}

/** Opened on the first of January 2026, at one second past nine. */
const opened = published(findingAfter([drift()]));
const critical = published(findingAfter([drift({ severity: "critical" })]));

describe("a reminder", () => {
  const cases = [
    { name: "not on the day itself", finding: critical, now: "2026-01-01T23:59:59.999Z", expected: false },
    { name: "after the days of its severity", finding: opened, now: "2026-01-04T09:00:01.000Z", expected: true },
    { name: "not a day earlier", finding: opened, now: "2026-01-03T23:59:59.999Z", expected: false },
    { name: "though not so many times 24 hours", finding: opened, now: "2026-01-04T00:00:00.000Z", expected: true },
    { name: "the next day, if critical", finding: critical, now: "2026-01-02T00:00:00.000Z", expected: true },
    { name: "not where time has gone back", finding: critical, now: "2025-12-31T00:00:00.000Z", expected: false },
    {
      name: "not of what is resolved",
      finding: published(findingAfter([drift()], [])),
      now: "2026-02-01T00:00:00.000Z",
      expected: false,
    },
    {
      name: "not of what is waived",
      finding: { ...opened, status: "waived" } as const,
      now: "2026-02-01T00:00:00.000Z",
      expected: false,
    },
    {
      name: "not of what was never put on the bus",
      finding: findingAfter([drift()]),
      now: "2026-02-01T00:00:00.000Z",
      expected: false,
    },
    {
      name: "counted from when the last attempt was made, while nobody was told",
      finding: withMarks(opened, ({ alertedAt: _, ...news }) => ({ ...news, publishedAt: "2026-01-07T00:00:00.000Z" })),
      now: "2026-01-09T23:00:00.000Z",
      expected: false,
    },
    {
      name: "counted from when all were told",
      finding: withMarks(opened, (news) => ({ ...news, alertedAt: "2026-01-07T00:00:00.000Z" })),
      now: "2026-01-09T23:00:00.000Z",
      expected: false,
    },
    {
      name: "though one destination of others does not take the news",
      finding: withMarks(opened, ({ alertedAt: _, ...news }) => ({
        ...news,
        publishedAt: "2026-01-09T00:00:00.000Z",
        alertedTo: ["chat"],
      })),
      now: "2026-01-09T23:00:00.000Z",
      expected: true,
    },
    {
      name: "of what cannot be read",
      finding: published(
        tell(opened, { kind: "IAM Drift Unreadable", drift: drift({ rule: "unreadable" }) }, new Date("2026-01-05")),
      ),
      now: "2026-01-08T00:00:00.000Z",
      expected: true,
    },
    {
      name: "counted from whatever was told last",
      finding: published(tell(opened, { kind: "IAM Drift Changed", drift: drift() }, new Date("2026-01-03"))),
      now: "2026-01-05T23:00:00.000Z",
      expected: false,
    },
  ];
  it.each(cases)("is due: $name", ({ finding, now, expected }) => {
    expect(remind(finding, SCHEDULE, new Date(now)) !== undefined).toBe(expected);
  });

  it("says since when it is open, and who caused it, with the words of the latest reading of the same drift", () => {
    const now = new Date("2026-01-31T08:00:00.000Z");
    const known = { ...opened, news: opened.news.map((news) => ({ ...news, actor })) };
    const older = drift({ summary: "It is 30 days old." });
    const other = [
      drift({ summary: "Another drift.", fingerprint: "b2" }),
      drift({ summary: "Another.", subject: "b" }),
    ];
    const reminded = remind(known, SCHEDULE, now, reading(now.toISOString(), older.rule, ...other, older));
    expect(reminded).toMatchObject({
      drift: older,
      revision: 2,
      version: 2,
      openedAt: opened.openedAt,
      status: "open",
    });
    expect(reminded?.news.at(-1)).toEqual({
      revision: 2,
      kind: "IAM Drift Reminder",
      at: now.toISOString(),
      drift: older,
      actor,
      openSince: opened.openedAt,
    });
    const changed = remind(known, SCHEDULE, now, reading(now.toISOString(), older.rule, ...other));
    expect(changed?.drift).toEqual(opened.drift);
  });
});

describe("reminders", () => {
  const severities = fc.constantFrom("critical", "high", "medium", "low");
  const schedules = fc.record({
    critical: fc.integer({ min: 1, max: 5 }),
    high: fc.integer({ min: 1, max: 5 }),
    medium: fc.integer({ min: 1, max: 9 }),
    low: fc.integer({ min: 1, max: 40 }),
  });
  const dayOf = (at: string) => at.slice(0, 10);
  const remindersIn = (news: Finding["news"]) => news.filter(({ kind }) => kind === "IAM Drift Reminder");

  it("never come twice on one day of the calendar, whenever the sweeps and whatever else happens", () => {
    const steps = fc.array(
      fc.record({
        after: fc.integer({ min: 0, max: 3 * DAY }),
        does: fc.constantFrom("sweep", "sweep", "sweep", "change", "come or go"),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(severities, schedules, steps, (severity, schedule, all) => {
        let finding = published(findingAfter([drift({ severity })]));
        const told = [...finding.news];
        let now = Date.parse(finding.openedAt);
        for (const { after, does } of all) {
          now += after;
          const next = stepped(finding, does, new Date(now), schedule);
          if (next === undefined) continue;
          finding = published(next);
          told.push(...finding.news.slice(-1));
        }
        const days = remindersIn(told).map(({ at }) => dayOf(at));
        expect(new Set(days).size).toBe(days.length);
      }),
    );
  });

  it("come after as many days as their schedule says, on every calendar on which each day has a sweep", () => {
    const times = fc.array(fc.integer({ min: 0, max: DAY - 1 }), { minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(severities, schedules, times, (severity, schedule, all) => {
        let finding = published(findingAfter([drift({ severity })]));
        const days = [0];
        for (const [index, time] of all.entries()) {
          const now = new Date(Date.UTC(2026, 0, 2 + index) + time);
          const reminded = remind(finding, schedule, now);
          if (reminded === undefined) continue;
          finding = published(reminded);
          days.push(index + 1);
        }
        const gaps = days.slice(1).map((day, index) => day - (days[index] ?? 0));
        expect(new Set(gaps)).toEqual(new Set(gaps.length === 0 ? [] : [schedule[severity]]));
        expect(all.length - (days.at(-1) ?? 0)).toBeLessThan(schedule[severity]);
      }),
    );
  });

  it("never drive out what they remind of, nor make the item grow", () => {
    let finding = opened;
    for (let day = 1; day <= 400; day += 1) {
      const reminded = remind(finding, { ...SCHEDULE, high: 1 }, new Date(Date.UTC(2026, 0, 1 + day)));
      if (reminded === undefined) throw new Error("A reminder is due every day.");
      const news = reminded.news.map((piece) => ({ ...piece, publishedAt: piece.at, alertedAt: piece.at }));
      finding = withNews(reminded, news);
    }
    expect(finding.news.map(({ kind }) => kind)).toEqual([
      "IAM Drift Opened",
      ...Array.from({ length: REMINDERS_KEPT }, () => "IAM Drift Reminder"),
    ]);
    expect(finding.news.at(-1)?.revision).toBe(401);
  });
});

/** The finding after a sweep, another fingerprint, or its drift gone or back; `undefined` where nothing is told. */
function stepped(finding: Finding, does: string, now: Date, schedule: typeof SCHEDULE): Finding | undefined {
  if (does === "sweep") return remind(finding, schedule, now);
  const changed = { ...finding.drift, fingerprint: `${finding.version}` };
  const gone = finding.status === "open" && does === "come or go";
  const read = reading(now.toISOString(), finding.drift.rule, ...(gone ? [] : [changed]));
  return settle({ reading: read, findings: [finding], now })[0];
}
