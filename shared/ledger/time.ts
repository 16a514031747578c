/** Whether one ISO 8601 time is before another, whatever their fractions of a second are written like. */
export function isBefore(one: string, other: string): boolean {
  return Date.parse(one) < Date.parse(other);
}
