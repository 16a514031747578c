import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileConfiguration } from "../../shared/baselines/compile-configuration.ts";
import { formatProblem } from "../../shared/baselines/problem.ts";
import { DEFAULT_SETTINGS } from "../../shared/baselines/settings.ts";
import { checkSchedule } from "../../shared/baselines/settings-schedule.ts";
import { FIXTURE, sourcesOf } from "./fixture.ts";

function compiled(more: string) {
  const result = compileConfiguration(sourcesOf({ "plumbline.yml": `${FIXTURE["plumbline.yml"]}${more}` }));
  if (result.status === "invalid") throw new Error(result.problems.map(formatProblem).join("\n"));
  return result.configuration;
}

describe("the settings", () => {
  it("all have defaults", () => {
    expect(compiled("").settings).toEqual(DEFAULT_SETTINGS);
    const empty =
      "thresholds: {maximumRemediationsPerHour: {}, remindAfterDays: {}}\nroutes: {default: {}}\nschedules: {}\n";
    expect(compiled(empty).settings).toEqual(DEFAULT_SETTINGS);
  });

  it("are what the file says", () => {
    const { settings } = compiled(`thresholds:
  warnDaysAhead: [1, 30, 7]
  remindAfterDays: {low: 90}
  maximumRemediationsPerHour: {account: 5}
routes:
  security:
    topic: arn:aws-cn:sns:cn-north-1:111122223333:security
    detail: full
    minimumSeverity: high
    baselines: [shop]
    accounts: ["111122223333"]
    slack: {channel: "#iam-drift", secret: /plumbline/slack-token}
  everyone:
    slack: {channel: C0123456789, secret: "arn:aws:secretsmanager:us-east-1:111122223333:secret:slack-a1b2c3"}
schedules: {sweep: rate(6 hours), keysReport: "cron(30 7 ? * MON-FRI/2,SUN 2026-2030)"}
killSwitch: /ops/plumbline/stop
`);
    expect(settings).toEqual({
      thresholds: {
        warnDaysAhead: [30, 7, 1],
        remindAfterDays: { critical: 1, high: 3, medium: 7, low: 90 },
        maximumRemediationsPerHour: { entity: 3, account: 5 },
      },
      routes: [
        {
          name: "everyone",
          detail: "summary",
          minimumSeverity: "low",
          slack: {
            channel: "C0123456789",
            secret: {
              store: "secretsmanager",
              id: "arn:aws:secretsmanager:us-east-1:111122223333:secret:slack-a1b2c3",
            },
          },
        },
        {
          name: "security",
          topic: "arn:aws-cn:sns:cn-north-1:111122223333:security",
          detail: "full",
          minimumSeverity: "high",
          baselines: ["shop"],
          accounts: ["111122223333"],
          slack: { channel: "#iam-drift", secret: { store: "ssm", id: "/plumbline/slack-token" } },
        },
      ],
      schedules: { sweep: "rate(6 hours)", keysReport: "cron(30 7 ? * MON-FRI/2,SUN 2026-2030)" },
      killSwitch: "/ops/plumbline/stop",
    });
  });

  it("are part of the digest, their order is not", () => {
    const before = compiled("routes: {a: {}, b: {detail: link}}\n").digest;
    expect(compiled("routes: {b: {detail: link}, a: {}}\n").digest).toBe(before);
    expect(compiled("routes: {b: {detail: full}, a: {}}\n").digest).not.toBe(before);
  });
});

describe("a schedule", () => {
  it.each([
    "rate(1 minute)",
    "rate(5 minutes)",
    "rate(1 hour)",
    "rate(100 days)",
    "cron(0 10 * * ? *)",
    "cron(15 12 * * ? *)",
    "cron(0 18 ? * MON-FRI *)",
    "cron(0 8 1 * ? *)",
    "cron(0/15 * * * ? *)",
    "cron(0/10 * ? * MON-FRI *)",
    "cron(0 9 ? * 2#1 *)",
    "cron(0 0 L * ? *)",
    "cron(0 0 3W JAN,JUL ? 2026)",
    "cron(0 0 ? * 6L *)",
  ])("EventBridge takes: %s", (expression) => {
    expect(checkSchedule(expression)).toBeUndefined();
  });

  it.each([
    "",
    "rate(1)",
    "rate(1.5 hours)",
    "rate(1 week)",
    "rate( 1 day )",
    "Rate(1 day)",
    "at(2026-01-01T00:00:00)",
    "cron()",
    "cron(60 0 * * ? *)",
    "cron(0 0 0 * ? *)",
    "cron(0 0 32 * ? *)",
    "cron(0 0 * 13 ? *)",
    "cron(0 0 ? * 8 *)",
    "cron(0 0 ? * FRY *)",
    "cron(0 0 * * ? 1969)",
    "cron(0 0 * * * *)",
    "cron(0 0 ? * ? *)",
    "cron(0  0 * * ? *)",
    "cron(0,,1 0 * * ? *)",
    "cron(0/0 0 * * ? *)",
    "cron(1-2-3 0 * * ? *)",
    "cron(? 0 * * ? *)",
  ])("EventBridge does not take: %s", (expression) => {
    expect(checkSchedule(expression)).toMatch(/^must /);
  });

  it("is never a fault of the program", () => {
    const parts = fc.constantFrom("cron(", "rate(", ")", " ", "*", "?", "/", "-", ",", "#", "L", "W", "0", "1", "MON");
    fc.assert(
      fc.property(fc.array(parts, { maxLength: 20 }), (texts) => {
        expect(checkSchedule(texts.join("")) ?? "must").toMatch(/^must/);
      }),
    );
  });
});
