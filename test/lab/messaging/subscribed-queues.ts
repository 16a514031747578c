import { randomUUID } from "node:crypto";
import { decide } from "../access/resource-policy.ts";
import type { Messaging } from "./fauxqs.ts";
import { type Subscription, subscriptionAttribute, subscriptionsOf } from "./sns-answer.ts";

/**
 * Publishes to a topic, so that only those of its queues get the message whose policy lets SNS send for that topic. fauxqs asks no queue's
 * policy; so a subscription that would get nothing on AWS has a filter that nothing matches, while `publish` runs.
 * @param undelivered told of each queue that did not let SNS send: on AWS only a metric shows it
 */
export async function publishToAdmitted<T>(
  topicArn: string,
  messaging: Messaging,
  undelivered: (sentence: string) => void,
  publish: () => Promise<T>,
): Promise<T> {
  const refused = await refusedSubscriptions(topicArn, messaging);
  const filters = await Promise.all(refused.map((one) => filterOf(one, messaging)));
  for (const one of refused) await setFilter(one, JSON.stringify({ nothing: [randomUUID()] }), messaging);
  try {
    return await publish();
  } finally {
    for (const [index, one] of refused.entries()) {
      await setFilter(one, filters[index] ?? "", messaging);
      const why = `its policy does not let sns.amazonaws.com send for ${topicArn}`;
      undelivered(`SNS could not deliver to ${one.endpoint}: ${why}.`);
    }
  }
}

async function refusedSubscriptions(topicArn: string, messaging: Messaging): Promise<readonly Subscription[]> {
  const subscriptions = subscriptionsOf(await messaging.sns("ListSubscriptionsByTopic", { TopicArn: topicArn }));
  const admitted = await Promise.all(subscriptions.map(({ endpoint }) => admits(endpoint, topicArn, messaging)));
  return subscriptions.filter((_, index) => admitted[index] !== true);
}

async function admits(queueArn: string, topicArn: string, messaging: Messaging): Promise<boolean> {
  const [, , , , account = ""] = topicArn.split(":");
  const request = {
    principal: { service: "sns.amazonaws.com" },
    action: "sqs:SendMessage",
    resource: queueArn,
    context: { "aws:sourcearn": topicArn, "aws:sourceaccount": account },
  };
  return decide(await messaging.policyOf(queueArn), request) === "allow";
}

async function filterOf({ arn }: Subscription, messaging: Messaging): Promise<string | undefined> {
  return subscriptionAttribute(
    await messaging.sns("GetSubscriptionAttributes", { SubscriptionArn: arn }),
    "FilterPolicy",
  );
}

async function setFilter({ arn }: Subscription, AttributeValue: string, messaging: Messaging): Promise<void> {
  const filter = { AttributeName: "FilterPolicy", AttributeValue };
  await messaging.sns("SetSubscriptionAttributes", { SubscriptionArn: arn, ...filter });
}
