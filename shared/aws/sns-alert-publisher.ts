import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import type { AlertPublisher } from "../alerts/ports.ts";
import { PlumblineError } from "../iam/errors.ts";

/** The alert topic, and how it is reached. */
export interface SnsAlertPublisherOptions {
  /** Region, endpoint and credentials come from the SDK's own chain if left out. */
  readonly client?: SNSClient;
  readonly topicArn: string;
}

/** Publishes alerts to an SNS topic. @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
export function createSnsAlertPublisher(options: SnsAlertPublisherOptions): AlertPublisher {
  const { client = new SNSClient({}), topicArn } = options;
  return {
    async publish({ subject, message, attributes }) {
      const MessageAttributes = Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [name, { DataType: "String", StringValue: value }]),
      );
      try {
        await client.send(
          new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: message, MessageAttributes }),
        );
      } catch (cause) {
        const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
        throw new PlumblineError("DeliveryFailed", `Publish to the alert topic ${topicArn} failed (${said}).`, {
          retryable: true,
          cause,
        });
      }
    },
  };
}
