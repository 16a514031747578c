import { SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, describe, expect, it } from "vitest";
import { createPostponeMessage } from "../../shared/aws/message-visibility.ts";
import { type AnsweringServer, startAnsweringServer } from "./answering-server.ts";

let server: AnsweringServer | undefined;
afterEach(() => server?.close());

const QUEUE = "https://sqs.us-east-1.amazonaws.com/000000000000/plumbline-post-to-slack";

async function postponeAnswered(status: number, body: unknown) {
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
  return createPostponeMessage(QUEUE, client);
}

describe("postponing a message", () => {
  it.each([
    { seconds: 30, asked: 30 },
    { seconds: 0.2, asked: 1 },
    { seconds: -5, asked: 0 },
    { seconds: 1e9, asked: 39_600 },
  ])("asks for whole seconds that SQS takes: $seconds", async ({ seconds, asked }) => {
    await (await postponeAnswered(200, {}))("receipt", seconds);
    expect(JSON.parse(server?.requests[0]?.body ?? "{}")).toEqual({
      QueueUrl: QUEUE,
      ReceiptHandle: "receipt",
      VisibilityTimeout: asked,
    });
  });

  it("throws a retryable fault where SQS refuses", async () => {
    const postpone = await postponeAnswered(400, { __type: "com.amazonaws.sqs#ReceiptHandleIsInvalid", message: "no" });
    await expect(postpone("receipt", 30)).rejects.toMatchObject({
      code: "DeliveryFailed",
      retryable: true,
      message: expect.stringContaining("it comes again when its queue says"),
    });
  });
});
