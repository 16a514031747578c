import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { SendSecondLook } from "../cloudtrail/second-look.ts";
import { PlumblineError } from "../iam/errors.ts";

/**
 * Puts messages into a queue whose own delay they do not take.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function createSendSecondLook(queueUrl: string, client: SQSClient = new SQSClient({})): SendSecondLook {
  return async (MessageBody, DelaySeconds) => {
    try {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody, DelaySeconds }));
    } catch (cause) {
      const said = cause instanceof Error ? cause.name : String(cause);
      throw new PlumblineError(
        "DeliveryFailed",
        `SendMessage to ${queueUrl} failed (${said}); the entities are not read a second time before the next sweep.`,
        { retryable: true, cause },
      );
    }
  };
}
