import { describe, expect, it } from "vitest";
import type { DoctorLine } from "../../cli/doctor-line.ts";
import { judgeLastEvent, judgeSweep } from "../../cli/doctor-sweep.ts";
import { judgeTopic } from "../../cli/doctor-topic.ts";
import { topicsInUse } from "../../cli/doctor-ways.ts";
import { DEFAULT_SETTINGS, type Route } from "../../shared/baselines/settings.ts";
import type { AccountSweep } from "../../shared/ledger/sweep-lease.ts";
import type { Observation } from "../../shared/observation/observation.ts";

type Expected = readonly [status: DoctorLine["status"], says: string];

const ACCOUNT = "111122223333";
const NOW = new Date("2026-11-22T12:00:00Z");
const present = <T>(state: T): Observation<T> => ({ status: "present", state });
const absent = { status: "absent" } as const;
const denied = (call: string) =>
  ({ status: "unreadable", reason: { call, code: "AccessDenied", message: "No." } }) as const;

function tell(line: DoctorLine, [status, says]: Expected): void {
  expect(line.says).toContain(says);
  expect(line.status).toBe(status);
  expect(line.remedy === undefined).toBe(status === "ok");
}

describe("the last sweep", () => {
  const counts = { entities: 3, opened: 0, changed: 0, resolved: 0, unreadable: 0, reminded: 0, missedEvents: 0 };
  const swept = { outcome: "swept", at: "2026-11-22T01:05:00Z" } as const;
  const reason = { call: "AssumeRole", code: "AccessDenied", message: "User x may not." };
  const sweep = (change: Partial<AccountSweep> = {}): Observation<AccountSweep> =>
    present({
      ...{ account: ACCOUNT, sweepId: "s", startedAt: "2026-11-22T01:00:00Z", ...counts, again: [] },
      ...{ reportAttempts: 0, version: 1, ...change },
    });
  const cases: readonly {
    name: string;
    observed: Observation<AccountSweep>;
    schedule?: string;
    expected: Expected;
  }[] = [
    {
      name: "ended",
      observed: sweep({ end: swept }),
      expected: ["ok", "Swept 2026-11-22 01:05 UTC; no event was missed."],
    },
    { name: "is under way", observed: sweep(), expected: ["ok", "under way since 2026-11-22 01:00 UTC"] },
    { name: "never was", observed: absent, expected: ["warning", "never swept"] },
    {
      name: "ended long ago",
      observed: sweep({ end: { ...swept, at: "2026-11-20T22:00:00Z" } }),
      expected: ["error", "The last sweep ended 2026-11-20 22:00 UTC, and the schedule is rate(1 day)."],
    },
    {
      name: "ended long ago, by a schedule of weeks",
      observed: sweep({ end: { ...swept, at: "2026-11-15T22:00:00Z" } }),
      schedule: "rate(7 days)",
      expected: ["ok", "Swept"],
    },
    {
      name: "ended long ago, by a schedule that does not tell",
      observed: sweep({ end: { ...swept, at: "2026-11-01T22:00:00Z" } }),
      schedule: "cron(0 6 1 * ? *)",
      expected: ["ok", "Swept"],
    },
    {
      name: "began long ago",
      observed: sweep({ startedAt: "2026-11-20T22:00:00Z" }),
      expected: ["error", "has not ended since it began 2026-11-20 22:00 UTC"],
    },
    {
      name: "could not read the account",
      observed: sweep({ end: { outcome: "unreadable", at: swept.at, reason } }),
      expected: ["error", "could not read the account (AssumeRole: AccessDenied: User x may not)."],
    },
    {
      name: "missed events",
      observed: sweep({ end: swept, missedEvents: 2 }),
      expected: ["warning", "found 2 calls on watched entities of which no event came"],
    },
    {
      name: "left something",
      observed: sweep({ end: swept, again: ["role/x"] }),
      expected: ["warning", "could not settle everything: 1 left."],
    },
    {
      name: "had a problem",
      observed: sweep({ end: swept, problem: "The bus was down." }),
      expected: ["warning", "could not settle everything: The bus was down."],
    },
    {
      name: "cannot be read",
      observed: denied("dynamodb:GetItem"),
      expected: ["unknown", "(dynamodb:GetItem: AccessDenied: No)"],
    },
  ];

  it.each(cases)("$name", ({ observed, schedule = "rate(1 day)", expected }) => {
    tell(judgeSweep({ account: ACCOUNT, observed, schedule, now: NOW }), expected);
  });

  it("knows when the last event came", () => {
    tell(judgeLastEvent(ACCOUNT, present("2026-11-22T10:43:55Z")), ["ok", "2026-11-22 10:43 UTC"]);
    tell(judgeLastEvent(ACCOUNT, absent), ["warning", "No event on a watched entity"]);
    tell(judgeLastEvent(ACCOUNT, denied("dynamodb:Query")), ["unknown", "(dynamodb:Query: AccessDenied: No)"]);
  });
});

