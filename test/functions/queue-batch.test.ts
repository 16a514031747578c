import { describe, expect, it } from "vitest";
import { answerEach, partialResponse, queueRecords } from "../../functions/queue-batch.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import { createWorld } from "./fixtures.ts";

const faults: Readonly<Record<string, Error | undefined>> = {
  fine: undefined,
  malformed: new PlumblineError("InvalidEvent", "It is no event.", { retryable: false }),
  throttled: new PlumblineError("LedgerUnavailable", "It is throttled.", { retryable: true }),
  bug: new TypeError("x is not a function"),
};

describe("a batch of queue messages", () => {
  it("is answered message by message, in order; only what trying again can help comes again", async () => {
    const { log, sentences } = createWorld();
    const answered: string[] = [];
    const records = ["bug", "malformed", "fine", "throttled", "fine"].map((body, index) => ({
      messageId: `${index}`,
      body,
    }));
    const response = await answerEach(records, log, async ({ body }) => {
      answered.push(body);
      const fault = faults[body];
      if (fault !== undefined) throw fault;
    });
    expect(answered).toEqual(["bug", "malformed", "fine", "throttled", "fine"]);
    expect(response).toEqual({ batchItemFailures: [{ itemIdentifier: "0" }, { itemIdentifier: "3" }] });
    expect(sentences).toEqual([
      "A fault of the program stopped these messages; they are tried again.",
      "It is no event.",
      "It is throttled.",
    ]);
  });

  it("names each message once", () => {
    expect(partialResponse(["a", "b", "a"])).toEqual({
      batchItemFailures: [{ itemIdentifier: "a" }, { itemIdentifier: "b" }],
    });
  });
});

describe("the event a function is invoked with", () => {
  const record = { messageId: "1", body: "{}" };

  it("is read where it is a batch of messages", () => {
    expect(queueRecords({ Records: [{ ...record, eventSource: "aws:sqs" }] })).toMatchObject([record]);
  });

  it.each([
    { name: "nothing", event: undefined, where: "Records" },
    { name: "an empty object", event: {}, where: "Records" },
    { name: "a schedule's event", event: { source: "aws.events", detail: {} }, where: "Records" },
    { name: "a message without a body", event: { Records: [{ messageId: "1" }] }, where: "Records.0.body" },
  ])("is refused in one sentence where it is $name", ({ event, where }) => {
    expect(() => queueRecords(event)).toThrow(
      `The function was invoked with an event that is not a batch of SQS messages (see its ${where}); invoke it through its queue.`,
    );
  });
});
