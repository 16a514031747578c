import { describe, expect, it } from "vitest";
import { ServiceError } from "../server/service-error.ts";
import { parseScheduleExpression } from "./schedule-expression.ts";

/** A Sunday. */
const FROM = Date.parse("2026-11-22T10:09:30.250Z");

function runs(expression: string, count: number): readonly string[] {
  const schedule = parseScheduleExpression(expression);
  const times: number[] = [];
  for (let after: number | undefined = FROM; times.length < count; ) {
    after = schedule.next(after);
    if (after === undefined) break;
    times.push(after);
  }
  return times.map((time) => new Date(time).toISOString().replace(/\.\d+Z$/, "Z"));
}

describe("a schedule expression", () => {
  it.each<{ expression: string; expected: readonly string[] }>([
    { expression: "rate(1 day)", expected: ["2026-11-23T10:09:30Z", "2026-11-24T10:09:30Z"] },
    { expression: "rate(5 minutes)", expected: ["2026-11-22T10:14:30Z", "2026-11-22T10:19:30Z"] },
    { expression: "cron(0 6 1 * ? *)", expected: ["2026-12-01T06:00:00Z", "2027-01-01T06:00:00Z"] },
    { expression: "cron(0/15 10 * * ? *)", expected: ["2026-11-22T10:15:00Z", "2026-11-22T10:30:00Z"] },
    { expression: "cron(5/30 * * * ? *)", expected: ["2026-11-22T10:35:00Z", "2026-11-22T11:05:00Z"] },
    { expression: "cron(0 6 ? * 1 *)", expected: ["2026-11-29T06:00:00Z", "2026-12-06T06:00:00Z"] },
    { expression: "cron(0 6 ? * SUN *)", expected: ["2026-11-29T06:00:00Z", "2026-12-06T06:00:00Z"] },
    { expression: "cron(0 18 ? * MON-FRI *)", expected: ["2026-11-23T18:00:00Z", "2026-11-24T18:00:00Z"] },
    { expression: "cron(0 18 ? * 7 *)", expected: ["2026-11-28T18:00:00Z", "2026-12-05T18:00:00Z"] },
    { expression: "cron(0 18 ? * L *)", expected: ["2026-11-28T18:00:00Z", "2026-12-05T18:00:00Z"] },
    { expression: "cron(0 9 L * ? *)", expected: ["2026-11-30T09:00:00Z", "2026-12-31T09:00:00Z"] },
    { expression: "cron(0 9 15W * ? *)", expected: ["2026-12-15T09:00:00Z", "2027-01-15T09:00:00Z"] },
    { expression: "cron(0 9 28W * ? *)", expected: ["2026-11-27T09:00:00Z", "2026-12-28T09:00:00Z"] },
    { expression: "cron(0 9 LW * ? *)", expected: ["2026-11-30T09:00:00Z", "2026-12-31T09:00:00Z"] },
    { expression: "cron(0 9 ? * 2#1 *)", expected: ["2026-12-07T09:00:00Z", "2027-01-04T09:00:00Z"] },
    { expression: "cron(0 9 ? * 6L *)", expected: ["2026-11-27T09:00:00Z", "2026-12-25T09:00:00Z"] },
    { expression: "cron(0 9 ? * FRIL *)", expected: ["2026-11-27T09:00:00Z", "2026-12-25T09:00:00Z"] },
    { expression: "cron(30 23 31 DEC ? 2026)", expected: ["2026-12-31T23:30:00Z"] },
    { expression: "cron(0 0 1 1 ? 2027-2030/3)", expected: ["2027-01-01T00:00:00Z", "2030-01-01T00:00:00Z"] },
    { expression: "cron(0 0 1 1 ? 2020)", expected: [] },
  ])("$expression runs at its times", ({ expression, expected }) => {
    expect(runs(expression, 2)).toEqual(expected);
  });

  it.each([
    "",
    "rate(1 days)",
    "rate(0 minutes)",
    "rate(1 week)",
    "cron(0 6 * * *)",
    "cron(0 6 * * * *)",
    "cron(0 6 ? * ? *)",
    "cron(0 6 1 * ? * *)",
    "cron(60 6 1 * ? *)",
    "cron(0 24 1 * ? *)",
    "cron(0 6 32 * ? *)",
    "cron(0 6 1 13 ? *)",
    "cron(0 6 ? * 8 *)",
    "cron(0 6 ? * 0 *)",
    "cron(0 6 ? * MON-0 *)",
    "cron(0 6 ? * MON#6 *)",
    "cron(? 6 1 * ? *)",
    "cron(0  6 1 * ? *)",
    "cron(@daily)",
    "at(2026-11-22T10:00:00)",
  ])("refuses %j as EventBridge does", (expression) => {
    expect(() => parseScheduleExpression(expression)).toThrow(
      new ServiceError("ValidationException", "Parameter ScheduleExpression is not valid."),
    );
  });
});
