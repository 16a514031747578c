import type { CompiledConfiguration } from "../../shared/baselines/expected-state.ts";
import type { ConfiguredAccount } from "../../shared/baselines/settings.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { Unreadable } from "../../shared/iam/unreadable.ts";
import type { Finding } from "../../shared/ledger/finding.ts";
import type { SweepEnd } from "../../shared/ledger/sweep-lease.ts";
import type { AccountFinder } from "../account-directory.ts";
import { countNews } from "../count-news.ts";
import type { DeliveryPorts } from "../deliver-news.ts";
import type { AccountAttempt } from "../settle-account.ts";
import type { SettlePorts } from "../settle-entities.ts";
import { type AwsPolicyPorts, noticeAwsPolicies } from "./aws-policies.ts";
import type { OpenAccount, OpenedAccount } from "./open-account.ts";
import { type ClaimPorts, releaseSweep, takeSweep, tellProgress } from "./sweep-claim.ts";
import { type EntitiesLeft, entitiesLeft, type KeyedEntity, sweepEntities } from "./sweep-entities.ts";
import { logFailures, sweepUnfinished } from "./sweep-failures.ts";
import { type FindingPorts, sweepFindings } from "./sweep-findings.ts";
import { type SweepOrder, writeSweepOrder } from "./sweep-message.ts";
import { addCounts, beginRun, NOTHING_DONE, type SweepDone, type SweepRun, takeIn } from "./sweep-run.ts";

/** What the sweep of an account goes through. */
export interface SweepPorts
  extends Omit<SettlePorts, "reader" | "managedPolicies" | "waivers" | "unalertedBefore">,
    ClaimPorts,
    AwsPolicyPorts,
    Pick<FindingPorts, "askAgain" | "isFoughtOver"> {
  readonly configuration: Pick<CompiledConfiguration, "waivers" | "settings">;
  readonly accounts: AccountFinder;
  /** Settles whether the account could be read at all: one finding of its own. */
  readonly settleAccount: (
    account: ConfiguredAccount,
    attempt: AccountAttempt,
    ports: DeliveryPorts,
  ) => Promise<readonly Finding[]>;
  readonly open: OpenAccount;
  /** Milliseconds that the function may still run. */
  readonly remaining: () => number;
  /**
   * Takes down what an invocation did, once, also where it then throws: what the ledger remembers to have been told, as that an event never
   * came, nobody finds again.
   */
  readonly count: (done: CountedSweep) => void;
}

/** What is counted of an invocation; `failed`: it could not do all that it should have, and throws. */
export interface CountedSweep extends SweepDone {
  readonly status: SweepResult["status"] | "failed";
}

/** What working on a sweep came to. */
export interface SweepResult extends SweepDone {
  /**
   * `swept`: it has ended; `unreadable`: it has, and nothing could be read; `continued`: it goes on by a message, as it does where it is
   * `waiting` for the credential report, or `busy` because somebody else works on the account; `over`: there was nothing to do.
   */
  readonly status: "swept" | "unreadable" | "continued" | "waiting" | "busy" | "over";
}

/** How long, in milliseconds, the alert topic may take to be told of what the bus has taken, before it is told again. */
const ALERT_OVERDUE_MS = 60 * 60 * 1000;

/** With less time left than this, in milliseconds, no more is begun: what is under way may take as long as that where AWS is slow. */
const SHORT_OF_TIME_MS = 60_000;

/** How often a credential report is waited for, a quarter of a minute to a minute each time. */
const REPORT_ATTEMPTS = 20;

/** So many that cannot be settled have one cause; to go on would only add to them. */
const MOST_FAILED = 500;

/** How many entities are settled before the ledger is told how far the sweep is. */
const TOLD_EVERY = 200;

/**
 * Works on the sweep of one account: reads every expected entity and settles it; reminds of findings, and resolves those that nobody expects
 * any more; delivers what was left undelivered. Where it has to wait, or has no time left, it has itself go on by a message.
 * @throws PlumblineError `SweepUnfinished`, retryable, once everything else is done, where something could not be settled: whoever gives the
 *   same order again has only that come once more.
 */
export async function sweepAccount(order: SweepOrder, ports: SweepPorts): Promise<SweepResult> {
  const { accounts, log, now } = ports;
  const account = await accounts.find(order.account);
  if (account === undefined) {
    log.warn(`Account ${order.account} is not watched any more; its sweep is dropped.`, { ...order });
    return counted("over", NOTHING_DONE, ports);
  }
  const claim = await takeSweep(order, ports);
  if (claim.status !== "taken") return counted(claim.status, NOTHING_DONE, ports);
  const run = beginRun(claim.sweep);
  const unalertedBefore = new Date(now().getTime() - ALERT_OVERDUE_MS).toISOString();
  let status: SweepResult["status"];
  try {
    status = await work(account, run, { ...ports, unalertedBefore });
  } catch (fault) {
    ports.count({ status: "failed", ...run.done });
    await giveUp(run, fault, ports);
    throw fault;
  }
  return counted(status, run.done, ports);
}

function counted(status: SweepResult["status"], done: SweepDone, { count }: SweepPorts): SweepResult {
  const result = { status, ...done };
  count(result);
  return result;
}

type RunPorts = SweepPorts & DeliveryPorts;

