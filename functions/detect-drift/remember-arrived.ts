import type { ClaimedActor } from "../../shared/iam/actor.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { ArrivedEventStore } from "../../shared/ledger/arrived-events.ts";
import type { Log } from "../logger.ts";
import type { Touch } from "./read-touches.ts";
import type { TouchedEntity } from "./touched-entities.ts";

/** Where it is remembered which events came. */
export interface ArrivalPorts {
  readonly events: Pick<ArrivedEventStore, "writeArrived">;
  readonly log: Log;
}

/**
 * Remembers which events on watched entities of one account have come, so that the sweep can tell which never did. What asks for a second
 * look is no event.
 *
 * What cannot be remembered is logged, and the batch goes on: the sweep still knows an event by the reading that it led to, unless
 * another came after it, and then takes it for one that never came.
 * @returns how many could not be remembered
 */
export async function rememberArrived(
  account: string,
  touches: readonly Touch[],
  touched: readonly TouchedEntity[],
  { events, log }: ArrivalPorts,
): Promise<number> {
  const watched = new Set(touched.flatMap(({ messageIds }) => messageIds));
  const came = new Map<string, ClaimedActor>();
  for (const { messageId, actor, lookedAt } of touches) {
    if (lookedAt === undefined && watched.has(messageId)) came.set(actor.eventId, actor);
  }
  const writes = [...came.values()].map(({ eventId, eventTime }) =>
    events.writeArrived({ account, eventId, eventTime }),
  );
  const faults = (await Promise.allSettled(writes)).flatMap((write) =>
    write.status === "rejected" ? [write.reason] : [],
  );
  const [first] = faults;
  if (first === undefined) return 0;
  const why = first instanceof PlumblineError ? first.message : String(first);
  const sentence = `That ${faults.length} events of account ${account} came could not be remembered; the sweep may count them as missed: ${why}`;
  log.warn(sentence, { faults: faults.map((fault) => (fault instanceof PlumblineError ? fault.code : fault)) });
  return faults.length;
}
