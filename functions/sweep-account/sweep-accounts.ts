import type { CompiledConfiguration, ExpectedAccount } from "../../shared/baselines/expected-state.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { IamReader } from "../../shared/observation/iam-reader.ts";
import { countNews, type NewsCounts } from "../count-news.ts";
import { logWaivers } from "../log-waivers.ts";
import type { Log } from "../logger.ts";
import {
  type EntitySettled,
  type SettlePorts,
  settleEntities,
  type WatchedEntity,
  watchedEntities,
} from "../settle-entities.ts";
import { type FindingPorts, type SweepFailure, sweepFindings } from "./sweep-findings.ts";

/** How long, in milliseconds, the alert topic may take to be told of what the bus has taken, before it is told again. */
const ALERT_OVERDUE_MS = 60 * 60 * 1000;

/** What a sweep goes through. */
export interface SweepPorts
  extends Omit<SettlePorts, "reader" | "waivers" | "unalertedBefore">,
    Pick<FindingPorts, "isFoughtOver"> {
  readonly configuration: CompiledConfiguration;
  /** The account the function runs in, and the only one it reads. */
  readonly accountId: string;
  readonly readerOf: (account: ExpectedAccount) => IamReader;
  readonly log: Log;
}

/** What a sweep came to. */
export interface SweepCounts extends NewsCounts {
  /** Entities read. */
  readonly entities: number;
  /** Findings reminded of. */
  readonly reminded: number;
}

/**
 * Reads every expected entity of the account again and settles it; reminds of findings, and resolves those that nobody expects any more;
 * delivers what was left undelivered, and what the bus took an hour ago and the alert topic never did. It logs the waivers that end soon,
 * are over, or are of nothing that is there.
 * @throws PlumblineError `SweepUnfinished`, retryable, once everything else is done, where something could not be settled.
 */
export async function sweepAccounts(ports: SweepPorts): Promise<SweepCounts> {
  const { configuration, accountId, log } = ports;
  for (const { account } of configuration.accounts.filter((each) => each.account !== accountId)) {
    log.warn(`Account ${account} is not swept: this function runs in account ${accountId} and reads no other.`, {});
  }
  const account = configuration.accounts.find((each) => each.account === accountId);
  if (account === undefined) {
    log.warn(`Account ${accountId}, in which this function runs, is not named by plumbline.yml; nothing was read.`, {});
    return { entities: 0, reminded: 0, ...countNews([]) };
  }
  const watched = watchedEntities(account);
  const unalertedBefore = new Date(ports.now().getTime() - ALERT_OVERDUE_MS).toISOString();
  const delivery = { ...ports, unalertedBefore };
  const settled = await settleEntities(account, watched, {
    ...delivery,
    waivers: configuration.waivers,
    reader: ports.readerOf(account),
  });
  logWaivers(
    settled.flatMap((each) => (each.status === "settled" ? [each.waivers] : [])),
    log,
  );
  const { remindAfterDays } = configuration.settings.thresholds;
  const { reminded, resolved, failed } = await sweepFindings(account, { ...delivery, remindAfterDays });
  refuseUnsettled([...failuresOf(settled), ...failed], accountId, log);
  const news = countNews(settled.flatMap((each) => (each.status === "settled" ? each.written : [])));
  return { entities: watched.length, ...news, resolved: news.resolved + resolved, reminded };
}

function failuresOf(settled: readonly EntitySettled<WatchedEntity>[]): readonly SweepFailure[] {
  return settled.flatMap((each) => {
    if (each.status === "settled") return [];
    return [{ what: formatEntity(each.watched.expected[0].entity), fault: each.fault }];
  });
}

function refuseUnsettled(failed: readonly SweepFailure[], accountId: string, log: Log): void {
  for (const { what, fault } of failed) {
    if (fault instanceof PlumblineError) log.warn(fault.message, { entity: what, code: fault.code });
    else log.error(`A fault of the program stopped the sweep of ${what}.`, { entity: what, fault });
  }
  const [first] = failed;
  if (first === undefined) return;
  const more = failed.length === 1 ? "" : ` and ${failed.length - 1} more`;
  throw new PlumblineError(
    "SweepUnfinished",
    `The sweep of account ${accountId} could not settle ${first.what}${more}, all else it did; it is tried again.`,
    { retryable: true, cause: first.fault },
  );
}
