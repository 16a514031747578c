import { GetTopicAttributesCommand, ListSubscriptionsByTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import type { Observation } from "../observation/observation.ts";
import { clientPace } from "./client-pace.ts";
import { observeDeployment } from "./deployment-answer.ts";
import { listByToken } from "./service-answer.ts";

/** A topic, with who is subscribed to it. */
export interface TopicReading {
  /** The KMS key it is under, mostly by its ARN; absent where it is under none. */
  readonly key?: string;
  readonly subscriptions: Observation<readonly SubscriptionReading[]>;
}

/** One who is subscribed. */
export interface SubscriptionReading {
  /** `email`, `sqs`, `https`, … */
  readonly protocol: string;
  /** By `sqs` the ARN of the queue; what else it is depends on the protocol. */
  readonly endpoint: string;
  readonly isConfirmed: boolean;
}

/** Reads topics by their ARNs, each in its own Region. */
export type ReadTopic = (arn: string) => Promise<Observation<TopicReading>>;

/** @see https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
export function createTopicReader(): ReadTopic {
  return async (TopicArn) => {
    const region = TopicArn.split(":")[3] ?? "";
    const client = new SNSClient({ region, ...clientPace({}) });
    const send = () => client.send(new GetTopicAttributesCommand({ TopicArn }));
    const topic = await observeDeployment("sns:GetTopicAttributes", send, ["NotFound"]);
    if (topic.status !== "present") return topic;
    const next = (token: { readonly NextToken?: string }) =>
      client.send(new ListSubscriptionsByTopicCommand({ TopicArn, ...token }));
    const list = { service: "SNS", call: "sns:ListSubscriptionsByTopic", send: next };
    // In place of its ARN a subscription that nobody has confirmed yet has these words.
    const subscriptions = await listByToken(list, ({ Subscriptions = [] }) =>
      Subscriptions.map(({ Protocol = "", Endpoint = "", SubscriptionArn = "" }) => {
        return { protocol: Protocol, endpoint: Endpoint, isConfirmed: SubscriptionArn.startsWith("arn:") };
      }),
    );
    const { KmsMasterKeyId: key = "" } = topic.state.Attributes ?? {};
    return { status: "present", state: key === "" ? { subscriptions } : { key, subscriptions } };
  };
}
