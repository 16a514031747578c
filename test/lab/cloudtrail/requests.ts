import * as z from "zod";
import { notImplemented, ServiceError } from "../server/service-error.ts";

/** By which attributes events can be looked up, and by which the lab does it. */
const KEYS = ["EventId", "EventName", "EventSource", "ReadOnly", "ResourceName"] as const;
const OTHER_KEYS: ReadonlySet<string> = new Set(["AccessKeyId", "ResourceType", "Username"]);

const lookupEvents = z.strictObject({
  LookupAttributes: z
    .array(z.strictObject({ AttributeKey: z.string(), AttributeValue: z.string().min(1).max(2_000) }))
    .default([]),
  /** Seconds since 1970. */
  StartTime: z.number().optional(),
  EndTime: z.number().optional(),
  MaxResults: z.number().int().default(50),
  NextToken: z.string().optional(),
});

/** One attribute that events are looked up by. */
export interface LookupAttribute {
  readonly key: (typeof KEYS)[number];
  readonly value: string;
}

/** A checked LookupEvents request. */
export interface LookupRequest {
  readonly attribute: LookupAttribute | undefined;
  /** Both ends included; milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly token: string | undefined;
}

/** @throws ServiceError as CloudTrail refuses; `NotImplemented` for a member or an attribute that the lab does not know */
export function readLookupEvents(input: unknown): LookupRequest {
  const read = lookupEvents.safeParse(input);
  if (!read.success) {
    const unknown = read.error.issues.find((issue) => issue.code === "unrecognized_keys");
    if (unknown !== undefined) throw notImplemented(`CloudTrail LookupEvents with ${unknown.keys.join(", ")}`);
    throw new ServiceError("InvalidParameterCombinationException", read.error.issues[0]?.message ?? "");
  }
  const { LookupAttributes, StartTime = 0, EndTime, MaxResults, NextToken } = read.data;
  if (MaxResults < 1 || MaxResults > 50) {
    throw new ServiceError("InvalidMaxResultsException", "A value between 1 and 50 must be specified for MaxResults.");
  }
  const to = EndTime === undefined ? Number.POSITIVE_INFINITY : EndTime * 1_000;
  if (StartTime * 1_000 > to) {
    throw new ServiceError("InvalidTimeRangeException", "The start time is after the end time.");
  }
  return {
    attribute: readAttribute(LookupAttributes),
    from: StartTime * 1_000,
    to,
    count: MaxResults,
    token: NextToken,
  };
}

function readAttribute(
  attributes: readonly { readonly AttributeKey: string; readonly AttributeValue: string }[],
): LookupAttribute | undefined {
  const [first, ...more] = attributes;
  if (first === undefined) return undefined;
  if (more.length > 0) throw invalid("Only one lookup attribute can be specified.");
  if (OTHER_KEYS.has(first.AttributeKey)) {
    throw notImplemented(`CloudTrail LookupEvents by ${first.AttributeKey}`);
  }
  const key = KEYS.find((known) => known === first.AttributeKey);
  if (key === undefined) throw invalid(`${first.AttributeKey} is no lookup attribute.`);
  return { key, value: first.AttributeValue };
}

function invalid(message: string): ServiceError {
  return new ServiceError("InvalidLookupAttributesException", message);
}
