import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Observation } from "../observation/observation.ts";
import { clientPace } from "./client-pace.ts";
import { type DeploymentClient, incomplete, mapObservation, observeDeployment } from "./deployment-answer.ts";

/** A queue. */
export interface QueueReading {
  readonly arn: string;
  /** JSON text; `""` where it has none. */
  readonly policy: string;
  /** About how many messages it holds: those that wait, those in hand and those that are delayed. */
  readonly messages: number;
  /** The KMS key it is under, mostly by its ARN; absent where it is under none. */
  readonly key?: string;
}

/** Reads queues of one Region by their names. */
export type ReadQueue = (name: string) => Promise<Observation<QueueReading>>;

/** SQS says it in either way, by its protocol. */
const ABSENT = ["QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"];

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
export function createQueueReader(options: DeploymentClient): ReadQueue {
  const client = new SQSClient({ ...options, ...clientPace({}) });
  return async (QueueName) => {
    const found = await observeDeployment(
      "sqs:GetQueueUrl",
      () => client.send(new GetQueueUrlCommand({ QueueName })),
      ABSENT,
    );
    if (found.status !== "present") return found;
    const { QueueUrl } = found.state;
    const right = "sqs:GetQueueAttributes";
    const send = () => client.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
    return mapObservation(await observeDeployment(right, send, ABSENT), ({ Attributes = {} }) => {
      const { QueueArn, Policy = "", KmsMasterKeyId: key = "", ...counts } = Attributes;
      const messages = [
        counts.ApproximateNumberOfMessages,
        counts.ApproximateNumberOfMessagesNotVisible,
        counts.ApproximateNumberOfMessagesDelayed,
      ].map(Number);
      if (QueueArn === undefined || messages.some(Number.isNaN)) {
        return incomplete(right, "the queue's ARN or the number of its messages is missing");
      }
      const held = { arn: QueueArn, policy: Policy, messages: messages.reduce((sum, count) => sum + count, 0) };
      return { status: "present", state: key === "" ? held : { ...held, key } };
    });
  };
}
