import { notImplemented, ServiceError } from "../server/service-error.ts";

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * The milliseconds between two runs of `rate(…)`.
 * @throws ServiceError `ValidationException` where EventBridge would refuse it; `NotImplemented` for `cron(…)`.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function parseScheduleExpression(expression: string): number {
  if (/^cron\(.*\)$/.test(expression)) throw notImplemented("cron(…) schedules; write a rate(…)");
  const [, count, unit, plural] = /^rate\(([1-9]\d*) (minute|hour|day)(s?)\)$/.exec(expression) ?? [];
  const length = UNITS[unit ?? ""];
  if (length === undefined || (plural === "s") === (count === "1")) {
    throw new ServiceError("ValidationException", "Parameter ScheduleExpression is not valid.");
  }
  return Number(count) * length;
}
