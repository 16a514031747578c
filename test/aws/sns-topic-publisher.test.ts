import { SNSClient } from "@aws-sdk/client-sns";
import { afterEach, describe, expect, it } from "vitest";
import { createSnsTopicPublisher } from "../../shared/aws/sns-topic-publisher.ts";
import { type Answer, type AnsweringServer, startAnsweringServer } from "./answering-server.ts";

const topicArn = "arn:aws:sns:us-east-1:000000000000:plumbline-alerts";
const alert = {
  subject: "A subject",
  message: "Line one\nLine two",
  body: '{"version":1}',
  attributes: { severity: "high", change: "opened" },
};

let server: AnsweringServer | undefined;
afterEach(() => server?.close());

async function publisherAnswered(answer: Answer) {
  server = await startAnsweringServer(() => answer);
  const client = new SNSClient({
    region: "us-east-1",
    endpoint: server.endpoint,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  return createSnsTopicPublisher({ client });
}

describe("the SNS topic publisher", () => {
  it("publishes subject, message and attributes to the topic", async () => {
    const body = "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>";
    const publisher = await publisherAnswered({ status: 200, contentType: "text/xml", body });
    await publisher.publish(topicArn, alert);
    const sent = new URLSearchParams(server?.requests[0]?.body);
    expect(Object.fromEntries(sent)).toMatchObject({
      Action: "Publish",
      TopicArn: topicArn,
      Subject: "A subject",
      Message: JSON.stringify({ default: alert.body, email: alert.message, sms: alert.subject }),
      MessageStructure: "json",
      "MessageAttributes.entry.1.Name": "severity",
      "MessageAttributes.entry.1.Value.DataType": "String",
      "MessageAttributes.entry.1.Value.StringValue": "high",
      "MessageAttributes.entry.2.Name": "change",
      "MessageAttributes.entry.2.Value.StringValue": "opened",
    });
  });

  it("publishes what is the same for everybody as it is", async () => {
    const body = "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>";
    const publisher = await publisherAnswered({ status: 200, contentType: "text/xml", body });
    await publisher.publish(topicArn, { message: "{}", attributes: { severity: "high" } });
    const sent = Object.fromEntries(new URLSearchParams(server?.requests[0]?.body));
    expect(sent).toMatchObject({ TopicArn: topicArn, Message: "{}" });
    expect(sent).not.toHaveProperty("MessageStructure");
    expect(sent).not.toHaveProperty("Subject");
  });

  it("throws a retryable fault that names the topic where SNS refuses", async () => {
    const body =
      "<ErrorResponse><Error><Type>Sender</Type><Code>AuthorizationError</Code><Message>not allowed</Message></Error></ErrorResponse>";
    const publisher = await publisherAnswered({ status: 403, contentType: "text/xml", body });
    await expect(publisher.publish(topicArn, alert)).rejects.toMatchObject({
      code: "DeliveryFailed",
      retryable: true,
      message: expect.stringContaining(`Publish to the topic ${topicArn} failed (AuthorizationError`),
    });
  });
});
