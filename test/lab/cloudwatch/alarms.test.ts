import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refuse } from "../../../infra/stack-refusal.ts";
import { createKeys } from "../kms/keys.ts";
import { createMessaging, type Messaging } from "../messaging/fauxqs.ts";
import type { StackTarget } from "../stack/resource-type.ts";
import { alarm as alarmType } from "../stack/resources/cloudwatch.ts";
import { type Alarm, judgeAlarms } from "./alarms.ts";

const ACCOUNT = "000000000000";
const TOPIC = `arn:aws:sns:us-east-1:${ACCOUNT}:told`;
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/one`;
const keys = createKeys();
let messaging: Messaging;

beforeAll(async () => {
  messaging = createMessaging("us-east-1", ACCOUNT, () => "127.0.0.1:1");
  const { QueueUrl } = await messaging.sqs("CreateQueue", { QueueName: "dead-letters" });
  for (const MessageBody of ["a", "b"]) await messaging.sqs("SendMessage", { QueueUrl, MessageBody });
  await messaging.sns("CreateTopic", { Name: "told" });
});

afterAll(() => messaging.close());

const alarm: Alarm = {
  name: "letters",
  arn: `arn:aws:cloudwatch:us-east-1:${ACCOUNT}:alarm:letters`,
  namespace: "AWS/SQS",
  metric: "ApproximateNumberOfMessagesVisible",
  dimensions: { QueueName: "dead-letters" },
  comparison: "GreaterThanThreshold",
  threshold: 0,
  actions: [],
};

async function judged(changes: Partial<Alarm>) {
  return (await judgeAlarms([{ ...alarm, ...changes }], { id: ACCOUNT, messaging, keys }))[0];
}

describe("an alarm of the lab's", () => {
  const states = [
    { comparison: "GreaterThanThreshold", threshold: 1, state: "ALARM", says: "is 2, more than 1." },
    { comparison: "GreaterThanThreshold", threshold: 2, state: "OK", says: "is 2, not more than 2." },
    { comparison: "GreaterThanOrEqualToThreshold", threshold: 2, state: "ALARM", says: "is 2, at least 2." },
    { comparison: "LessThanThreshold", threshold: 2, state: "OK", says: "is 2, not less than 2." },
    { comparison: "LessThanOrEqualToThreshold", threshold: 2, state: "ALARM", says: "is 2, at most 2." },
  ] as const;
  it.each(states)(
    "$comparison $threshold is $state of two messages",
    async ({ comparison, threshold, state, says }) => {
      expect(await judged({ comparison, threshold })).toEqual({
        name: "letters",
        state,
        reason: `ApproximateNumberOfMessagesVisible of dead-letters ${says}`,
      });
    },
  );

  const unknown = [
    { name: "a metric it does not have", changes: { metric: "ApproximateAgeOfOldestMessage" } },
    { name: "another service's", changes: { namespace: "AWS/Lambda", metric: "Errors" } },
    { name: "a queue that is not there", changes: { dimensions: { QueueName: "nowhere" } } },
  ];
  it.each(unknown)("has insufficient data of $name", async ({ changes }) => {
    expect(await judged(changes)).toMatchObject({ state: "INSUFFICIENT_DATA" });
  });

  it("says of a topic that would not take what it has to tell of a metric it does not have, too", async () => {
    expect(await judged({ actions: [TOPIC], namespace: "AWS/Lambda", metric: "Errors" })).toEqual({
      name: "letters",
      state: "INSUFFICIENT_DATA",
      reason: `The lab has no metric AWS/Lambda Errors of dead-letters. The policy of ${TOPIC} refuses its action.`,
    });
  });

  it("says of a topic that would not take what it has to tell", async () => {
    expect(await judged({ actions: [TOPIC] })).toMatchObject({
      state: "ALARM",
      reason: expect.stringMatching(/more than 0\. The policy of arn:aws:sns:.+:told refuses its action\.$/),
    });
    const policy = (account: string) => ({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "cloudwatch.amazonaws.com" },
          Action: "sns:Publish",
          Resource: TOPIC,
          Condition: { StringEquals: { "aws:SourceAccount": account } },
        },
      ],
    });
    const refusals = async (account: string) => {
      const AttributeValue = JSON.stringify(policy(account));
      await messaging.sns("SetTopicAttributes", { TopicArn: TOPIC, AttributeName: "Policy", AttributeValue });
      return (await judged({ actions: [TOPIC] }))?.reason.includes("refuses");
    };
    expect(await refusals("999999999999")).toBe(true);
    expect(await refusals(ACCOUNT)).toBe(false);
  });

  it("says of a topic whose key would not let it be told", async () => {
    const TopicArn = `${TOPIC}-under-key`;
    await messaging.sns("CreateTopic", { Name: "told-under-key" });
    const publish = { Effect: "Allow", Principal: "*", Action: "sns:Publish", Resource: TopicArn };
    const AttributeValue = JSON.stringify({ Statement: publish });
    await messaging.sns("SetTopicAttributes", { TopicArn, AttributeName: "Policy", AttributeValue });
    keys.keyOf.set(TopicArn, KEY);
    const reason = async (Action: readonly string[]) => {
      const use = { Effect: "Allow", Principal: { Service: "cloudwatch.amazonaws.com" }, Action, Resource: "*" };
      keys.policies.set(KEY, JSON.stringify({ Statement: use }));
      return (await judged({ actions: [TopicArn] }))?.reason.replace(/^.*more than 0\. ?/, "");
    };
    expect(await reason(["kms:GenerateDataKey", "kms:Decrypt"])).toBe("");
    expect(await reason(["kms:GenerateDataKey"])).toBe(
      `CloudWatch Alarms does not have authorization to access the SNS topic encryption key of ${TopicArn}: the policy of ${KEY}, under which it is, does not let cloudwatch.amazonaws.com use kms:Decrypt.`,
    );
  });
});

describe("AWS::CloudWatch::Alarm", () => {
  const properties = {
    Namespace: "AWS/SQS",
    MetricName: "ApproximateNumberOfMessagesVisible",
    Dimensions: [{ Name: "QueueName", Value: "dead-letters" }],
    Statistic: "Maximum",
    Period: 60,
    EvaluationPeriods: 1,
    Threshold: 0,
    ComparisonOperator: "GreaterThanThreshold",
  };

  it("refuses what it would not do", () => {
    expect(alarmType.properties.safeParse(properties).success).toBe(true);
    for (const wrong of [{ Metrics: [] }, { Period: 7 }, { ExtendedStatistic: "p99" }, { Dimensions: "QueueName" }]) {
      expect(alarmType.properties.safeParse({ ...properties, ...wrong }).success).toBe(false);
    }
  });

  it("refuses an action that is no topic", async () => {
    const target = { account: ACCOUNT, region: "us-east-1", addAlarm: () => undefined } as Partial<StackTarget>;
    const read = alarmType.properties.parse({ ...properties, AlarmActions: ["arn:aws:automate:us-east-1:ec2:stop"] });
    await expect(
      alarmType.make(read as never, { id: "Thing", defaultName: "plumbline-Thing" }, target as StackTarget),
    ).rejects.toThrow(refuse("Thing", "Only a topic can be an alarm's action, and").message);
  });
});