describe("topics", () => {
  const arn = `arn:aws:sns:us-east-1:${ACCOUNT}:plumbline-alerts`;
  const mail = (isConfirmed: boolean) => ({ protocol: "email", isConfirmed });
  const with_ = (...subscriptions: readonly { protocol: string; isConfirmed: boolean }[]) =>
    present({ subscriptions: present(subscriptions) });
  const cases: readonly {
    name: string;
    observed: Parameters<typeof judgeTopic>[0]["observed"];
    onlyWayOf?: readonly string[];
    expected: Expected;
  }[] = [
    { name: "somebody", observed: with_(mail(true)), expected: ["ok", "1 confirmed subscription."] },
    {
      name: "somebody who has not confirmed beside",
      observed: with_(mail(true), mail(false)),
      expected: ["warning", "1 of 2"],
    },
    { name: "nobody", observed: with_(), expected: ["warning", "alarms reach nobody"] },
    {
      name: "nobody, and no other way",
      observed: with_(),
      onlyWayOf: ["default", "on-call"],
      expected: ["error", "what the routes default, on-call would tell reaches nobody"],
    },
    {
      name: "nobody who has confirmed, and no other way",
      observed: with_(mail(false)),
      onlyWayOf: ["default"],
      expected: [
        "error",
        "Nobody hears of it: 1 of 1 subscriptions is not confirmed (email), so that what the route default",
      ],
    },
    { name: "no topic", observed: absent, expected: ["error", `There is no topic ${arn}.`] },
    {
      name: "a topic that cannot be read",
      observed: denied("sns:GetTopicAttributes"),
      expected: ["unknown", "sns:Get"],
    },
    {
      name: "subscriptions that cannot be read",
      observed: present({ subscriptions: denied("sns:ListSubscriptionsByTopic") }),
      expected: ["unknown", "(sns:ListSubscriptionsByTopic: AccessDenied: No)"],
    },
  ];
  it.each(cases)("$name", ({ observed, onlyWayOf = [], expected }) => {
    tell(judgeTopic({ arn, observed, onlyWayOf, hasAlarms: true }), expected);
  });

  const own = { alerts: arn, chat: "chat", slack: "slack" };
  const route = (name: string, more: Partial<Route> = {}): Route => {
    return { name, detail: "summary", minimumSeverity: "low", ...more };
  };
  const inSlack = { slack: { channel: "#x", secret: { store: "ssm", id: "/plumbline/x" } } } as const;
  it.each([
    { name: "the default route", routes: DEFAULT_SETTINGS.routes, expected: [[arn, ["default"]]] },
    {
      name: "Slack",
      routes: [route("a", inSlack)],
      expected: [
        [arn, []],
        ["slack", ["a"]],
      ],
    },
    {
      name: "chat and a topic of one's own",
      routes: [route("a", { chat: true }), route("b", { topic: "other" })],
      expected: [
        [arn, []],
        ["other", ["b"]],
        ["chat", ["a"]],
      ],
    },
  ])("are those of the routes: $name", ({ routes, expected }) => {
    expect(topicsInUse(routes, own).map(({ arn: topic, onlyWayOf }) => [topic, onlyWayOf])).toEqual(expected);
  });
});
