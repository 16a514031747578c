import { jsonPermissions, type Where } from "./permission.ts";

type Input = Readonly<Record<string, unknown>>;

function queue({ QueueUrl }: Input, { region }: Where): readonly string[] {
  const [owner, name] = String(QueueUrl).split("/").slice(-2);
  return [`arn:aws:sqs:${region}:${owner}:${name}`];
}

/**
 * A batch asks for the right to do one of it.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
 */
export const sqsPermissions = jsonPermissions(
  "sqs",
  {
    ChangeMessageVisibility: queue,
    ChangeMessageVisibilityBatch: queue,
    DeleteMessage: queue,
    DeleteMessageBatch: queue,
    GetQueueAttributes: queue,
    GetQueueUrl: ({ QueueName }, { region, account }) => [`arn:aws:sqs:${region}:${account}:${QueueName}`],
    PurgeQueue: queue,
    ReceiveMessage: queue,
    SendMessage: queue,
    SendMessageBatch: queue,
  },
  {
    ChangeMessageVisibilityBatch: "ChangeMessageVisibility",
    DeleteMessageBatch: "DeleteMessage",
    SendMessageBatch: "SendMessage",
  },
);
