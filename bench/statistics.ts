/** The value below which the given share of the values lies; they need not be sorted. @throws RangeError without a value */
export function percentile(values: Iterable<number>, share: number): number {
  const sorted = Float64Array.from(values).sort();
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  if (value === undefined) throw new RangeError("There is no percentile of no values.");
  return value;
}

/** The middle one of the values. */
export function median(values: Iterable<number>): number {
  return percentile(values, 0.5);
}
