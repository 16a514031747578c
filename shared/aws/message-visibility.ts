import { ChangeMessageVisibilityCommand, SQSClient } from "@aws-sdk/client-sqs";
import { PlumblineError } from "../iam/errors.ts";

/** Has a message that is in hand come again after so many seconds, in place of its queue's own visibility time-out. */
export type PostponeMessage = (receiptHandle: string, seconds: number) => Promise<void>;

/** SQS takes no longer than twelve hours, counted from when the message was received. */
const LONGEST = 11 * 3600;

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
export function createPostponeMessage(queueUrl: string, client: SQSClient = new SQSClient({})): PostponeMessage {
  return async (ReceiptHandle, seconds) => {
    const VisibilityTimeout = Math.min(LONGEST, Math.max(0, Math.ceil(seconds)));
    try {
      await client.send(new ChangeMessageVisibilityCommand({ QueueUrl: queueUrl, ReceiptHandle, VisibilityTimeout }));
    } catch (cause) {
      const said = cause instanceof Error ? cause.name : String(cause);
      throw new PlumblineError(
        "DeliveryFailed",
        `ChangeMessageVisibility of a message in ${queueUrl} failed (${said}); it comes again when its queue says.`,
        { retryable: true, cause },
      );
    }
  };
}
