const DAY = 24 * 60 * 60 * 1000;

/**
 * The age of an access key in whole days.
 * @param createdAt ISO 8601
 * @throws RangeError where that is not a time: an age that is not a number would be below every limit.
 */
export function ageInDays(createdAt: string, now: Date): number {
  const age = Math.floor((now.getTime() - Date.parse(createdAt)) / DAY);
  if (Number.isNaN(age))
    throw new RangeError(`${JSON.stringify(createdAt)} is not a time an access key was created at.`);
  return age;
}
