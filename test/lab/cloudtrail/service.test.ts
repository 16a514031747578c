import {
  CloudTrailClient,
  CreateTrailCommand,
  type LookupAttribute,
  LookupEventsCommand,
  type LookupEventsCommandInput,
} from "@aws-sdk/client-cloudtrail";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createEventHistory } from "../../../shared/aws/event-history.ts";
import { type ServedService, serveService } from "../fixtures/served-service.ts";
import type { CloudTrailRecord } from "../iam/service.ts";
import { createCloudTrail } from "./service.ts";
import { createTrail } from "./trail.ts";

const NOW = Date.parse("2026-11-22T10:00:00Z");
let records: CloudTrailRecord[] = [];
let served: ServedService;
let client: CloudTrailClient;

beforeAll(async () => {
  const cloudtrail = createCloudTrail({
    records: () => records,
    now: () => new Date(NOW),
    trail: createTrail("000000000000", "us-east-1"),
  });
  served = await serveService((request) => cloudtrail.handle(request));
  client = new CloudTrailClient(served.client);
});
beforeEach(() => {
  records = [];
});
afterAll(() => served.stop());

/** The record of a write, so many minutes ago. */
function record(eventID: string, minutesAgo: number, more: Partial<CloudTrailRecord> = {}): CloudTrailRecord {
  return {
    eventVersion: "1.08",
    userIdentity: { type: "IAMUser", principalId: "AIDAMARY", accessKeyId: "AKIAMARY", userName: "mary" },
    eventTime: new Date(NOW - minutesAgo * 60_000).toISOString().replace(".000Z", "Z"),
    eventSource: "iam.amazonaws.com",
    eventName: "UpdateRole",
    awsRegion: "us-east-1",
    sourceIPAddress: "127.0.0.1",
    userAgent: "test",
    requestParameters: { roleName: "worker" },
    responseElements: null,
    requestID: `request of ${eventID}`,
    eventID,
    readOnly: false,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: "000000000000",
    eventCategory: "Management",
    tlsDetails: { tlsVersion: "TLSv1.2", cipherSuite: "none", clientProvidedHostHeader: "iam.amazonaws.com" },
    ...more,
  };
}

async function lookUp(input: LookupEventsCommandInput = {}) {
  const { Events = [], NextToken } = await client.send(new LookupEventsCommand(input));
  return { events: Events, ids: Events.map(({ EventId }) => EventId), NextToken };
}

const minutesAgo = (minutes: number) => new Date(NOW - minutes * 60_000);

describe("the lab's event history", () => {
  it("tells what it knows of an event, and the record itself", async () => {
    records = [record("a", 5)];
    const { events } = await lookUp();
    expect(events).toEqual([
      {
        EventId: "a",
        EventName: "UpdateRole",
        ReadOnly: "false",
        AccessKeyId: "AKIAMARY",
        EventTime: minutesAgo(5),
        EventSource: "iam.amazonaws.com",
        Username: "mary",
        Resources: [{ ResourceType: "AWS::IAM::Role", ResourceName: "worker" }],
        CloudTrailEvent: JSON.stringify(records[0]),
      },
    ]);
  });

  it("goes back from the newest, page after page, whatever happens meanwhile", async () => {
    records = Array.from({ length: 120 }, (_, index) => record(`e${index}`, 120 - index));
    const first = await lookUp();
    records.push(record("late", 0));
    const second = await lookUp({ NextToken: first.NextToken });
    const third = await lookUp({ NextToken: second.NextToken });
    expect([...first.ids, ...second.ids, ...third.ids]).toEqual(Array.from({ length: 120 }, (_, n) => `e${119 - n}`));
    expect([first, second, third].map(({ ids }) => ids.length)).toEqual([50, 50, 20]);
    expect(third.NextToken).toBeUndefined();
  });

  it("is read by the adapter, from the start of a span up to its end", async () => {
    records = Array.from({ length: 61 }, (_, index) => record(`e${index}`, 60 - index));
    const history = createEventHistory({ ...served.client, pause: async () => undefined });
    const found: unknown[] = [];
    for await (const page of history.iamEvents({ from: minutesAgo(58), to: minutesAgo(1) })) {
      if (page.status !== "present") throw new Error(page.reason.message);
      found.push(...page.records);
    }
    expect(found).toEqual(records.slice(2, 59).toReversed());
  });

  it("reaches 90 days back", async () => {
    records = [record("old", 90 * 24 * 60 + 1), record("young", 90 * 24 * 60 - 1)];
    expect((await lookUp()).ids).toEqual(["young"]);
  });

  it.each<{ name: string; attribute: LookupAttribute; ids: string[] }>([
    { name: "EventId", attribute: { AttributeKey: "EventId", AttributeValue: "b" }, ids: ["b"] },
    { name: "EventName", attribute: { AttributeKey: "EventName", AttributeValue: "DeleteUser" }, ids: ["b"] },
    { name: "EventSource", attribute: { AttributeKey: "EventSource", AttributeValue: "ec2.amazonaws.com" }, ids: [] },
    { name: "ReadOnly", attribute: { AttributeKey: "ReadOnly", AttributeValue: "false" }, ids: ["b", "a"] },
    { name: "ResourceName", attribute: { AttributeKey: "ResourceName", AttributeValue: "worker" }, ids: ["a"] },
  ])("looks up by $name", async ({ attribute, ids }) => {
    records = [record("a", 2), record("b", 1, { eventName: "DeleteUser", requestParameters: { userName: "mary" } })];
    expect((await lookUp({ LookupAttributes: [attribute] })).ids).toEqual(ids);
  });

  const byName: LookupAttribute = { AttributeKey: "EventName", AttributeValue: "UpdateRole" };
  it.each<{ name: string; input: LookupEventsCommandInput; code: string }>([
    { name: "too large a page", input: { MaxResults: 51 }, code: "InvalidMaxResultsException" },
    {
      name: "a span that ends before it begins",
      input: { StartTime: minutesAgo(1), EndTime: minutesAgo(2) },
      code: "InvalidTimeRangeException",
    },
    { name: "two attributes", input: { LookupAttributes: [byName, byName] }, code: "InvalidLookupAttributesException" },
    {
      name: "an attribute that there is not",
      input: { LookupAttributes: [{ AttributeKey: "Mood" as "EventId", AttributeValue: "x" }] },
      code: "InvalidLookupAttributesException",
    },
    { name: "a token of nobody", input: { NextToken: "x" }, code: "InvalidNextTokenException" },
    { name: "Insights events", input: { EventCategory: "insight" }, code: "NotImplemented" },
    {
      name: "look-ups by user name",
      input: { LookupAttributes: [{ AttributeKey: "Username", AttributeValue: "mary" }] },
      code: "NotImplemented",
    },
  ])("refuses $name", async ({ input, code }) => {
    await expect(lookUp(input)).rejects.toMatchObject({ name: code });
  });

  it("refuses a token of another request", async () => {
    records = [record("a", 2), record("b", 1)];
    const { NextToken } = await lookUp({ MaxResults: 1 });
    await expect(lookUp({ NextToken, LookupAttributes: [byName] })).rejects.toMatchObject({
      name: "InvalidNextTokenException",
    });
  });

  it("says what it does not do", async () => {
    const create = new CreateTrailCommand({ Name: "trail", S3BucketName: "bucket" });
    await expect(client.send(create)).rejects.toMatchObject({ name: "NotImplemented" });
  });
});
