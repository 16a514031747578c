import { describe, expect, it } from "vitest";
import type { DoctorLine } from "../../cli/doctor-line.ts";
import { judgeLastEvent, judgeSweep } from "../../cli/doctor-sweep.ts";
import { judgeTopic } from "../../cli/doctor-topic.ts";
import { topicsInUse } from "../../cli/doctor-ways.ts";
import type { SubscriptionReading } from "../../shared/aws/deployment-topics.ts";
import { DEFAULT_SETTINGS, type Route } from "../../shared/baselines/settings.ts";
import type { ReconciledHistory } from "../../shared/ledger/arrived-events.ts";
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
  const history = (change: Partial<ReconciledHistory> = {}): Observation<ReconciledHistory> =>
    present({ account: ACCOUNT, through: "2026-11-22T00:30:00Z", watched: [], version: 1, ...change });
  const cases: readonly {
    name: string;
    observed: Observation<AccountSweep>;
    reconciled?: Observation<ReconciledHistory>;
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
      name: "ended longer ago than any month has days, by a schedule that does not tell",
      observed: sweep({ end: { ...swept, at: "2026-10-21T11:59:00Z" } }),
      schedule: "cron(0 6 1 * ? *)",
      expected: ["warning", "The last sweep ended 2026-10-21 11:59 UTC, and the schedule is cron(0 6 1 * ? *)."],
    },
    {
      name: "began more than a day ago, by a schedule that does not tell",
      observed: sweep({ startedAt: "2026-11-21T11:59:00Z" }),
      schedule: "cron(0 6 1 * ? *)",
      expected: ["error", "has not ended since it began 2026-11-21 11:59 UTC"],
    },
    {
      name: "began more than a day ago, by a schedule of weeks",
      observed: sweep({ startedAt: "2026-11-21T11:59:00Z" }),
      schedule: "rate(7 days)",
      expected: ["error", "has not ended since it began 2026-11-21 11:59 UTC"],
    },
    {
      name: "never read the event history",
      observed: sweep({ end: swept }),
      reconciled: absent,
      expected: ["unknown", "Swept 2026-11-22 01:05 UTC; CloudTrail's event history was not read to its end, so it is"],
    },
    {
      name: "read no event history, where the one before did",
      observed: sweep({ end: swept }),
      reconciled: history({ through: "2026-11-22T00:29:59Z" }),
      expected: ["unknown", "so it is not known whether events were missed."],
    },
    {
      name: "had no room for all of the event history",
      observed: sweep({ end: swept }),
      reconciled: history({ unread: { from: "2026-11-20T00:00:00Z", to: "2026-11-21T00:00:00Z" } }),
      expected: ["unknown", "so it is not known whether events were missed."],
    },
    {
      name: "did with the event history what cannot be read",
      observed: sweep({ end: swept }),
      reconciled: denied("dynamodb:GetItem"),
      expected: ["unknown", "How far the event history was looked at could not be read (dynamodb:GetItem"],
    },
    {
      name: "could not read one thing",
      observed: sweep({ end: swept, unreadable: 1 }),
      expected: ["warning", "In the last sweep 1 thing could not be read."],
    },
    {
      name: "could not read several things",
      observed: sweep({ end: swept, unreadable: 2 }),
      expected: ["warning", "2 things could not be read."],
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

  const place = { account: ACCOUNT, region: "us-east-1", now: NOW };

  it.each(cases)("$name", ({ observed, reconciled = history(), schedule = "rate(1 day)", expected }) => {
    const [line, ...others] = judgeSweep({ ...place, observed, reconciled, schedule });
    if (line === undefined) throw new TypeError("A sweep has a line.");
    tell(line, expected);
    expect(others).toEqual([]);
  });

  it("is told of in a line for each thing that is not well", () => {
    const observed = sweep({ end: swept, missedEvents: 1, again: ["role/x"], unreadable: 1 });
    const lines = judgeSweep({ ...place, observed, reconciled: absent, schedule: "rate(1 day)" });
    expect(lines.map(({ status }) => status)).toEqual(["unknown", "warning", "warning", "warning"]);
    expect(lines[0]?.remedy).toContain("Allow cloudtrail:LookupEvents to the role");
  });

  it("is begun in the stack's Region", () => {
    const [line] = judgeSweep({ ...place, observed: absent, reconciled: absent, schedule: "rate(1 day)" });
    expect(line?.remedy).toContain("--region us-east-1 /dev/stdout.");
  });

  it("knows when the last event came", () => {
    tell(judgeLastEvent(ACCOUNT, present("2026-11-22T10:43:55Z")), ["ok", "2026-11-22 10:43 UTC"]);
    tell(judgeLastEvent(ACCOUNT, absent), ["warning", "No event on a watched entity"]);
    tell(judgeLastEvent(ACCOUNT, denied("dynamodb:Query")), ["unknown", "(dynamodb:Query: AccessDenied: No)"]);
  });
});

describe("topics", () => {
  const arn = `arn:aws:sns:us-east-1:${ACCOUNT}:plumbline-alerts`;
  const mail = (isConfirmed: boolean) => ({ protocol: "email", endpoint: "a@example.org", isConfirmed });
  const queue = (name: string): SubscriptionReading => {
    return { protocol: "sqs", endpoint: `arn:aws:sqs:us-east-1:${ACCOUNT}:${name}`, isConfirmed: true };
  };
  const with_ = (...subscriptions: readonly SubscriptionReading[]) =>
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
    tell(judgeTopic({ arn, observed, onlyWayOf, use: "alerts" }), expected);
  });

  const judgeSlack = (...subscriptions: readonly SubscriptionReading[]) =>
    judgeTopic({ arn: "arn:aws:sns:us-east-1:111122223333:plumbline-slack", ...of_(subscriptions), use: "slack" });
  const of_ = (subscriptions: readonly SubscriptionReading[]) => {
    return { observed: with_(...subscriptions), onlyWayOf: ["on-call"] };
  };

  it("has to have the stack's own queue where it is Slack's", () => {
    tell(judgeSlack(queue("plumbline-post-to-slack")), ["ok", "The queue plumbline-post-to-slack is subscribed"]);
    for (const others of [
      [],
      [mail(true)],
      [queue("other")],
      [{ ...queue("plumbline-post-to-slack"), protocol: "x" }],
    ]) {
      const line = judgeSlack(...others);
      tell(line, ["error", "so that nothing of the route on-call is posted to Slack"]);
      expect(line.remedy).toBe("Deploy Plumbline's stack in us-east-1 again.");
    }
  });

  it("is given to Amazon Q where it is the chat's, and takes an address in its own Region where it is not", () => {
    const remedy = (use: "alerts" | "chat" | "route") => judgeTopic({ arn, ...of_([]), use }).remedy;
    expect(remedy("chat")).toContain("Give the topic to Amazon Q Developer in chat applications");
    expect(remedy("chat")).not.toContain("--protocol email");
    expect([remedy("alerts"), remedy("route")]).toEqual(Array(2).fill(expect.stringContaining("--region us-east-1,")));
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
