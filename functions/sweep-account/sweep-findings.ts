import type { ExpectedAccount } from "../../shared/baselines/expected-state.ts";
import { ACCOUNT_REFERENCE, formatEntity } from "../../shared/iam/entity-reference.ts";
import { amendFinding } from "../../shared/ledger/amend-finding.ts";
import type { FindingNews } from "../../shared/ledger/deliver.ts";
import type { Finding } from "../../shared/ledger/finding.ts";
import { resolveNoLongerExpected } from "../../shared/ledger/no-longer-expected.ts";
import { type ReminderSchedule, remind } from "../../shared/ledger/remind.ts";
import { standingRefusal } from "../../shared/remediation/ask-again.ts";
import { type DeliveryPorts, deliverNews } from "../deliver-news.ts";

/** What going through an account's findings needs. */
export interface FindingPorts extends DeliveryPorts {
  readonly remindAfterDays: ReminderSchedule;
  /** Whether somebody keeps undoing the repairs of a finding's entity, so that Plumbline has stopped making them. */
  readonly isFoughtOver: (finding: Finding) => Promise<boolean>;
  /** Has the repair asked for again that a refusal tells of, and nobody told of that. */
  readonly askAgain: (refused: FindingNews) => Promise<void>;
}

/** What went wrong with what. */
export interface SweepFailure {
  /** As `formatEntity` writes it, or in words. */
  readonly what: string;
  readonly fault: unknown;
}

/** What going through an account's findings came to. */
export interface SweptFindings {
  readonly reminded: number;
  /** Those that nobody expects any more. */
  readonly resolved: number;
  readonly failed: readonly SweepFailure[];
}

/**
 * Goes through the findings of an account that are not over, also those of entities that the configuration does not name any more: reminds
 * of what has been open for long, resolves what nobody expects any more, delivers what either has to tell, and asks again for repairs that
 * were refused. What goes wrong with one finding does not keep the others.
 */
export async function sweepFindings(account: ExpectedAccount, ports: FindingPorts): Promise<SweptFindings> {
  const named = new Set(account.entities.map(({ baseline, entity }) => nameOf(baseline, formatEntity(entity))));
  const count = { reminded: 0, resolved: 0 };
  const failed: SweepFailure[] = [];
  try {
    for await (const finding of ports.ledger.standing(account.account)) {
      const isExpected = finding.entity === ACCOUNT || named.has(nameOf(finding.baseline, finding.entity));
      try {
        if (isExpected) count.reminded += await attendTo(finding, ports);
        else count.resolved += await resolve(finding, ports);
      } catch (fault) {
        failed.push({ what: finding.entity, fault });
      }
    }
  } catch (fault) {
    failed.push({ what: "the ledger's findings", fault });
  }
  return { ...count, failed };
}

/** No configuration names the account as a whole, of which there is a finding when it cannot be read. */
const ACCOUNT = formatEntity(ACCOUNT_REFERENCE);

function nameOf(baseline: string, entity: string): string {
  return JSON.stringify([baseline, entity]);
}

/** The most often that a reminder is told. */
const DAILY: ReminderSchedule = { critical: 1, high: 1, medium: 1, low: 1 };

/** What gives more than it should, and will not be taken back by Plumbline, is told of every day, however mild it is. */
async function isPaging(finding: Finding, ports: FindingPorts): Promise<boolean> {
  const { change, effective } = finding.drift;
  return (effective?.change ?? change) !== "narrowed" && (await ports.isFoughtOver(finding));
}

/** A reminder asks for the repair by itself. How many reminders it came to. */
async function attendTo(finding: Finding, ports: FindingPorts): Promise<number> {
  const reminded = await remindOf(finding, ports);
  const refusal = standingRefusal(finding);
  if (reminded > 0 || refusal === undefined || (await ports.isFoughtOver(finding))) return reminded;
  await ports.askAgain({ finding, news: refusal });
  return reminded;
}

/** How many reminders it came to. */
async function remindOf(finding: Finding, ports: FindingPorts): Promise<number> {
  const { ledger, now, remindAfterDays } = ports;
  const isDue = (schedule: ReminderSchedule) => remind(finding, schedule, now()) !== undefined;
  if (!isDue(DAILY)) return 0;
  const schedule = !isDue(remindAfterDays) && (await isPaging(finding, ports)) ? DAILY : remindAfterDays;
  if (!isDue(schedule)) return 0;
  const reading = await ledger.latestReading(finding.account, finding.entity, finding.baseline);
  return await tellOf(finding, (held) => remind(held, schedule, now(), reading), ports);
}

/** How many resolutions it came to. What is resolved already may have been left untold by an earlier sweep. */
async function resolve(finding: Finding, ports: FindingPorts): Promise<number> {
  return await tellOf(finding, (held) => resolveNoLongerExpected(held, ports.now()), ports);
}

async function tellOf(
  finding: Finding,
  change: (held: Finding) => Finding | undefined,
  ports: FindingPorts,
): Promise<number> {
  let told = 0;
  const amended = await amendFinding(ports.ledger, finding, (held) => {
    const changed = change(held);
    told = changed === undefined ? 0 : changed.revision - held.revision;
    return changed;
  });
  await deliverNews([amended], ports);
  return told;
}
