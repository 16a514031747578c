import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientOptions, post, startFixtureLab } from "../fixtures/fixture-lab.ts";
import type { Lab } from "../lab.ts";

let lab: Lab;
let sqs: SQSClient;
let QueueUrl: string | undefined;

beforeAll(async () => {
  lab = await startFixtureLab();
  sqs = new SQSClient({ ...clientOptions(lab), maxAttempts: 1 });
  ({ QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "later" })));
});

afterAll(async () => {
  sqs.destroy();
  await lab.stop();
});

async function received(): Promise<readonly (string | undefined)[]> {
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  return Messages.map(({ Body }) => Body);
}

describe("a message with a delay of its own", () => {
  it("comes when that is over by the lab's clock, and not before", async () => {
    const sent = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "a minute on", DelaySeconds: 60 }));
    expect(sent.MessageId).toMatch(/^[0-9a-f-]{36}$/);
    await post(lab, "clock", { advance: "PT50S" });
    expect(await received()).toEqual([]);
    await post(lab, "clock", { advance: "PT20S" });
    expect(await received()).toEqual(["a minute on"]);
  });

  it("of none comes at once", async () => {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "now", DelaySeconds: 0 }));
    expect(await received()).toEqual(["now"]);
  });

  const wrong = [
    { name: "longer than SQS waits", changes: { DelaySeconds: 901 }, expected: { name: "InvalidParameterValue" } },
    { name: "less than nothing", changes: { DelaySeconds: -1 }, expected: { name: "InvalidParameterValue" } },
    {
      name: "to a queue that is not there",
      changes: { DelaySeconds: 1, QueueUrl: "http://127.0.0.1/000000000000/nowhere" },
      expected: { name: expect.stringMatching(/QueueDoesNotExist|NonExistentQueue/) },
    },
    {
      name: "and attributes, which the lab does not keep so long",
      changes: { DelaySeconds: 1, MessageAttributes: { a: { DataType: "String", StringValue: "b" } } },
      expected: { name: "NotImplemented" },
    },
  ];
  it.each(wrong)("is refused: $name", async ({ changes, expected }) => {
    await expect(sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x", ...changes }))).rejects.toMatchObject(
      expected,
    );
  });
});
