import { randomUUID } from "node:crypto";
import { decide } from "../access/resource-policy.ts";
import { whyKeyRefusesService } from "../kms/key-use.ts";
import type { Keys } from "../kms/keys.ts";
import type { Messaging } from "./fauxqs.ts";
import { type Subscription, subscriptionAttribute, subscriptionsOf } from "./sns-answer.ts";

/** A queue that does not let SNS send, and why, as a clause. */
interface Refused {
  readonly subscription: Subscription;
  readonly why: string;
}

/**
 * Publishes to a topic, so that only those of its queues get the message whose policy lets SNS send for that topic, and whose key does. fauxqs
 * asks no queue's policy; so a subscription that would get nothing on AWS has a filter that nothing matches, while `publish` runs.
 * @param undelivered told of each queue that did not let SNS send: on AWS only a metric shows it
 */
export async function publishToAdmitted<T>(
  topicArn: string,
  { messaging, keys }: { readonly messaging: Messaging; readonly keys: Keys },
  undelivered: (sentence: string) => void,
  publish: () => Promise<T>,
): Promise<T> {
  const refused = await refusedSubscriptions(topicArn, messaging, keys);
  const filters = await Promise.all(refused.map(({ subscription }) => filterOf(subscription, messaging)));
  for (const { subscription } of refused)
    await setFilter(subscription, JSON.stringify({ nothing: [randomUUID()] }), messaging);
  try {
    return await publish();
  } finally {
    for (const [index, { subscription, why }] of refused.entries()) {
      await setFilter(subscription, filters[index] ?? "", messaging);
      undelivered(`SNS could not deliver to ${subscription.endpoint}: ${why}.`);
    }
  }
}

async function refusedSubscriptions(topicArn: string, messaging: Messaging, keys: Keys): Promise<readonly Refused[]> {
  const subscriptions = subscriptionsOf(await messaging.sns("ListSubscriptionsByTopic", { TopicArn: topicArn }));
  const answers = await Promise.all(subscriptions.map(({ endpoint }) => whyNot(endpoint, topicArn, messaging, keys)));
  return subscriptions.flatMap((subscription, index) => {
    const why = answers[index];
    return why === undefined ? [] : [{ subscription, why }];
  });
}

async function whyNot(queue: string, topic: string, messaging: Messaging, keys: Keys): Promise<string | undefined> {
  const [, , , , account = ""] = topic.split(":");
  const sender = {
    service: "sns.amazonaws.com",
    context: { "aws:sourcearn": topic, "aws:sourceaccount": account },
  };
  const { service, context } = sender;
  const request = { principal: { service }, action: "sqs:SendMessage", resource: queue, context };
  if (decide(await messaging.policyOf(queue), request) !== "allow") {
    return `its policy does not let ${service} send for ${topic}`;
  }
  return whyKeyRefusesService(queue, sender, keys);
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
