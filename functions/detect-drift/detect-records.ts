import type { SQSBatchResponse } from "aws-lambda";
import type { CompiledConfiguration, ExpectedAccount } from "../../shared/baselines/expected-state.ts";
import type { IamReader } from "../../shared/observation/iam-reader.ts";
import { countNews, type NewsCounts } from "../count-news.ts";
import { partialResponse, type QueueRecord, reportFault } from "../queue-batch.ts";
import { type EntitySettled, type SettlePorts, settleEntities } from "../settle-entities.ts";
import { readTouches } from "./read-touches.ts";
import { askForSecondLook, isDue, type SecondLookPorts } from "./second-look.ts";
import { type TouchedEntity, touchedEntities } from "./touched-entities.ts";

/** What a batch of IAM events is answered with; the account the function runs in is the only one it reads. */
export interface DetectPorts extends Omit<SettlePorts, "reader" | "waivers">, SecondLookPorts {
  readonly configuration: CompiledConfiguration;
  readonly readerOf: (account: ExpectedAccount) => IamReader;
}

/** What a batch came to. */
export interface DetectedRecords {
  readonly response: SQSBatchResponse;
  readonly entitiesRead: number;
  /** Entities that were to be read again, and had been meanwhile. */
  readonly secondLooksSpared: number;
  /** Entities that will not be read again before the next sweep. */
  readonly secondLooksLost: number;
  readonly counts: NewsCounts;
}

type Outcome = EntitySettled<TouchedEntity>;

/**
 * Answers a batch of IAM events: every expected entity they touched is read once, and settled, and once more after a while. A message
 * is done with unless an entity that it touched could not be settled.
 */
export async function detectRecords(records: readonly QueueRecord[], ports: DetectPorts): Promise<DetectedRecords> {
  const touches = records.flatMap((record) => readTouches(record, ports));
  const account = ports.configuration.accounts.find((each) => each.account === ports.accountId);
  const touched = account === undefined ? [] : touchedEntities(account, touches);
  if (account === undefined || touched.length === 0) {
    const nothing = { entitiesRead: 0, secondLooksSpared: 0, secondLooksLost: 0, counts: countNews([]) };
    return { response: partialResponse([]), ...nothing };
  }
  const { due, unknown } = await stillDue(touched, ports);
  const { waivers } = ports.configuration;
  const settled = await settleEntities(account, due, { ...ports, waivers, reader: ports.readerOf(account) });
  const comingAgain = [...unknown, ...settled].filter((each) => isToComeAgain(each, ports));
  const doneWith = due.filter((entity) => comingAgain.every(({ watched }) => watched !== entity));
  const secondLooksLost = await askForSecondLook(doneWith, ports);
  const written = settled.flatMap((each) => (each.status === "settled" ? each.written : []));
  return {
    response: partialResponse(comingAgain.flatMap(({ watched }) => watched.messageIds)),
    entitiesRead: due.length,
    secondLooksSpared: touched.length - due.length - unknown.length,
    secondLooksLost,
    counts: countNews(written),
  };
}

/** The entities to read, and those of which the ledger could not say. */
async function stillDue(
  touched: readonly TouchedEntity[],
  ports: SecondLookPorts,
): Promise<{ readonly due: readonly TouchedEntity[]; readonly unknown: readonly Outcome[] }> {
  const due: TouchedEntity[] = [];
  const unknown: Outcome[] = [];
  for (const watched of touched) {
    try {
      if (await isDue(watched, ports)) due.push(watched);
    } catch (fault) {
      unknown.push({ watched, status: "failed", fault });
    }
  }
  return { due, unknown };
}

function isToComeAgain(outcome: Outcome, { log }: DetectPorts): boolean {
  return outcome.status === "failed" && reportFault(outcome.fault, outcome.watched.messageIds, log) === "retry";
}
