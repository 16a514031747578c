import { readEnvelope } from "../../shared/cloudtrail/read-envelope.ts";
import { isSecondLook, readSecondLook } from "../../shared/cloudtrail/second-look.ts";
import type { ClaimedActor } from "../../shared/iam/actor.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { Log } from "../logger.ts";
import { type QueueRecord, reportFault } from "../queue-batch.ts";

/** What a message says was touched in this account. */
export interface Touch {
  readonly messageId: string;
  /** As `formatEntity` writes them, and things that Plumbline does not watch. */
  readonly entities: readonly string[];
  readonly actor: ClaimedActor;
  readonly deletionTask: string | undefined;
  /** ISO 8601: when the first look was over, where this asks for the second; absent: an event, which has the entities looked at first. */
  readonly lookedAt?: string;
}

/** What may be read, and where it is said what may not. */
interface TouchPorts {
  readonly configuration: { readonly accounts: readonly { readonly account: string }[] };
  readonly accountId: string;
  readonly log: Log;
}

/** What a message says was touched in this account; one that is of no use is logged as one sentence. */
export function readTouches({ messageId, body }: QueueRecord, ports: TouchPorts): readonly Touch[] {
  const said = readBody(body);
  if (said.status === "malformed")
    return refuse(new PlumblineError("InvalidEvent", said.problem, { retryable: false }));
  const obstacle = accountObstacle(said.account, ports);
  if (obstacle !== undefined) return refuse(new PlumblineError("UnknownAccount", obstacle, { retryable: false }));
  if (said.warning !== undefined) ports.log.warn(said.warning, { messageIds: [messageId] });
  return said.touches.map((touch) => ({ messageId, ...touch }));

  function refuse(fault: PlumblineError): readonly [] {
    reportFault(fault, [messageId], ports.log);
    return [];
  }
}

type Said =
  | {
      readonly status: "understood";
      readonly account: string;
      readonly touches: readonly Omit<Touch, "messageId">[];
      readonly warning?: string;
    }
  | { readonly status: "malformed"; readonly problem: string };

function readBody(body: string): Said {
  let input: unknown;
  try {
    input = JSON.parse(body);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    return { status: "malformed", problem: "The message is not an EventBridge event: it is not JSON." };
  }
  return isSecondLook(input) ? saidBySecondLook(input) : saidByEvent(input);
}

function saidByEvent(input: unknown): Said {
  const event = readEnvelope(input);
  if (event.status === "malformed") return event;
  const { touches: entities, actor, deletionTask, reason } = event.reading;
  const touches = [{ entities, actor, deletionTask }];
  return {
    status: "understood",
    account: event.account,
    touches,
    ...(reason === undefined ? {} : { warning: reason }),
  };
}

function saidBySecondLook(input: unknown): Said {
  const reading = readSecondLook(input);
  if (reading.status === "malformed") return reading;
  const { account, lookedAt, entities } = reading.look;
  const touches = entities.map(({ entity, actor }) => ({
    entities: [entity],
    actor,
    deletionTask: undefined,
    lookedAt,
  }));
  return { status: "understood", account, touches };
}

function accountObstacle(account: string, { configuration, accountId }: TouchPorts): string | undefined {
  if (configuration.accounts.every((each) => each.account !== account)) {
    return `The event is about account ${account}, which plumbline.yml does not name; nothing was read.`;
  }
  if (account === accountId) return undefined;
  return `The event is about account ${account}, but this function runs in account ${accountId} and reads no other; nothing was read.`;
}
