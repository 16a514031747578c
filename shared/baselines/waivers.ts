/** An accepted drift: whose decision, why, until when, and exactly what was accepted. */
export interface Waiver {
  /** Twelve digits. */
  readonly account: string;
  /** As `formatEntity` writes it. */
  readonly entity: string;
  /** The drift's rule, where the waiver names it. */
  readonly rule?: string;
  /** The drift's subject, where the waiver names it. */
  readonly subject?: string;
  /** The 64 hexadecimal digits of the drift that was accepted. */
  readonly fingerprint: string;
  readonly decidedBy: string;
  readonly reason: string;
  /** The first day, such as `2026-01-31`, in UTC. */
  readonly from: string;
  /** The last day, in UTC; at most {@link MOST_WAIVER_DAYS} after `from`. */
  readonly until: string;
}

/** How many days after its first a waiver may still hold. */
export const MOST_WAIVER_DAYS = 90;

/** How many days ahead a waiver's end is told. */
export const WAIVER_NOTICE_DAYS = 14;

const DAY = 86_400_000;

/** How many days one date is after another; negative where it is before. Both as `2026-01-31`. */
export function daysBetween(from: string, until: string): number {
  return Math.round((Date.parse(until) - Date.parse(from)) / DAY);
}

/**
 * `ahead`: its first day has not begun; `over`: its last day has ended; else `in-force`. Only then does it waive anything.
 */
export function waiverPhase({ from, until }: Pick<Waiver, "from" | "until">, now: Date): "ahead" | "in-force" | "over" {
  if (now.getTime() < Date.parse(from)) return "ahead";
  return now.getTime() < Date.parse(until) + DAY ? "in-force" : "over";
}

/** Whether a waiver in force ends within so many days: on this day or one of the next. */
export function expiresWithin(waiver: Waiver, days: number, now: Date): boolean {
  if (waiverPhase(waiver, now) !== "in-force") return false;
  return daysBetween(now.toISOString().slice(0, 10), waiver.until) <= days;
}
