import { parse, pattern } from "iso8601-duration";

const WHOLE = new RegExp(`^${pattern.source}$`);

/**
 * The time a duration after `from`, by the UTC calendar.
 * @param text ISO 8601, e.g. `P91D` or `PT0S`
 * @returns `undefined` where the text is not a duration, or leads beyond the years a `Date` can hold
 */
export function timeAfter(from: Date, text: string): Date | undefined {
  if (!WHOLE.test(text) || !/\d[A-Z]$/.test(text)) return undefined;
  const { years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0 } = parse(text);
  const then = new Date(from);
  then.setUTCFullYear(then.getUTCFullYear() + years, then.getUTCMonth() + months, then.getUTCDate() + weeks * 7 + days);
  then.setTime(then.getTime() + Math.round(((hours * 60 + minutes) * 60 + seconds) * 1000));
  return Number.isNaN(then.getTime()) || then.getUTCFullYear() > 9999 ? undefined : then;
}
