import type { LastArrival } from "../shared/aws/deployment-ledger.ts";
import type { AccountSweep } from "../shared/ledger/sweep-lease.ts";
import type { Observation } from "../shared/observation/observation.ts";
import { type DoctorLine, faultLine, okLine, unreadableLine } from "./doctor-line.ts";

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
  /** `schedules.sweep` of plumbline.yml. */
  readonly schedule: string;
  readonly now: Date;
}

const LOG = "See the log of plumbline-sweep-account";

/** Whether the account was swept of late, and what that sweep found of its own work. */
export function judgeSweep({ account, observed, schedule, now }: SweepToJudge): DoctorLine {
  const name = { check: "sweep", subject: `account ${account}` } as const;
  if (observed.status === "unreadable") return unreadableLine(name, "The last sweep", observed.reason);
  const invoke =
    "run aws lambda invoke --function-name plumbline-sweep-account --cli-binary-format raw-in-base64-out --payload '{}' /dev/stdout";
  if (observed.status === "absent") {
    return faultLine(
      name,
      "warning",
      "The account was never swept.",
      `Wait for the schedule ${schedule}, or ${invoke}.`,
    );
  }
  const { startedAt, end, missedEvents, again, problem } = observed.state;
  const limit = longestPause(schedule);
  const last = end?.at ?? startedAt;
  if (limit !== undefined && now.getTime() - Date.parse(last) > limit) {
    const what = end === undefined ? `has not ended since it began ${minute(last)}` : `ended ${minute(last)}`;
    const remedy = `See that the rule plumbline-sweep-account is enabled, and the log of plumbline-sweep-account; then ${invoke}.`;
    return faultLine(name, "error", `The last sweep ${what}, and the schedule is ${schedule}.`, remedy);
  }
  if (end?.outcome === "unreadable") {
    const { call, code, message } = end.reason;
    const says = `The last sweep, which ended ${minute(end.at)}, could not read the account (${call}: ${code}: ${message.replace(/\.+$/, "")}).`;
    return faultLine(
      name,
      "error",
      says,
      "See that the account's readerRole and externalId are as plumbline.yml has them.",
    );
  }
  if (missedEvents > 0) {
    const some = missedEvents === 1 ? "1 call" : `${missedEvents} calls`;
    const says = `The last sweep found ${some} on watched entities of which no event came.`;
    return faultLine(
      name,
      "warning",
      says,
      `${LOG}, which names each; see the lines on the trail, the rules and the queues here.`,
    );
  }
  if (problem !== undefined || again.length > 0) {
    const says = `The last sweep could not settle everything${problem === undefined ? `: ${again.length} left` : `: ${problem.replace(/\.+$/, "")}`}.`;
    return faultLine(name, "warning", says, `${LOG} for what went wrong.`);
  }
  if (end === undefined) return okLine(name, `A sweep has been under way since ${minute(startedAt)}.`);
  return okLine(name, `Swept ${minute(end.at)}; no event was missed.`);
}

const HOURS: Readonly<Record<string, number>> = { minute: 1 / 60, hour: 1, day: 24 };

/** Half as long again as a `rate(…)` says, and an hour for the sweep itself; `undefined` for `cron(…)`, which does not tell at sight. */
function longestPause(schedule: string): number | undefined {
  const [, count, unit = ""] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(schedule) ?? [];
  const hours = HOURS[unit];
  return hours === undefined ? undefined : (Number(count) * hours * 1.5 + 1) * 60 * 60 * 1000;
}

/** `2026-11-22 10:43 UTC`. */
function minute(time: string): string {
  return `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
