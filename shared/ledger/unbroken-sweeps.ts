import { isBefore } from "./time.ts";

/** Since when an account has been swept time after time, and so been watched. */
export interface UnbrokenSweeps {
  /** ISO 8601: the first sweep after the last long pause, or the first of all; left out where an older program wrote it. */
  readonly unbrokenSince?: string;
  /** The longest time between two sweeps of late, and when it was over (ISO 8601); left out before the second sweep. */
  readonly longestPause?: { readonly seconds: number; readonly endedAt: string };
}

const DAY = 24 * 60 * 60;

/** A pause of so many seconds is none to speak of: the schedule may be off for a weekend. */
const SHORT_PAUSE = 3 * DAY;

/** How long, in seconds, the longest pause counts as what is usual. */
const USUAL_FOR = 60 * DAY;

/**
 * What a sweep makes of the sweeps before. One that comes more than three days after the last, and more than twice as late as any did of
 * late, begins anew: the account was not watched in between, or nobody can tell. So a schedule that sweeps less often is learnt by its
 * first pause.
 * @param before what the sweep before wrote; `undefined` where the account was never swept
 * @param startedAt when the sweep was planned, ISO 8601
 */
export function unbrokenSweeps(
  before: (UnbrokenSweeps & { readonly startedAt: string }) | undefined,
  startedAt: string,
): UnbrokenSweeps {
  if (before === undefined) return { unbrokenSince: startedAt };
  const { unbrokenSince, longestPause } = before;
  const pause = secondsBetween(before.startedAt, startedAt);
  const isBroken = pause > Math.max(SHORT_PAUSE, 2 * (longestPause?.seconds ?? 0));
  const since = isBroken ? startedAt : unbrokenSince;
  const isKept =
    longestPause !== undefined &&
    longestPause.seconds > pause &&
    secondsBetween(longestPause.endedAt, startedAt) <= USUAL_FOR;
  return {
    ...(since === undefined ? {} : { unbrokenSince: since }),
    longestPause: isKept ? longestPause : { seconds: pause, endedAt: startedAt },
  };
}

/** The later of two times, where the second may be unknown. */
export function notBefore(time: string, limit: string | undefined): string {
  return limit !== undefined && isBefore(time, limit) ? limit : time;
}

function secondsBetween(from: string, to: string): number {
  return Math.max(0, Math.floor((Date.parse(to) - Date.parse(from)) / 1_000));
}
