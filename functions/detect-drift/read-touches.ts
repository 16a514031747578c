import { readEnvelope } from "../../shared/cloudtrail/read-envelope.ts";
import { isSecondLook, readSecondLook } from "../../shared/cloudtrail/second-look.ts";
import type { ClaimedActor } from "../../shared/iam/actor.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { Log } from "../logger.ts";
import { type QueueRecord, reportFault } from "../queue-batch.ts";

/** What a message says was touched in one account. */
export interface Touch {
  readonly messageId: string;
  /** Twelve digits: of the envelope, which EventBridge writes. Whether it is watched is still to be seen. */
  readonly account: string;
  /** As `formatEntity` writes them, and things that Plumbline does not watch. */
  readonly entities: readonly string[];
  readonly actor: ClaimedActor;
  readonly deletionTask: string | undefined;
  /** ISO 8601: when the first look was over, where this asks for the second; absent: an event, which has the entities looked at first. */
  readonly lookedAt?: string;
}

/** What a message says was touched in one account; one that is of no use is logged as one sentence. */
export function readTouches({ messageId, body }: QueueRecord, { log }: { readonly log: Log }): readonly Touch[] {
  const said = readBody(body);
  if (said.status === "malformed") {
    reportFault(new PlumblineError("InvalidEvent", said.problem, { retryable: false }), [messageId], log);
    return [];
  }
  if (said.warning !== undefined) log.warn(said.warning, { messageIds: [messageId] });
  return said.touches.map((touch) => ({ messageId, account: said.account, ...touch }));
}

type Said =
  | {
      readonly status: "understood";
      readonly account: string;
      readonly touches: readonly Omit<Touch, "messageId" | "account">[];
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
