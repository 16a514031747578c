import * as z from "zod";
import { requireEvaluable } from "../../access/resource-policy.ts";
import { resourceType } from "../resource-type.ts";

const seconds = z.coerce.number().int().optional();
/** What encrypts messages at rest by SQS's own key, how often a key is asked, and tags, change nothing that the lab shows. */
const shown = z.unknown().optional();

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html */
export const queue = resourceType({
  properties: z.strictObject({
    QueueName: z.string().optional(),
    DelaySeconds: seconds,
    VisibilityTimeout: seconds,
    MessageRetentionPeriod: seconds,
    MaximumMessageSize: seconds,
    ReceiveMessageWaitTimeSeconds: seconds,
    RedrivePolicy: z
      .strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number().int().min(1) })
      .optional(),
    SqsManagedSseEnabled: shown,
    KmsMasterKeyId: z.string().startsWith("arn:").optional(),
    KmsDataKeyReusePeriodSeconds: shown,
    Tags: shown,
  }),
  async make(properties, { defaultName }, { messaging, account, region, putUnderKey }) {
    const { QueueName = defaultName, RedrivePolicy, KmsMasterKeyId, ...others } = properties;
    const honoured = ["DelaySeconds", "VisibilityTimeout", "MessageRetentionPeriod", "MaximumMessageSize"] as const;
    const given = [...honoured, "ReceiveMessageWaitTimeSeconds" as const].filter((name) => others[name] !== undefined);
    const attributes: Record<string, string> = Object.fromEntries(given.map((name) => [name, String(others[name])]));
    if (RedrivePolicy !== undefined) attributes.RedrivePolicy = JSON.stringify(RedrivePolicy);
    const { QueueUrl } = await messaging.sqs("CreateQueue", { QueueName, Attributes: attributes });
    const url = String(QueueUrl);
    const arn = `arn:aws:sqs:${region}:${account}:${QueueName}`;
    if (KmsMasterKeyId !== undefined) putUnderKey(arn, KmsMasterKeyId);
    return { ref: url, attributes: { Arn: arn, QueueName, QueueUrl: url } };
  },
});

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queuepolicy.html */
export const queuePolicy = resourceType({
  properties: z.strictObject({ Queues: z.array(z.string()), PolicyDocument: z.record(z.string(), z.unknown()) }),
  async make({ Queues, PolicyDocument }, { id }, { messaging }) {
    const Policy = JSON.stringify(PolicyDocument);
    requireEvaluable(Policy);
    for (const QueueUrl of Queues) await messaging.sqs("SetQueueAttributes", { QueueUrl, Attributes: { Policy } });
    return { ref: id, attributes: {} };
  },
});
