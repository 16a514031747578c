import { Cron } from "croner";
import { ServiceError } from "../server/service-error.ts";

/** When a scheduled rule runs. */
export interface Schedule {
  readonly text: string;
  /**
   * The next run after a time; `undefined` where there is none. Both in milliseconds since 1970.
   * @param after the last run, or when the rule was made
   */
  next(after: number): number | undefined;
}

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Reads `rate(…)` or `cron(…)`; a cron schedule is in UTC.
 * @throws ServiceError `ValidationException` where EventBridge would refuse it
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function parseScheduleExpression(text: string): Schedule {
  const [, cron] = /^cron\((.*)\)$/.exec(text) ?? [];
  if (cron !== undefined) return cronSchedule(text, cron.split(" "));
  const [, count, unit, plural] = /^rate\(([1-9]\d*) (minute|hour|day)(s?)\)$/.exec(text) ?? [];
  const length = UNITS[unit ?? ""];
  if (length === undefined || (plural === "s") === (count === "1")) throw invalid();
  const every = Number(count) * length;
  return { text, next: (after) => after + every };
}

function cronSchedule(text: string, fields: readonly string[]): Schedule {
  const [minutes = "", hours = "", day = "", month = "", weekday = "", year = "", ...more] = fields;
  // EventBridge wants the one of the two days that does not count to be marked.
  if (year === "" || more.length > 0 || (day === "?") === (weekday === "?")) throw invalid();
  if ([minutes, hours, month, year].some((field) => field.includes("?"))) throw invalid();
  // croner also takes 0 and 8 for a weekday.
  if (/(?<![#/\d])[089]/.test(weekday)) throw invalid();
  const pattern = [
    "0",
    steps(minutes, 59),
    steps(hours, 23),
    steps(day, 31),
    steps(month, 12),
    steps(lastWeekday(weekday), 7),
    steps(year, 2199),
  ];
  try {
    // `alternativeWeekdays` counts as EventBridge does: 1 is Sunday.
    const cron = new Cron(pattern.join(" "), {
      mode: "7-part",
      timezone: "UTC",
      alternativeWeekdays: true,
      paused: true,
    });
    return { text, next: (after) => cron.nextRun(new Date(after))?.getTime() };
  } catch (cause) {
    if (cause instanceof TypeError || cause instanceof RangeError) throw invalid();
    throw cause;
  }
}

/** `5/15` stands for every fifteenth from the fifth to the last; croner writes the end out. */
function steps(field: string, last: number): string {
  return field
    .split(",")
    .map((part) => part.replace(/^(\w+)\//, `$1-${last}/`))
    .join(",");
}

/** `6L` is the last Friday of the month, which croner writes `6#L`; `L` alone is Saturday. */
function lastWeekday(field: string): string {
  return field === "L" ? "7" : field.replace(/^(\w+)L$/, "$1#L");
}

function invalid(): ServiceError {
  return new ServiceError("ValidationException", "Parameter ScheduleExpression is not valid.");
}
