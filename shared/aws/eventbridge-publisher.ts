import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { DRIFT_EVENT_SOURCE, type DriftEvent } from "../alerts/drift-event.ts";
import type { DriftEventPublisher } from "../alerts/ports.ts";

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html */
const ENTRIES_A_CALL = 10;
/** For all the entries of one call together. */
const BYTES_A_CALL = 256 * 1024;
/** What EventBridge counts for an entry's time. */
const TIME_BYTES = 14;
/** How often an entry is put that the bus did not take while it took the call: the first time with others, then alone. */
const ATTEMPTS = 3;

/** Plumbline's own bus, and how it is reached. */
export interface EventbridgePublisherOptions {
  /** Region, endpoint and credentials come from the SDK's own chain if left out. */
  readonly client?: EventBridgeClient;
  readonly busName: string;
}

/**
 * Puts drift events on Plumbline's bus, at most ten and 256 KB a call. An event too large for a call of its own has its
 * summary cut, with a pointer to the ledger; none is dropped. A call that fails is answered for each event in it; of a call that was taken
 * in part, what was not is put again, entry by entry, before it is answered as failed.
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export function createEventbridgePublisher(options: EventbridgePublisherOptions): DriftEventPublisher {
  const { client = new EventBridgeClient({}), busName } = options;
  return {
    async publish(events) {
      const answers: Answer[] = [];
      for (const entries of calls(events.map((event) => entry(busName, event)))) {
        answers.push(...(await put(client, busName, entries)));
      }
      return answers;
    },
  };
}

type Answer = Awaited<ReturnType<DriftEventPublisher["publish"]>>[number];

async function put(
  client: EventBridgeClient,
  busName: string,
  entries: readonly PutEventsRequestEntry[],
): Promise<readonly Answer[]> {
  const first = await call(client, busName, entries);
  if ("failed" in first) return entries.map(() => first);
  const answers: Answer[] = [];
  for (const [index, entry] of entries.entries()) {
    let answer = first.answers[index] ?? noAnswer(busName);
    for (let attempt = 1; answer !== "published" && attempt < ATTEMPTS; attempt += 1) {
      const again = await call(client, busName, [entry]);
      answer = "failed" in again ? again : (again.answers[0] ?? noAnswer(busName));
    }
    answers.push(answer);
  }
  return answers;
}

/** One call: what the bus answered entry by entry, or why the call itself failed. */
async function call(
  client: EventBridgeClient,
  busName: string,
  entries: readonly PutEventsRequestEntry[],
): Promise<{ readonly answers: readonly Answer[] } | { readonly failed: string }> {
  try {
    const { Entries = [] } = await client.send(new PutEventsCommand({ Entries: [...entries] }));
    return {
      answers: Entries.map(({ EventId, ErrorCode = "no answer", ErrorMessage = "" }) => {
        if (EventId !== undefined) return "published";
        return { failed: `PutEvents on bus ${busName}: ${ErrorCode} ${ErrorMessage}`.trimEnd() };
      }),
    };
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    return { failed: `PutEvents on bus ${busName}: ${cause.name} ${cause.message}` };
  }
}

function noAnswer(busName: string): Answer {
  return { failed: `PutEvents on bus ${busName}: no answer` };
}

function entry(busName: string, { detailType, detail }: DriftEvent): PutEventsRequestEntry {
  const whole: PutEventsRequestEntry = {
    EventBusName: busName,
    Source: DRIFT_EVENT_SOURCE,
    DetailType: detailType,
    Time: new Date(detail.at),
    Detail: JSON.stringify(detail),
  };
  const excess = bytes(whole) - BYTES_A_CALL;
  if (excess <= 0) return whole;
  const pointer = ` ... (cut; the ledger has all of it under finding ${detail.findingId})`;
  const room = Math.max(0, Buffer.byteLength(JSON.stringify(detail.summary)) - excess - Buffer.byteLength(pointer));
  return { ...whole, Detail: JSON.stringify({ ...detail, summary: leading(detail.summary, room) + pointer }) };
}

/** The longest beginning of a text that takes no more than so many bytes as JSON, quotes included. */
function leading(text: string, room: number): string {
  let length = 0;
  let taken = 2;
  for (const character of text) {
    taken += Buffer.byteLength(JSON.stringify(character)) - 2;
    if (taken > room) break;
    length += character.length;
  }
  return text.slice(0, length);
}

function* calls(entries: readonly PutEventsRequestEntry[]): Iterable<readonly PutEventsRequestEntry[]> {
  let call: PutEventsRequestEntry[] = [];
  let size = 0;
  for (const next of entries) {
    const more = bytes(next);
    if (call.length === ENTRIES_A_CALL || (call.length > 0 && size + more > BYTES_A_CALL)) {
      yield call;
      call = [];
      size = 0;
    }
    call.push(next);
    size += more;
  }
  if (call.length > 0) yield call;
}

function bytes({ Source, DetailType, Detail }: PutEventsRequestEntry): number {
  return TIME_BYTES + [Source, DetailType, Detail].reduce((total, text) => total + Buffer.byteLength(text ?? ""), 0);
}
