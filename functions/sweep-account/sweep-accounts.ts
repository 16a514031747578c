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

/** How long, in milliseconds, the alert topic may take to be told of what the bus has taken, before it is told again. */
const ALERT_OVERDUE_MS = 60 * 60 * 1000;

/** What a sweep goes through. */
export interface SweepPorts extends Omit<SettlePorts, "reader" | "waivers" | "unalertedBefore"> {
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
}

/**
 * Reads every expected entity of the account again and settles it; delivers what was left undelivered, and what the bus
 * took an hour ago and the alert topic never did. It logs the waivers that end soon, are over, or are of nothing that is there.
 * @throws PlumblineError `SweepUnfinished`, retryable, once everything else is done, where an entity could not be settled.
 */
export async function sweepAccounts(ports: SweepPorts): Promise<SweepCounts> {
  const { configuration, accountId, log } = ports;
  for (const { account } of configuration.accounts.filter((each) => each.account !== accountId)) {
    log.warn(`Account ${account} is not swept: this function runs in account ${accountId} and reads no other.`, {});
  }
  const account = configuration.accounts.find((each) => each.account === accountId);
  if (account === undefined) {
    log.warn(`Account ${accountId}, in which this function runs, is not named by plumbline.yml; nothing was read.`, {});
    return { entities: 0, ...countNews([]) };
  }
  const watched = watchedEntities(account);
  const unalertedBefore = new Date(ports.now().getTime() - ALERT_OVERDUE_MS).toISOString();
  const settled = await settleEntities(account, watched, {
    ...ports,
    waivers: configuration.waivers,
    reader: ports.readerOf(account),
    unalertedBefore,
  });
  logWaivers(
    settled.flatMap((each) => (each.status === "settled" ? [each.waivers] : [])),
    log,
  );
  refuseUnsettled(settled, accountId, log);
  const written = settled.flatMap((each) => (each.status === "settled" ? each.written : []));
  return { entities: watched.length, ...countNews(written) };
}

function refuseUnsettled(settled: readonly EntitySettled<WatchedEntity>[], accountId: string, log: Log): void {
  const failed = settled.flatMap((each) => (each.status === "failed" ? [each] : []));
  for (const { watched, fault } of failed) {
    const entity = formatEntity(watched.expected[0].entity);
    if (fault instanceof PlumblineError) log.warn(fault.message, { entity, code: fault.code });
    else log.error(`A fault of the program stopped the sweep of ${entity}.`, { entity, fault });
  }
  const [first] = failed;
  if (first === undefined) return;
  throw new PlumblineError(
    "SweepUnfinished",
    `${failed.length} of ${settled.length} entities of account ${accountId} were not settled, the others were; the sweep is tried again.`,
    { retryable: true, cause: first.fault },
  );
}