async function work(account: ConfiguredAccount, run: SweepRun, ports: RunPorts): Promise<SweepResult["status"]> {
  const { sweepId, reportAttempts, after } = run.sweep;
  const left = entitiesLeft(account, run.sweep);
  run.sweep = { ...run.sweep, total: left.total };
  // What is left is not to be read: time was over between the last entity and the findings.
  if (after !== undefined && left.repeated.length + left.following.length === 0) return await end(account, run, ports);
  const askedAt = ports.now().toISOString();
  const opening = await ports.open(account, { sweepId, mayWait: reportAttempts < REPORT_ATTEMPTS });
  switch (opening.status) {
    case "waiting":
      run.sweep = { ...run.sweep, reportAttempts: reportAttempts + 1 };
      await goOn(run, Math.min(60, 15 * (reportAttempts + 1)), ports);
      return "waiting";
    case "unreadable":
      return await end(account, run, ports, { reason: opening.reason, askedAt });
    case "open":
      addCounts(run, countNews(await ports.settleAccount(account, { reason: undefined, askedAt }, ports)));
      return await settle(account, run, left, opening.opened, ports);
  }
}

async function settle(
  account: ConfiguredAccount,
  run: SweepRun,
  { repeated, following, total }: EntitiesLeft,
  { reader, managedPolicies, pagedPolicies, lacksReport, reconcile }: OpenedAccount,
  ports: RunPorts,
): Promise<SweepResult["status"]> {
  const { waivers } = ports.configuration;
  run.done = { ...run.done, lacksReport };
  const noticed = await noticeAwsPolicies(account, pagedPolicies, ports);
  run.failed = [...run.failed, ...noticed.failed];
  run.done = { ...run.done, awsPoliciesChanged: noticed.changed };
  const { missed, touched, status, remember } = await reconcile(run.sweep.unbrokenSince);
  run.done = { ...run.done, history: status };
  addCounts(run, { missedEvents: missed });
  const withClaims = (entity: KeyedEntity): KeyedEntity => ({ ...entity, ...touched.get(entity.key) });
  const left = { repeated: repeated.map(withClaims), following: following.map(withClaims), total };
  let toldAt = run.sweep.entities;
  for await (const some of sweepEntities(account, left, { ...ports, waivers, reader, managedPolicies })) {
    takeIn(run, some);
    if (run.failed.length >= MOST_FAILED) throw unfinished(account, run, ports);
    if (ports.remaining() < SHORT_OF_TIME_MS) {
      // A message that settles nothing must not lead to another one like it, for ever: this one is tried again, so many times.
      if (run.done.counts.entities === 0) throw unfinished(account, run, ports);
      logFailures(run.failed, ports.log);
      await goOn(run, 0, ports);
      return "continued";
    }
    if (run.sweep.entities - toldAt < TOLD_EVERY) continue;
    toldAt = run.sweep.entities;
    run.sweep = await tellProgress(run.sweep, ports);
  }
  // Where something failed, whoever tries again finds the same actors once more; what fails then as well must not hold up the rest for ever.
  if (run.sweep.again.length === 0 || run.sweep.problem !== undefined) await remember();
  return await end(account, run, ports);
}

/** Goes through the findings, also where nothing could be read: what is undelivered is delivered all the same. */
async function end(
  account: ConfiguredAccount,
  run: SweepRun,
  ports: RunPorts,
  unread?: { readonly reason: Unreadable; readonly askedAt: string },
): Promise<"swept" | "unreadable"> {
  if (unread !== undefined) addCounts(run, countNews(await ports.settleAccount(account, unread, ports)));
  const { remindAfterDays } = ports.configuration.settings.thresholds;
  const { reminded, resolved, failed } = await sweepFindings(account, { ...ports, remindAfterDays });
  addCounts(run, { reminded, resolved });
  run.failed = [...run.failed, ...failed];
  if (run.failed.length > 0) throw unfinished(account, run, ports);
  const at = ports.now().toISOString();
  const ended: SweepEnd =
    unread === undefined ? { outcome: "swept", at } : { outcome: "unreadable", at, reason: unread.reason };
  const { problem: _, ...sweep } = run.sweep;
  run.sweep = await releaseSweep({ ...sweep, end: ended }, ports);
  return ended.outcome;
}

function unfinished({ account }: ConfiguredAccount, { failed }: SweepRun, { log }: RunPorts): PlumblineError {
  logFailures(failed, log);
  return sweepUnfinished(account, failed);
}

/** The lease is given back first, because the message may come at once. Where the queue does not take it, the order that led here comes again. */
async function goOn(run: SweepRun, delaySeconds: number, ports: RunPorts): Promise<void> {
  run.sweep = await releaseSweep(run.sweep, ports);
  await ports.send(writeSweepOrder(run.sweep), delaySeconds);
}

/** Writes down how far the sweep is, and gives its lease back, so that whoever tries again need not wait until that is over. */
async function giveUp(run: SweepRun, fault: unknown, ports: SweepPorts): Promise<void> {
  const problem = fault instanceof Error ? fault.message : String(fault);
  try {
    await releaseSweep({ ...run.sweep, problem }, ports);
  } catch (lost) {
    if (!(lost instanceof PlumblineError)) throw lost;
    ports.log.warn(lost.message, { account: run.sweep.account, code: lost.code });
  }
}
