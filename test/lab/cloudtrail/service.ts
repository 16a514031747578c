import { createHash } from "node:crypto";
import type { CloudTrailRecord } from "../iam/service.ts";
import { jsonResponse, type LabResponse, readJson, type ServiceRequest } from "../server/exchange.ts";
import { notImplemented, ServiceError } from "../server/service-error.ts";
import { type LookupAttribute, type LookupRequest, readLookupEvents } from "./requests.ts";
import { TRAIL_ACTIONS, type Trail } from "./trail.ts";

/** The event history of one account, which has IAM's writes and nothing else, each at once; and its trail. */
export interface CloudTrail {
  /** Answers a client of the account. */
  handle(request: ServiceRequest): LabResponse;
}

export const CLOUDTRAIL_ACTIONS: ReadonlySet<string> = new Set(["LookupEvents", ...TRAIL_ACTIONS]);

/** How far back the history reaches. */
const NINETY_DAYS = 90 * 86_400_000;

/**
 * @param records the records of the account, oldest first
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 */
export function createCloudTrail(options: {
  readonly records: () => readonly CloudTrailRecord[];
  readonly now: () => Date;
  readonly trail: Trail;
}): CloudTrail {
  return {
    handle({ action, body }) {
      if (!CLOUDTRAIL_ACTIONS.has(action)) throw notImplemented(`CloudTrail ${action}`);
      if (TRAIL_ACTIONS.has(action)) return jsonResponse("1.1", options.trail.call(action, readJson(body)));
      const request = readLookupEvents(readJson(body));
      const oldest = options.now().getTime() - NINETY_DAYS;
      const found = options
        .records()
        .filter((record) => Date.parse(record.eventTime) >= oldest && isAskedFor(record, request))
        .toReversed();
      return jsonResponse("1.1", pageOf(found, request));
    },
  };
}

function isAskedFor(record: CloudTrailRecord, { attribute, from, to }: LookupRequest): boolean {
  const time = Date.parse(record.eventTime);
  return time >= from && time <= to && (attribute === undefined || hasAttribute(record, attribute));
}

function hasAttribute(record: CloudTrailRecord, { key, value }: LookupAttribute): boolean {
  switch (key) {
    case "EventId":
      return record.eventID === value;
    case "EventName":
      return record.eventName === value;
    case "EventSource":
      return record.eventSource === value;
    case "ReadOnly":
      return String(record.readOnly) === value;
    case "ResourceName":
      return resourcesOf(record).some(({ ResourceName }) => ResourceName === value);
  }
}

/** A page goes on after the last event of the one before it, whatever has happened since. */
function pageOf(found: readonly CloudTrailRecord[], request: LookupRequest): object {
  const start = request.token === undefined ? 0 : after(found, request, request.token);
  const page = found.slice(start, start + request.count);
  const last = page.at(-1);
  const more = last !== undefined && start + page.length < found.length;
  return { Events: page.map(eventOf), ...(more ? { NextToken: tokenAfter(last, request) } : {}) };
}

function after(found: readonly CloudTrailRecord[], request: LookupRequest, token: string): number {
  const index = found.findIndex((record) => tokenAfter(record, request) === token);
  if (index !== -1) return index + 1;
  throw new ServiceError("InvalidNextTokenException", "The token is not valid, or is of another request.");
}

/** A token holds for the request that it was given to. */
function tokenAfter({ eventID }: CloudTrailRecord, { attribute, from, to }: LookupRequest): string {
  const text = JSON.stringify([eventID, attribute ?? null, from, String(to)]);
  return createHash("sha256").update(text).digest("base64url");
}

function eventOf(record: CloudTrailRecord): object {
  const { accessKeyId, userName, principalId } = record.userIdentity;
  return {
    EventId: record.eventID,
    EventName: record.eventName,
    ReadOnly: String(record.readOnly),
    AccessKeyId: accessKeyId,
    EventTime: Date.parse(record.eventTime) / 1_000,
    EventSource: record.eventSource,
    // A session is known by the name that it was given.
    Username: userName ?? String(principalId).split(":").at(-1),
    Resources: resourcesOf(record),
    CloudTrailEvent: JSON.stringify(record),
  };
}

const RESOURCES: readonly (readonly [string, string])[] = [
  ["userName", "AWS::IAM::User"],
  ["roleName", "AWS::IAM::Role"],
  ["groupName", "AWS::IAM::Group"],
  ["policyArn", "AWS::IAM::Policy"],
  ["accessKeyId", "AWS::IAM::AccessKey"],
];

function resourcesOf({ requestParameters }: CloudTrailRecord) {
  return RESOURCES.flatMap(([parameter, ResourceType]) => {
    const ResourceName = requestParameters?.[parameter];
    return typeof ResourceName === "string" ? [{ ResourceType, ResourceName }] : [];
  });
}
