import type { Drift } from "../drift/drift.ts";
import type { CheckedEntity } from "./check-result.ts";

export type Severity = Drift["severity"];

/** Worst first, as a reader wants them. */
export const WORST_FIRST: readonly Severity[] = ["critical", "high", "medium", "low"];

/** The drifts, the worst of them first. */
export function worstFirst(drifts: readonly Drift[]): readonly Drift[] {
  return WORST_FIRST.flatMap((severity) => drifts.filter((drift) => drift.severity === severity));
}

/** `1 critical, 2 low`: how many drifts there are of each severity that any has, the worst first. */
export function severityCounts(drifts: readonly Drift[]): string {
  const bySeverity = Map.groupBy(drifts, ({ severity }) => severity);
  return WORST_FIRST.flatMap((severity) => {
    const count = bySeverity.get(severity)?.length;
    return count === undefined ? [] : [`${count} ${severity}`];
  }).join(", ");
}

/** Whether there is anything to tell of an entity. */
export function isTold({ drifts, waived, undecided }: CheckedEntity): boolean {
  return drifts.length + waived.length + undecided.length > 0;
}

/** Whether a drift says no more than that something is not known: it could not be read, or not be told apart. */
export function isUnknown({ rule, verdict }: Drift): boolean {
  return rule === "unreadable" || verdict === "unknown";
}
