import { PlumblineError } from "../../shared/iam/errors.ts";
import type { AccountDirectory, AllAccounts } from "../account-directory.ts";
import type { Log } from "../logger.ts";
import { type SendSweep, type SweepOrder, writeSweepOrder } from "./sweep-message.ts";

/** What planning goes through. */
export interface PlanPorts {
  readonly directory: Pick<AccountDirectory, "all">;
  /** The account the function runs in. */
  readonly accountId: string;
  readonly send: SendSweep;
  readonly newId: () => string;
  readonly now: () => Date;
  readonly log: Log;
}

/** What is to be done now, and what was sent. */
export interface SweepPlan {
  /** Only where nothing but the function's own account is watched: it is swept at once. */
  readonly atOnce?: SweepOrder;
  /** How many accounts are swept by a message. */
  readonly sent: number;
  /** How many entries of `organization` nobody could list. */
  readonly unlisted: number;
}

/** Seconds between the beginnings of two sweeps, so that neither IAM nor the ledger is asked about every account at the same moment. */
const BETWEEN_TWO = 3;

/** The longest delay that SQS gives a message. */
const LONGEST_DELAY = 900;

/**
 * Plans the sweeps of all accounts: a message for each, spread over a quarter of an hour at most; where only the function's own account is
 * watched, none. An event that comes twice leads to the same sweeps, which are done once.
 * @param event what invoked the function; only its id is taken from it
 * @throws PlumblineError `LedgerUnavailable`, retryable; `DeliveryFailed`, retryable, once the others are sent, where a message was not taken.
 */
export async function planSweeps(event: unknown, ports: PlanPorts): Promise<SweepPlan> {
  const { directory, accountId, newId, now, log } = ports;
  const all = await directory.all();
  logGaps(all, log);
  const start = { sweepId: eventId(event) ?? newId(), startedAt: now().toISOString() };
  const ids = [...new Set(all.accounts.map(({ account }) => account))];
  const unlisted = all.unlisted.length;
  if (ids.length === 0)
    log.warn("No account is watched: plumbline.yml names none that could be found; nothing is read.", {});
  if (ids.length === 1 && ids[0] === accountId) return { atOnce: { ...start, account: accountId }, sent: 0, unlisted };
  const faults: PlumblineError[] = [];
  for (const [index, account] of ids.entries()) {
    const fault = await sendOne({ ...start, account }, delayOf(index, ids.length), ports);
    if (fault !== undefined) faults.push(fault);
  }
  if (faults[0] !== undefined) throw faults[0];
  return { sent: ids.length, unlisted };
}

/** One that is not taken does not keep the others; whoever plans again sends them all, and what has begun goes on. */
async function sendOne(order: SweepOrder, delaySeconds: number, { send, log }: PlanPorts) {
  try {
    await send(writeSweepOrder(order), delaySeconds);
    return undefined;
  } catch (fault) {
    if (!(fault instanceof PlumblineError)) throw fault;
    log.warn(fault.message, { ...order, code: fault.code });
    return fault;
  }
}

function delayOf(index: number, accounts: number): number {
  return Math.floor(Math.min(BETWEEN_TWO, LONGEST_DELAY / accounts) * index);
}

function logGaps({ unlisted, inactive, listedTwice }: AllAccounts, log: Log): void {
  for (const { call, code, message } of unlisted) log.warn(message, { call, code });
  for (const { account, entries } of listedTwice) {
    const sentence = `Account ${account} is listed by ${entries.join(" and ")} of plumbline.yml; the first of them says what is expected of it.`;
    log.warn(sentence, { account });
  }
  if (inactive.length > 0) log.info("Accounts that are suspended or closed are left out.", { accounts: inactive });
}

/** EventBridge gives every event an id, and the same one when it delivers it again. */
function eventId(event: unknown): string | undefined {
  if (typeof event !== "object" || event === null || !("id" in event)) return undefined;
  return typeof event.id === "string" && event.id !== "" ? event.id : undefined;
}
