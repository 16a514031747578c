import type { Event } from "./event.ts";
import { eventTime } from "./event.ts";

/** One entry of a PutEvents request. */
export interface PutEventsEntry {
  readonly Source?: string | undefined;
  readonly DetailType?: string | undefined;
  readonly Detail?: string | undefined;
  readonly EventBusName?: string | undefined;
  /** Seconds since 1970. */
  readonly Time?: number | undefined;
  readonly Resources?: readonly string[] | undefined;
}

/** Why EventBridge does not take one entry; the others of the request are taken. */
export interface EntryFailure {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

/** The most that all entries of one request may weigh together. */
export const PUT_EVENTS_BYTES = 256 * 1024;

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-calculate-putevents-size */
export function entrySize(entry: PutEventsEntry): number {
  const texts = [entry.Source, entry.DetailType, entry.Detail, ...(entry.Resources ?? [])];
  const time = entry.Time === undefined ? 0 : 14;
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ""), time);
}

/** Turns an entry into the event that targets get, or says why EventBridge refuses it. */
export function toEvent(
  entry: PutEventsEntry,
  from: { readonly id: string; readonly account: string; readonly region: string; readonly now: Date },
): Event | EntryFailure {
  const { Source, DetailType, Detail } = entry;
  if (!Source) return missing("Source");
  if (!DetailType) return missing("DetailType");
  if (!Detail) return missing("Detail");
  if (Source.startsWith("aws.")) {
    return { ErrorCode: "NotAuthorizedForSourceException", ErrorMessage: "Not authorized for the source." };
  }
  const detail = readDetail(Detail);
  if (detail === undefined) return { ErrorCode: "MalformedDetail", ErrorMessage: "Detail is malformed." };
  return {
    version: "0",
    id: from.id,
    "detail-type": DetailType,
    source: Source,
    account: from.account,
    time: eventTime(entry.Time === undefined ? from.now : new Date(entry.Time * 1000)),
    region: from.region,
    resources: entry.Resources ?? [],
    detail,
  };
}

function missing(name: string): EntryFailure {
  return {
    ErrorCode: "InvalidArgument",
    ErrorMessage: `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
  };
}

function readDetail(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const detail: unknown = JSON.parse(text);
    return typeof detail === "object" && detail !== null && !Array.isArray(detail)
      ? (detail as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
