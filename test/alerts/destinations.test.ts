import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AlertRoute, destinationsOf } from "../../shared/alerts/destinations.ts";
import type { Drift } from "../../shared/drift/drift.ts";
import { drift, findingAfter } from "../ledger/fixtures.ts";

const topics = { alerts: "arn:own:alerts", chat: "arn:own:chat", slack: "arn:own:slack" };
const OTHER = "arn:aws:sns:us-east-1:111122223333:on-call";

const route = (changes: Partial<AlertRoute> = {}): AlertRoute => ({
  name: "main",
  detail: "summary",
  minimumSeverity: "low",
  ...changes,
});

/** The severities that a finding was told with, in turn; `undefined` where it was resolved. */
function news(...severities: readonly (Drift["severity"] | undefined)[]) {
  const readings = severities.map((severity, index) =>
    severity === undefined ? [] : [drift({ severity, fingerprint: `f${index}` })],
  );
  const finding = findingAfter(...readings);
  const last = finding.news.at(-1);
  if (last === undefined) throw new Error("The finding has no news.");
  return { finding, news: last };
}

const to = (told: ReturnType<typeof news>, routes: readonly AlertRoute[], accountRoutes?: readonly string[]) =>
  destinationsOf({ ...told, routes, accountRoutes, accountBaselines: [], topics });

describe("a route", () => {
  const cases = [
    { name: "takes everything unless told", route: route(), told: news("low"), takes: true },
    {
      name: "takes what is as bad as it asks for",
      route: route({ minimumSeverity: "high" }),
      told: news("high"),
      takes: true,
    },
    { name: "leaves what is milder", route: route({ minimumSeverity: "high" }), told: news("medium"), takes: false },
    { name: "takes its baselines", route: route({ baselines: ["matillion-agent"] }), told: news("low"), takes: true },
    { name: "leaves other baselines", route: route({ baselines: ["viz-now"] }), told: news("low"), takes: false },
    { name: "takes its accounts", route: route({ accounts: ["000000000000"] }), told: news("low"), takes: true },
    { name: "leaves other accounts", route: route({ accounts: ["111122223333"] }), told: news("low"), takes: false },
    {
      name: "hears that what it was told of has become milder",
      route: route({ minimumSeverity: "high" }),
      told: news("high", "low"),
      takes: true,
    },
    {
      name: "hears the end of what it was told of",
      route: route({ minimumSeverity: "high" }),
      told: news("high", "low", undefined),
      takes: true,
    },
    {
      name: "hears nothing of it where it comes back mild",
      route: route({ minimumSeverity: "high" }),
      told: news("high", undefined, "low"),
      takes: false,
    },
  ];
  it.each(cases)("$name", ({ route, told, takes }) => {
    expect(to(told, [route])).toHaveLength(takes ? 1 : 0);
  });

  it("takes an account's news where the account names it, and only there", () => {
    const routes = [route({ name: "one", topic: OTHER }), route({ name: "two" })];
    expect(to(news("low"), routes, ["one"]).map(({ topicArn }) => topicArn)).toEqual([OTHER]);
    expect(to(news("low"), routes)).toHaveLength(2);
  });
});

describe("the destinations of a piece of news", () => {
  it("are each topic once, with the fullest detail that is asked for, and then chat and each Slack channel", () => {
    const slack = { channel: "#iam" };
    const destinations = to(news("high"), [
      route({ name: "a", detail: "link", slack }),
      route({ name: "b", detail: "full", chat: true }),
      route({ name: "c", detail: "link", topic: OTHER, chat: true, slack }),
    ]);
    expect(destinations).toEqual([
      { kind: "alert", key: "alert arn:own:alerts", topicArn: topics.alerts, detail: "full" },
      { kind: "alert", key: `alert ${OTHER}`, topicArn: OTHER, detail: "link" },
      { kind: "chat", key: "chat", topicArn: topics.chat, detail: "full" },
      { kind: "slack", key: "slack a", topicArn: topics.slack, route: "a" },
      { kind: "slack", key: "slack c", topicArn: topics.slack, route: "c" },
    ]);
  });

  it("have keys of their own, whatever the routes", () => {
    const severity = fc.constantFrom<Drift["severity"]>("low", "medium", "high", "critical");
    const anyRoute = fc.record({
      name: fc.constantFrom("a", "b", "c", "d"),
      detail: fc.constantFrom("link" as const, "summary" as const, "full" as const),
      minimumSeverity: severity,
      chat: fc.boolean(),
      topic: fc.constantFrom(OTHER, "arn:x"),
    });
    const routes = fc.uniqueArray(anyRoute, { selector: ({ name }) => name });
    fc.assert(
      fc.property(routes, severity, (some, worst) => {
        const keys = to(news(worst), some).map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });
});
