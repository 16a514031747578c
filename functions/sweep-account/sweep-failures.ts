import { PlumblineError } from "../../shared/iam/errors.ts";
import type { Log } from "../logger.ts";
import type { SweepFailure } from "./sweep-findings.ts";

/** Says of each what went wrong. */
export function logFailures(failed: readonly SweepFailure[], log: Log): void {
  for (const { what, fault } of failed) {
    if (fault instanceof PlumblineError) log.warn(fault.message, { entity: what, code: fault.code });
    else log.error(`A fault of the program stopped the sweep of ${what}.`, { entity: what, fault });
  }
}

/** The fault of a sweep that is to be tried again. */
export function sweepUnfinished(account: string, [first, ...others]: readonly SweepFailure[]): PlumblineError {
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  const what = first?.what ?? "anything";
  const sentence = `The sweep of account ${account} could not settle ${what}${more}, all else it did; it is tried again.`;
  return new PlumblineError("SweepUnfinished", sentence, { retryable: true, cause: first?.fault });
}
