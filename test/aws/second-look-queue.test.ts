import { createHash } from "node:crypto";
import { SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, describe, expect, it } from "vitest";
import { createSendSecondLook } from "../../shared/aws/second-look-queue.ts";
import { type AnsweringServer, startAnsweringServer } from "./answering-server.ts";

let server: AnsweringServer | undefined;
afterEach(() => server?.close());

const QUEUE = "https://sqs.us-east-1.amazonaws.com/000000000000/plumbline-detect-drift";
const BODY = '{"plumbline":"second-look"}';

async function sendAnswered(status: number, body: unknown) {
  server = await startAnsweringServer(() => ({
    status,
    contentType: "application/x-amz-json-1.0",
    body: JSON.stringify(body),
  }));
  const client = new SQSClient({
    region: "us-east-1",
    endpoint: server.endpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  return createSendSecondLook(QUEUE, client);
}

describe("asking the queue for a second look", () => {
  it("sends one message with a delay of its own", async () => {
    const MD5OfMessageBody = createHash("md5").update(BODY).digest("hex");
    await (await sendAnswered(200, { MessageId: "m-1", MD5OfMessageBody }))(BODY, 75);
    expect(server?.requests.map(({ body }) => JSON.parse(body))).toEqual([
      { QueueUrl: QUEUE, MessageBody: BODY, DelaySeconds: 75 },
    ]);
  });

  it("throws a retryable fault where SQS refuses", async () => {
    const send = await sendAnswered(400, { __type: "com.amazonaws.sqs#QueueDoesNotExist", message: "no" });
    await expect(send(BODY, 75)).rejects.toMatchObject({
      code: "DeliveryFailed",
      retryable: true,
      message: expect.stringMatching(/^SendMessage to .+ failed \(QueueDoesNotExist\); .+ next sweep\.$/),
    });
  });
});
