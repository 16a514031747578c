import { createHash } from "node:crypto";
import { SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, describe, expect, it } from "vitest";
import { createSendMessage } from "../../shared/aws/send-message.ts";
import { type AnsweringServer, startAnsweringServer } from "./answering-server.ts";

let server: AnsweringServer | undefined;
afterEach(() => server?.close());

const QUEUE = "https://sqs.us-east-1.amazonaws.com/000000000000/plumbline-report-keys";

async function sendAnswered(status: number, body: unknown) {
  server = await startAnsweringServer(() => ({
    status,
    contentType: "application/x-amz-json-1.0",
    body: JSON.stringify(body),
  }));
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new SQSClient({ region: "us-east-1", endpoint: server.endpoint, credentials, maxAttempts: 1 });
  return createSendMessage({ queueUrl: QUEUE, otherwise: "the report is begun again", client });
}

describe("a message", () => {
  it("is sent once, with the queue's own delay where it has none", async () => {
    const MD5OfMessageBody = createHash("md5").update("{}").digest("hex");
    await (await sendAnswered(200, { MessageId: "m-1", MD5OfMessageBody }))("{}");
    expect(server?.requests.map(({ body }) => JSON.parse(body))).toEqual([{ QueueUrl: QUEUE, MessageBody: "{}" }]);
  });

  it("is sent once, with its delay", async () => {
    const MD5OfMessageBody = createHash("md5").update("{}").digest("hex");
    await (await sendAnswered(200, { MessageId: "m-1", MD5OfMessageBody }))("{}", 30);
    expect(server?.requests.map(({ body }) => JSON.parse(body))).toEqual([
      { QueueUrl: QUEUE, MessageBody: "{}", DelaySeconds: 30 },
    ]);
  });

  it("is a retryable fault where SQS refuses it, which says what becomes of the work", async () => {
    const send = await sendAnswered(400, { __type: "com.amazonaws.sqs#QueueDoesNotExist", message: "no" });
    await expect(send("{}", 30)).rejects.toMatchObject({
      code: "DeliveryFailed",
      retryable: true,
      message: expect.stringMatching(/^SendMessage to .+ failed \(QueueDoesNotExist\); the report is begun again\.$/),
    });
  });
});
