import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { PlumblineError } from "../iam/errors.ts";

/** Which queue, and what it means for people where it takes nothing. */
export interface SendMessageOptions {
  readonly queueUrl: string;
  /** What becomes of the work then, as a sentence ends: `the report is made once the message comes again`. */
  readonly otherwise: string;
  /** Region, endpoint and credentials come from the SDK's own chain if left out. */
  readonly client?: SQSClient;
}

/**
 * Puts messages into a queue.
 * @returns what sends one, to come after so many seconds, 900 at most, or as the queue's own delay has it; it throws PlumblineError `DeliveryFailed`, retryable
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
export function createSendMessage({
  queueUrl,
  otherwise,
  client = new SQSClient({}),
}: SendMessageOptions): (body: string, delaySeconds?: number) => Promise<void> {
  return async (MessageBody, delaySeconds) => {
    const delay = delaySeconds === undefined ? {} : { DelaySeconds: delaySeconds };
    try {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody, ...delay }));
    } catch (cause) {
      const said = cause instanceof Error ? cause.name : String(cause);
      const message = `SendMessage to ${queueUrl} failed (${said}); ${otherwise}.`;
      throw new PlumblineError("DeliveryFailed", message, { retryable: true, cause });
    }
  };
}
