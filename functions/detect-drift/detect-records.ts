import type { SQSBatchResponse } from "aws-lambda";
import type { CompiledConfiguration, ExpectedAccount } from "../../shared/baselines/expected-state.ts";
import { readEnvelope } from "../../shared/cloudtrail/read-envelope.ts";
import type { EnvelopeReading } from "../../shared/cloudtrail/reading.ts";
import type { ClaimedActor } from "../../shared/iam/actor.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { IamReader } from "../../shared/observation/iam-reader.ts";
import { countNews, type NewsCounts } from "../count-news.ts";
import type { Log } from "../logger.ts";
import { partialResponse, type QueueRecord, reportFault } from "../queue-batch.ts";
import {
  entityKey,
  type SettlePorts,
  settleEntities,
  type WatchedEntity,
  watchedEntities,
} from "../settle-entities.ts";

/** What a batch of IAM events is answered with. */
export interface DetectPorts extends Omit<SettlePorts, "reader" | "waivers"> {
  readonly configuration: CompiledConfiguration;
  /** The account the function runs in, and the only one it reads. */
  readonly accountId: string;
  readonly readerOf: (account: ExpectedAccount) => IamReader;
  readonly log: Log;
}

/** What a batch came to. */
export interface DetectedRecords {
  readonly response: SQSBatchResponse;
  readonly entitiesRead: number;
  readonly counts: NewsCounts;
}

interface TouchedEntity extends WatchedEntity {
  readonly messageIds: readonly string[];
}

interface Touch {
  readonly messageId: string;
  readonly entities: readonly string[];
  readonly actor: ClaimedActor;
}

/**
 * Answers a batch of IAM events: every expected entity they touched is read once, and settled. A message is done with unless
 * an entity that it touched could not be settled.
 */
export async function detectRecords(records: readonly QueueRecord[], ports: DetectPorts): Promise<DetectedRecords> {
  const { configuration, log } = ports;
  const touches = records.flatMap((record) => readTouch(record, ports));
  const account = configuration.accounts.find((each) => each.account === ports.accountId);
  const touched = account === undefined ? [] : touchedEntities(account, touches);
  if (account === undefined || touched.length === 0) {
    return { response: partialResponse([]), entitiesRead: 0, counts: countNews([]) };
  }
  const { waivers } = configuration;
  const settled = await settleEntities(account, touched, { ...ports, waivers, reader: ports.readerOf(account) });
  const failed = settled.flatMap((each) => {
    if (each.status === "settled") return [];
    const { messageIds } = each.watched;
    return reportFault(each.fault, messageIds, log) === "retry" ? messageIds : [];
  });
  const written = settled.flatMap((each) => (each.status === "settled" ? each.written : []));
  return { response: partialResponse(failed), entitiesRead: touched.length, counts: countNews(written) };
}

/** What a message says was touched in this account; one that is of no use is logged as one sentence. */
function readTouch({ messageId, body }: QueueRecord, ports: DetectPorts): readonly Touch[] {
  const event = readBody(body);
  if (event.status === "malformed")
    return refuse(new PlumblineError("InvalidEvent", event.problem, { retryable: false }));
  const obstacle = accountObstacle(event.account, ports);
  if (obstacle !== undefined) return refuse(new PlumblineError("UnknownAccount", obstacle, { retryable: false }));
  const { reading } = event;
  if (reading.reason !== undefined) ports.log.warn(reading.reason, { messageIds: [messageId] });
  return [{ messageId, entities: reading.touches, actor: reading.actor }];

  function refuse(fault: PlumblineError): readonly [] {
    reportFault(fault, [messageId], ports.log);
    return [];
  }
}

function accountObstacle(account: string, { configuration, accountId }: DetectPorts): string | undefined {
  if (configuration.accounts.every((each) => each.account !== account)) {
    return `The event is about account ${account}, which plumbline.yml does not name; nothing was read.`;
  }
  if (account === accountId) return undefined;
  return `The event is about account ${account}, but this function runs in account ${accountId} and reads no other; nothing was read.`;
}

function readBody(body: string): EnvelopeReading {
  try {
    return readEnvelope(JSON.parse(body));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    return {
      status: "malformed",
      problem: "The message is not an EventBridge event: it is not JSON.",
    };
  }
}

/** The expected entities that were touched, each with the messages that touched it and the actor of the latest event. */
function touchedEntities(account: ExpectedAccount, touches: readonly Touch[]): readonly TouchedEntity[] {
  return watchedEntities(account).flatMap((watched) => {
    const key = entityKey(formatEntity(watched.expected[0].entity));
    const touching = touches.filter((touch) => touch.entities.some((entity) => entityKey(entity) === key));
    const [first, ...others] = touching;
    if (first === undefined) return [];
    const actor = others.reduce((latest, { actor }) => (isEarlier(actor, latest) ? latest : actor), first.actor);
    return [{ ...watched, actor, messageIds: touching.map(({ messageId }) => messageId) }];
  });
}

function isEarlier(one: ClaimedActor, other: ClaimedActor): boolean {
  return Date.parse(one.eventTime) < Date.parse(other.eventTime);
}
