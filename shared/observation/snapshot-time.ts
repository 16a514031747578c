const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?)(Z|[+-]\d\d:\d\d)$/;

/**
 * Reads a time as the AWS CLI (`2026-05-06T07:08:09+00:00`), its `wire` format (`…Z`), boto3's `str` (a blank for the `T`) and credential
 * reports write it.
 * @returns ISO 8601 in UTC, as the live reader gives it; `undefined` where the text is no such time.
 */
export function readTime(text: string): string | undefined {
  const match = TIME.exec(text);
  if (match === null) return undefined;
  const time = Date.parse(`${match[1]}T${match[2]}${match[3]}`);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString();
}

/** Whether two times, both ISO 8601, are the same for a credential report, which has no fractions of a second. */
export function isSameSecond(one: string, other: string): boolean {
  return Math.floor(Date.parse(one) / 1000) === Math.floor(Date.parse(other) / 1000);
}
