import { PublishCommand, type PublishCommandInput, SNSClient } from "@aws-sdk/client-sns";
import type { AlertMessage, PlainMessage, TopicPublisher } from "../alerts/ports.ts";
import { PlumblineError } from "../iam/errors.ts";

/** How SNS is reached. */
export interface SnsTopicPublisherOptions {
  /** Region, endpoint and credentials come from the SDK's own chain if left out. */
  readonly client?: SNSClient;
}

/**
 * Publishes to SNS topics. An alert has a message for each protocol: the text by e-mail, the subject alone by telephone, the JSON for all
 * others.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function createSnsTopicPublisher({ client = new SNSClient({}) }: SnsTopicPublisherOptions = {}): TopicPublisher {
  return {
    async publish(topicArn, message) {
      try {
        await client.send(new PublishCommand(inputOf(topicArn, message)));
      } catch (cause) {
        const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
        throw new PlumblineError("DeliveryFailed", `Publish to the topic ${topicArn} failed (${said}).`, {
          retryable: true,
          cause,
        });
      }
    },
  };
}

function inputOf(TopicArn: string, message: AlertMessage | PlainMessage): PublishCommandInput {
  const MessageAttributes = Object.fromEntries(
    Object.entries(message.attributes).map(([name, value]) => [name, { DataType: "String", StringValue: value }]),
  );
  if (!("subject" in message)) return { TopicArn, Message: message.message, MessageAttributes };
  const { subject, message: text, body } = message;
  const Message = JSON.stringify({ default: body, email: text, sms: subject });
  return { TopicArn, Subject: subject, MessageStructure: "json", Message, MessageAttributes };
}
