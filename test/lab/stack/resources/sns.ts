import * as z from "zod";
import { requireEvaluable } from "../../access/resource-policy.ts";
import { requireQueueEndpoint } from "../../messaging/limits.ts";
import { snsResult } from "../../messaging/sns-answer.ts";
import { resourceType } from "../resource-type.ts";

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topic.html */
export const topic = resourceType({
  properties: z.strictObject({
    TopicName: z.string().optional(),
    DisplayName: z.string().optional(),
    KmsMasterKeyId: z.string().startsWith("arn:").optional(),
    Tags: z.unknown().optional(),
  }),
  async make({ TopicName = "", KmsMasterKeyId }, { defaultName }, { messaging, account, region, putUnderKey }) {
    const name = TopicName === "" ? defaultName : TopicName;
    await messaging.sns("CreateTopic", { Name: name });
    const arn = `arn:aws:sns:${region}:${account}:${name}`;
    if (KmsMasterKeyId !== undefined) putUnderKey(arn, KmsMasterKeyId);
    return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
  },
});

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-topicpolicy.html */
export const topicPolicy = resourceType({
  properties: z.strictObject({ Topics: z.array(z.string()), PolicyDocument: z.record(z.string(), z.unknown()) }),
  async make({ Topics, PolicyDocument }, { id }, { messaging }) {
    const AttributeValue = JSON.stringify(PolicyDocument);
    requireEvaluable(AttributeValue);
    for (const TopicArn of Topics) {
      await messaging.sns("SetTopicAttributes", { TopicArn, AttributeName: "Policy", AttributeValue });
    }
    return { ref: id, attributes: {} };
  },
});

/** @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html */
export const subscription = resourceType({
  properties: z.strictObject({
    TopicArn: z.string(),
    Protocol: z.string(),
    Endpoint: z.string(),
    RawMessageDelivery: z.coerce.string().optional(),
    FilterPolicy: z.record(z.string(), z.unknown()).optional(),
    FilterPolicyScope: z.string().optional(),
  }),
  async make(properties, _, { messaging, account }) {
    const { TopicArn, Protocol, Endpoint, FilterPolicy, ...others } = properties;
    const filter = FilterPolicy === undefined ? undefined : JSON.stringify(FilterPolicy);
    const form: Record<string, string> = { TopicArn, Protocol, Endpoint };
    Object.entries({ ...others, FilterPolicy: filter }).forEach(([name, value], index) => {
      if (value === undefined) return;
      form[`Attributes.entry.${index + 1}.key`] = name;
      form[`Attributes.entry.${index + 1}.value`] = value;
    });
    requireQueueEndpoint(form, account);
    const answer = await messaging.sns("Subscribe", form);
    return { ref: snsResult(answer, "Subscribe", "SubscriptionArn") ?? "", attributes: {} };
  },
});
