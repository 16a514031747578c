import type { AccessKeyRules } from "../baselines/expected-state.ts";

/** A time, before an access key is too old, at which that is told. */
export interface KeyWarning {
  /** From this age on, in whole days. */
  readonly age: number;
  /** How many days are left then. */
  readonly daysAhead: number;
}

/**
 * When a key is told of before it is too old, the youngest age first. The first is the earlier of the baseline's own `warnAtDays` and the
 * farthest of `warnDaysAhead`; the others are the rest of `warnDaysAhead`. A warning that is further ahead than a key's whole life is left
 * out: a new key is no news.
 */
export function keyWarnings({ warnAtDays, warnDaysAhead = [], breachAtDays }: AccessKeyRules): readonly KeyWarning[] {
  const ages = warnDaysAhead.map((days) => breachAtDays - days).filter((age) => age > 0);
  const [farthest, ...others] = ages.toSorted((one, other) => one - other);
  const first = Math.min(warnAtDays ?? Number.POSITIVE_INFINITY, farthest ?? Number.POSITIVE_INFINITY);
  if (!Number.isFinite(first)) return [];
  return [first, ...others].map((age) => ({ age, daysAhead: breachAtDays - age }));
}
