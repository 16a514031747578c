import { describe, expect, it } from "vitest";
import { readDriftEvent } from "../../shared/alerts/read-drift-event.ts";
import { publishNewsTo, toDriftEvent } from "../../shared/alerts/to-drift-event.ts";
import { writeDriftEvent } from "../../shared/alerts/write-drift-event.ts";
import { at, drift, findingAfter } from "../ledger/fixtures.ts";

const digest = `sha256:${"ab".repeat(32)}`;
const finding = findingAfter([drift({ summary: "Key AKIAIOSFODNN7EXAMPLE\nis old." })]);
const [news] = finding.news;
if (news === undefined) throw new Error("The finding has no news.");
const event = toDriftEvent({ finding, news }, digest);
const envelope = {
  version: "0",
  id: "17793124-05d4-b198-2fde-7ededc63b103",
  source: "plumbline",
  "detail-type": event.detailType,
  account: "000000000000",
  time: "2026-01-01T09:00:01Z",
  region: "us-east-1",
  resources: [],
  detail: event.detail,
};

describe("a drift event", () => {
  it("that is written past the bus is read as one that came over it", () => {
    expect(readDriftEvent(writeDriftEvent(event))).toEqual({ status: "understood", event });
  });

  it("says where to look in the ledger", () => {
    expect(event).toEqual({
      detailType: "IAM Drift Opened",
      detail: {
        version: 1,
        findingId: finding.id,
        revision: 1,
        account: "000000000000",
        baseline: "matillion-agent",
        entity: "role/matillion-task",
        rule: "attachment-unexpected",
        severity: "high",
        summary: "Key ****MPLE\\u{a}is old.",
        at: at(1),
        configurationDigest: digest,
      },
    });
  });

  it("is published for each piece of news, in order", async () => {
    const published: unknown[] = [];
    const publish = publishNewsTo(
      {
        async publish(events) {
          published.push(...events);
          return events.map(() => "published" as const);
        },
      },
      digest,
    );
    const later = { ...news, revision: 2 };
    expect(
      await publish([
        { finding, news },
        { finding, news: later },
      ]),
    ).toEqual(["published", "published"]);
    expect(published).toEqual([event, toDriftEvent({ finding, news: later }, digest)]);
  });

  it("is understood as it was sent", () => {
    expect(readDriftEvent(JSON.stringify(envelope))).toEqual({ status: "understood", event });
  });

  const malformed = [
    { name: "no JSON", input: "{", expected: "it is not JSON" },
    { name: "no object", input: "7", expected: "the event: " },
    { name: "another source", input: JSON.stringify({ ...envelope, source: "aws.iam" }), expected: "source: " },
    { name: "an unknown kind", input: JSON.stringify({ ...envelope, "detail-type": "x" }), expected: "detail-type: " },
    {
      name: "a version to come",
      input: JSON.stringify({ ...envelope, detail: { ...event.detail, version: 2 } }),
      expected: "detail.version: ",
    },
    {
      name: "a finding id that is none",
      input: JSON.stringify({ ...envelope, detail: { ...event.detail, findingId: "../x" } }),
      expected: "detail.findingId: ",
    },
  ];
  it.each(malformed)("is refused in one sentence: $name", ({ input, expected }) => {
    const reading = readDriftEvent(input);
    expect(reading.status).toBe("malformed");
    if (reading.status !== "malformed") return;
    expect(reading.problem).toMatch(/^This is not a drift event of Plumbline's: [^\n]*\.$/);
    expect(reading.problem).toContain(expected);
  });
});
