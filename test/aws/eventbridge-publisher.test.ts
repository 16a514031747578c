import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { afterEach, describe, expect, it } from "vitest";
import type { DriftEvent } from "../../shared/alerts/drift-event.ts";
import { createEventbridgePublisher } from "../../shared/aws/eventbridge-publisher.ts";
import { type Answer, type AnsweringServer, startAnsweringServer } from "./answering-server.ts";

interface SentEntry {
  readonly EventBusName: string;
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
}

let server: AnsweringServer | undefined;
afterEach(() => server?.close());

async function publisherTo(answer: (entries: readonly SentEntry[], call: number) => Answer) {
  server = await startAnsweringServer(({ body }, call) => answer(entriesOf(body), call));
  const client = new EventBridgeClient({
    region: "us-east-1",
    endpoint: server.endpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  return createEventbridgePublisher({ client, busName: "plumbline" });
}

function entriesOf(body: string): readonly SentEntry[] {
  return (JSON.parse(body) as { Entries: SentEntry[] }).Entries;
}

function sent(): readonly (readonly SentEntry[])[] {
  return (server?.requests ?? []).map(({ body }) => entriesOf(body));
}

function json(body: unknown, status = 200): Answer {
  return { status, contentType: "application/x-amz-json-1.1", body: JSON.stringify(body) };
}

function taken(entries: readonly SentEntry[]): Answer {
  return json({ FailedEntryCount: 0, Entries: entries.map((_, index) => ({ EventId: `event-${index}` })) });
}

function event(revision: number, summary = "It drifted."): DriftEvent {
  return {
    detailType: "IAM Drift Opened",
    detail: {
      version: 1,
      findingId: "0".repeat(32),
      revision,
      account: "000000000000",
      baseline: "matillion-agent",
      entity: "role/matillion-task",
      rule: "attachment-unexpected",
      severity: "high",
      summary,
      at: "2026-01-01T09:00:00.000Z",
      configurationDigest: `sha256:${"a".repeat(64)}`,
    },
  };
}

const bytes = (entries: readonly SentEntry[]) =>
  entries.reduce((total, entry) => total + 14 + Buffer.byteLength(entry.Source + entry.DetailType + entry.Detail), 0);

describe("the EventBridge publisher", () => {
  it("puts each event on the bus as it is", async () => {
    const publisher = await publisherTo(taken);
    expect(await publisher.publish([event(1)])).toEqual(["published"]);
    expect(sent()).toMatchObject([
      [{ EventBusName: "plumbline", Source: "plumbline", DetailType: "IAM Drift Opened" }],
    ]);
    expect(JSON.parse(sent()[0]?.[0]?.Detail ?? "")).toEqual(event(1).detail);
  });

  it("asks nothing where there is nothing to publish", async () => {
    const publisher = await publisherTo(taken);
    expect(await publisher.publish([])).toEqual([]);
    expect(sent()).toEqual([]);
  });

  it("puts at most ten a call, in order", async () => {
    const publisher = await publisherTo(taken);
    const answers = await publisher.publish(Array.from({ length: 23 }, (_, index) => event(index + 1)));
    expect(answers).toEqual(Array.from({ length: 23 }, () => "published"));
    expect(sent().map((call) => call.length)).toEqual([10, 10, 3]);
    expect(sent().flatMap((call) => call.map(({ Detail }) => JSON.parse(Detail).revision))).toEqual(
      Array.from({ length: 23 }, (_, index) => index + 1),
    );
  });

  it("puts at most 256 KB a call", async () => {
    const publisher = await publisherTo(taken);
    await publisher.publish([1, 2, 3].map((revision) => event(revision, "x".repeat(100_000))));
    expect(sent().map((call) => call.length)).toEqual([2, 1]);
  });

  const large = ["x", "é", "\u{1f600}", '"', "\n"];
  it.each(large)("cuts the summary of an event over 256 KB, with a pointer to the ledger: %j", async (character) => {
    const publisher = await publisherTo(taken);
    const summary = character.repeat(300_000);
    expect(await publisher.publish([event(1, summary)])).toEqual(["published"]);
    const [call = []] = sent();
    expect(bytes(call)).toBeLessThanOrEqual(256 * 1024);
    expect(bytes(call)).toBeGreaterThan(256 * 1024 - 100);
    const detail = JSON.parse(call[0]?.Detail ?? "");
    const pointer = ` ... (cut; the ledger has all of it under finding ${"0".repeat(32)})`;
    expect(detail.summary.endsWith(pointer)).toBe(true);
    expect(summary.startsWith(detail.summary.slice(0, -pointer.length))).toBe(true);
    expect({ ...detail, summary: "" }).toEqual({ ...event(1).detail, summary: "" });
  });

  const throttled = { ErrorCode: "ThrottlingException", ErrorMessage: "Rate exceeded" };

  it("puts again, alone, what the bus did not take while it took the rest", async () => {
    const publisher = await publisherTo((entries, call) =>
      call < 2
        ? json({
            FailedEntryCount: 1,
            Entries: entries.map((_, index) => (index === 1 || call === 1 ? throttled : { EventId: "a" })),
          })
        : taken(entries),
    );
    expect(await publisher.publish([1, 2, 3].map((revision) => event(revision)))).toEqual([
      "published",
      "published",
      "published",
    ]);
    expect(sent().map((call) => call.map(({ Detail }) => JSON.parse(Detail).revision))).toEqual([[1, 2, 3], [2], [2]]);
  });

  it("answers entry by entry where the bus goes on taking only some", async () => {
    const publisher = await publisherTo((entries) =>
      json({
        FailedEntryCount: 1,
        Entries: entries.map(({ Detail }) => (JSON.parse(Detail).revision === 2 ? throttled : { EventId: "a" })),
      }),
    );
    expect(await publisher.publish([1, 2, 3].map((revision) => event(revision)))).toEqual([
      "published",
      { failed: "PutEvents on bus plumbline: ThrottlingException Rate exceeded" },
      "published",
    ]);
    expect(sent()).toHaveLength(3);
  });

  it("takes an entry without an answer for one that was not taken", async () => {
    const publisher = await publisherTo(() => json({ FailedEntryCount: 0, Entries: [] }));
    expect(await publisher.publish([event(1)])).toEqual([{ failed: "PutEvents on bus plumbline: no answer" }]);
  });

  it("answers for each event of a call that failed, and goes on with the next call", async () => {
    const publisher = await publisherTo((entries, call) =>
      call === 0 ? json({ __type: "AccessDeniedException", message: "not allowed" }, 400) : taken(entries),
    );
    const answers = await publisher.publish(Array.from({ length: 12 }, (_, index) => event(index + 1)));
    const failed = { failed: "PutEvents on bus plumbline: AccessDeniedException not allowed" };
    expect(answers).toEqual([...Array.from({ length: 10 }, () => failed), "published", "published"]);
  });
});
