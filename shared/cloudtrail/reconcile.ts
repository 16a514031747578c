import type { ClaimedActor } from "../iam/actor.ts";
import { readRecord } from "./read-record.ts";

/** A write that CloudTrail's event history tells of. */
export interface HistoryWrite {
  readonly eventId: string;
  /** What it touched, as `readRecord` has it; never empty. */
  readonly touches: readonly string[];
  readonly actor: ClaimedActor;
  /** See `RecordReading`. */
  readonly deletionTask: string | undefined;
}

/** What a page of the event history holds. */
export interface HistoryReading {
  /** Each once, in the order of the records. */
  readonly writes: readonly HistoryWrite[];
  /** One sentence for each record that says not what it touched, or is of another account. */
  readonly unclear: readonly string[];
  /** The earliest time of all its events, reads and refused calls included; absent where none of them could be read. */
  readonly earliest?: string;
}

/**
 * Reads a page of the event history by the same rules as the events that arrive: reads and refused calls touch nothing, and a record of
 * another account is not believed.
 * @param account twelve digits; whose history it is
 */
export function readHistory(records: readonly unknown[], account: string): HistoryReading {
  const writes = new Map<string, HistoryWrite>();
  const unclear: string[] = [];
  let earliest: string | undefined;
  for (const record of records) {
    const reading = readRecord(record);
    if (reading.status === "malformed") {
      unclear.push(reading.problem);
      continue;
    }
    const { eventID: eventId, kind, touches, actor, deletionTask, reason } = reading;
    if (earliest === undefined || Date.parse(actor.eventTime) < Date.parse(earliest)) earliest = actor.eventTime;
    if (reading.account !== undefined && reading.account !== account) {
      unclear.push(
        `the event history of account ${account} holds the CloudTrail record ${eventId} of another account.`,
      );
    } else if (kind === "write") {
      writes.set(eventId, { eventId, touches, actor, deletionTask });
    } else if (reason !== undefined) unclear.push(reason);
  }
  return { writes: [...writes.values()], unclear, ...(earliest === undefined ? {} : { earliest }) };
}
