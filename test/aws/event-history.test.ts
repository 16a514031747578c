import { afterEach, describe, expect, it } from "vitest";
import { createEventHistory } from "../../shared/aws/event-history.ts";
import type { EventHistoryPage } from "../../shared/cloudtrail/event-history.ts";
import { iamRegion } from "../../shared/iam/iam-region.ts";
import { type JsonReply, startJsonService, stopJsonServices } from "./json-service.ts";

afterEach(stopJsonServices);

const from = new Date("2026-11-21T10:00:00Z");
const to = new Date("2026-11-22T10:00:00Z");

const event = (eventID: string, at = "2026-11-22T09:00:00Z") => ({
  EventId: eventID,
  EventTime: Date.parse(at) / 1_000,
  CloudTrailEvent: JSON.stringify({ eventID }),
});
const page = (events: readonly object[], NextToken?: string): JsonReply => ({ body: { Events: events, NextToken } });

async function read(replies: readonly JsonReply[], span = { from, to }) {
  const pauses: number[] = [];
  const service = await startJsonService((_, index) => replies[index] ?? { code: "UnexpectedCall" });
  const history = createEventHistory({
    ...service.client,
    pause: async (milliseconds) => {
      pauses.push(milliseconds);
    },
  });
  const pages: EventHistoryPage[] = [];
  for await (const one of history.iamEvents(span)) pages.push(one);
  return { pages, pauses, ...service };
}

const present = (...ids: string[]) => ({ status: "present", records: ids.map((eventID) => ({ eventID })) });
const unreadable = (code: string, message: string) => ({
  status: "unreadable",
  reason: { call: "LookupEvents", code, message },
});

describe("the event history", () => {
  it("asks for IAM's events of a time span, page after page, twice a second at the most", async () => {
    const { pages, calls, pauses, server } = await read([
      page([event("a"), event("b")], "2"),
      page([], "3"),
      page([event("c")]),
    ]);
    expect(pages).toEqual([present("a", "b"), present(), present("c")]);
    expect(pauses).toEqual([500, 500]);
    expect(calls.map(({ input }) => input.NextToken)).toEqual([undefined, "2", "3"]);
    expect(calls[0]).toEqual({
      action: "LookupEvents",
      input: {
        LookupAttributes: [{ AttributeKey: "EventSource", AttributeValue: "iam.amazonaws.com" }],
        StartTime: from.getTime() / 1_000,
        EndTime: to.getTime() / 1_000,
        MaxResults: 50,
      },
    });
    expect(server.requests[0]?.headers.authorization).toContain("/us-east-1/cloudtrail/");
  });

  it("asks about the next span no sooner than for the next page", async () => {
    const pauses: number[] = [];
    const { client } = await startJsonService(() => page([event("a")]));
    const pause = async (milliseconds: number) => void pauses.push(milliseconds);
    const history = createEventHistory({ ...client, pause });
    for (const span of [1, 2]) {
      for await (const one of history.iamEvents({ from, to })) expect(one).toEqual(present("a"));
      expect(pauses).toHaveLength(span - 1);
    }
  });

  it("leaves out what happened at the very end of the span", async () => {
    const { pages } = await read([page([event("end", "2026-11-22T10:00:00Z"), event("a", "2026-11-22T09:59:59Z")])]);
    expect(pages).toEqual([present("a")]);
  });

  it("asks nothing about a span without any time in it", async () => {
    const { pages, calls } = await read([], { from, to: from });
    expect({ pages, calls }).toEqual({ pages: [], calls: [] });
  });

  it.each<{ name: string; replies: JsonReply[]; pages: unknown[] }>([
    {
      name: "it may not be asked",
      replies: [{ code: "AccessDeniedException" }],
      pages: [unreadable("AccessDeniedException", "The service says no.")],
    },
    {
      name: "a later page is throttled",
      replies: [page([event("a")], "2"), { code: "ThrottlingException" }],
      pages: [present("a"), unreadable("ThrottlingException", "The service says no.")],
    },
    {
      name: "a page tells to go on with itself",
      replies: [page([event("a")], "2"), page([event("b")], "2"), page([event("c")])],
      pages: [
        present("a"),
        unreadable("MalformedAnswer", "the token of a page already read stands again in CloudTrail's answer"),
      ],
    },
    {
      name: "the list is missing",
      replies: [{ body: {} }],
      pages: [unreadable("MalformedAnswer", "the list is missing in CloudTrail's answer")],
    },
    {
      name: "an event has no record, and the pages behind it are not asked for",
      replies: [page([event("a"), { ...event("b"), CloudTrailEvent: undefined }], "2"), page([])],
      pages: [
        unreadable(
          "MalformedAnswer",
          "an event (b) whose record is missing or is no JSON object stands in CloudTrail's answer",
        ),
      ],
    },
    {
      name: "a record is cut off",
      replies: [page([{ ...event("b"), CloudTrailEvent: '{"eventID":' }])],
      pages: [
        unreadable(
          "MalformedAnswer",
          "an event (b) whose record is missing or is no JSON object stands in CloudTrail's answer",
        ),
      ],
    },
    {
      name: "an event has no time",
      replies: [page([{ ...event("b"), EventTime: undefined }])],
      pages: [unreadable("MalformedAnswer", "an event (b) without its time stands in CloudTrail's answer")],
    },
  ])("says what is unreadable, and ends, where $name", async ({ replies, pages }) => {
    expect((await read(replies)).pages).toEqual(pages);
  });
});

describe("the region of IAM's events", () => {
  it.each([
    ["aws", "us-east-1"],
    ["aws-cn", "cn-north-1"],
    ["aws-us-gov", "us-gov-west-1"],
    ["aws-moon", undefined],
  ])("of %s is %s", (partition, region) => {
    expect(iamRegion(partition)).toBe(region);
  });
});
