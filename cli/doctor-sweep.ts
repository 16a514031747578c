import type { LastArrival } from "../shared/aws/deployment-ledger.ts";
import type { ReconciledHistory } from "../shared/ledger/arrived-events.ts";
import { arrivedBy } from "../shared/ledger/reconciled-history.ts";
import type { AccountSweep } from "../shared/ledger/sweep-lease.ts";
import type { Observation } from "../shared/observation/observation.ts";
import { minute } from "../shared/reports/words.ts";
import { type DoctorLine, faultLine, type LineName, okLine, unreadableLine } from "./doctor-line.ts";

/** When the last event of an account came. */
export function judgeLastEvent(account: string, observed: LastArrival): DoctorLine {
  const name = { check: "events", subject: `account ${account}` } as const;
  if (observed.status === "unreadable") return unreadableLine(name, "When the last event came", observed.reason);
  if (observed.status === "present") {
    return okLine(name, `The last event on a watched entity that came is of ${minute(observed.state)}.`);
  }
  const remedy =
    "Change something harmless of a watched entity, such as a tag, and run plumbline doctor again a few minutes later.";
  return faultLine(name, "warning", "No event on a watched entity has come in the last 15 days.", remedy);
}

/** The latest sweep of an account. */
export interface SweepToJudge {
  readonly account: string;
  readonly observed: Observation<AccountSweep>;
  /** How far the account's event history was held to the events that came. */
  readonly reconciled: Observation<ReconciledHistory>;
  /** `schedules.sweep` of plumbline.yml. */
  readonly schedule: string;
  readonly region: string;
  readonly now: Date;
}

const LOG = "See the log of plumbline-sweep-account";

/** Whether the account was swept of late, and what that sweep found of its own work. */
export function judgeSweep(input: SweepToJudge): readonly DoctorLine[] {
  const { account, observed, schedule, region } = input;
  const name = { check: "sweep", subject: `account ${account}` } as const;
  if (observed.status === "unreadable") return [unreadableLine(name, "The last sweep", observed.reason)];
  if (observed.status === "absent") {
    const remedy = `Wait for the schedule ${schedule}, or ${invoke(region)}.`;
    return [faultLine(name, "warning", "The account was never swept.", remedy)];
  }
  const sweep = observed.state;
  const { startedAt, end } = sweep;
  const overdue = judgeAge(name, sweep, input);
  if (overdue?.status === "error") return [overdue];
  if (end?.outcome === "unreadable") {
    const { call, code, message } = end.reason;
    const says = `The last sweep, which ended ${minute(end.at)}, could not read the account (${call}: ${code}: ${message.replace(/\.+$/, "")}).`;
    const remedy = "See that the account's readerRole and externalId are as plumbline.yml has them.";
    return [faultLine(name, "error", says, remedy)];
  }
  const faults = [
    overdue,
    end === undefined ? undefined : judgeHistory(name, { startedAt, endedAt: end.at }, input.reconciled),
    ...judgeOutcome(name, sweep),
  ].filter((line) => line !== undefined);
  if (faults.length > 0) return faults;
  if (end === undefined) return [okLine(name, `A sweep has been under way since ${minute(startedAt)}.`)];
  return [okLine(name, `Swept ${minute(end.at)}; no event was missed.`)];
}

function invoke(region: string): string {
  return `run aws lambda invoke --function-name plumbline-sweep-account --cli-binary-format raw-in-base64-out --payload '{}' --region ${region} /dev/stdout`;
}

/** An error where a sweep is surely overdue or stuck, a warning where it may be. */
function judgeAge(
  name: LineName,
  { startedAt, end }: AccountSweep,
  { schedule, region, now }: SweepToJudge,
): DoctorLine | undefined {
  const pause = longestPause(schedule);
  const last = end?.at ?? startedAt;
  const age = now.getTime() - Date.parse(last);
  const limit = end === undefined ? Math.min(pause ?? LONGEST_SWEEP, LONGEST_SWEEP) : (pause ?? LONGEST_CRON_PAUSE);
  if (age <= limit) return undefined;
  const what = end === undefined ? `has not ended since it began ${minute(last)}` : `ended ${minute(last)}`;
  const remedy = `See that the rule plumbline-sweep-account is enabled, and the log of plumbline-sweep-account; then ${invoke(region)}.`;
  const status = end !== undefined && pause === undefined ? "warning" : "error";
  return faultLine(name, status, `The last sweep ${what}, and the schedule is ${schedule}.`, remedy);
}

/**
 * Whether the sweep that ended held the whole event history to the events that came. Any that reads it to its end, the first as well, writes
 * down how far: half an hour before it looked, which was after it began.
 */
function judgeHistory(
  name: LineName,
  { startedAt, endedAt }: { readonly startedAt: string; readonly endedAt: string },
  reconciled: Observation<ReconciledHistory>,
): DoctorLine | undefined {
  if (reconciled.status === "unreadable") {
    return unreadableLine(name, "How far the event history was looked at", reconciled.reason);
  }
  const due = arrivedBy(new Date(startedAt)).getTime();
  const isWhole =
    reconciled.status === "present" &&
    reconciled.state.unread === undefined &&
    Date.parse(reconciled.state.through) >= due;
  if (isWhole) return undefined;
  const says = `Swept ${minute(endedAt)}; CloudTrail's event history was not read to its end, so it is not known whether events were missed.`;
  const remedy = `Allow cloudtrail:LookupEvents to the role by which the account is read; ${LOG.toLowerCase()} for what went wrong. Where the history is too long for one sweep, the next ones go on.`;
  return faultLine(name, "unknown", says, remedy);
}

function judgeOutcome(
  name: LineName,
  { missedEvents, again, problem, unreadable }: AccountSweep,
): readonly DoctorLine[] {
  const lines: DoctorLine[] = [];
  if (missedEvents > 0) {
    const some = missedEvents === 1 ? "1 call" : `${missedEvents} calls`;
    const says = `The last sweep found ${some} on watched entities of which no event came.`;
    const remedy = `${LOG}, which names each; see the lines on the trail, the rules and the queues here.`;
    lines.push(faultLine(name, "warning", says, remedy));
  }
  if (problem !== undefined || again.length > 0) {
    const what = problem === undefined ? `${again.length} left` : problem.replace(/\.+$/, "");
    const says = `The last sweep could not settle everything: ${what}.`;
    lines.push(faultLine(name, "warning", says, `${LOG} for what went wrong.`));
  }
  if (unreadable > 0) {
    const some = unreadable === 1 ? "1 thing" : `${unreadable} things`;
    const remedy =
      "See what plumbline check says of the account, and allow the calls that it names to the role by which it is read.";
    lines.push(faultLine(name, "warning", `In the last sweep ${some} could not be read.`, remedy));
  }
  return lines;
}

const HOUR_MS = 60 * 60 * 1000;
const DAY_MS = 24 * HOUR_MS;

/** No sweep takes so long, whatever its schedule. */
const LONGEST_SWEEP = DAY_MS;

/** What a `cron(…)` asks for at least, or it may be that the rule no longer works: once a month. */
const LONGEST_CRON_PAUSE = 32 * DAY_MS;

const HOURS: Readonly<Record<string, number>> = { minute: 1 / 60, hour: 1, day: 24 };

/** Half as long again as a `rate(…)` says, and an hour for the sweep itself; `undefined` for `cron(…)`, which does not tell at sight. */
function longestPause(schedule: string): number | undefined {
  const [, count, unit = ""] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule) ?? [];
  const hours = HOURS[unit];
  return hours === undefined ? undefined : (Number(count) * hours * 1.5 + 1) * HOUR_MS;
}
