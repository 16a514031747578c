import { decide } from "../access/resource-policy.ts";
import { whyKeyRefusesService } from "../kms/key-use.ts";
import type { Keys } from "../kms/keys.ts";
import type { Messaging, QueueDepth } from "../messaging/fauxqs.ts";

/** An alarm of the stack's, as far as the lab judges it. */
export interface Alarm {
  readonly name: string;
  readonly arn: string;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly comparison: keyof typeof COMPARISONS;
  readonly threshold: number;
  /** ARNs of topics. */
  readonly actions: readonly string[];
}

/** What `GET /_lab/alarms` says of one. */
export interface JudgedAlarm {
  readonly name: string;
  readonly state: "OK" | "ALARM" | "INSUFFICIENT_DATA";
  readonly reason: string;
}

const COMPARISONS = {
  GreaterThanThreshold: { holds: (value: number, threshold: number) => value > threshold, words: "more than" },
  GreaterThanOrEqualToThreshold: { holds: (value: number, threshold: number) => value >= threshold, words: "at least" },
  LessThanThreshold: { holds: (value: number, threshold: number) => value < threshold, words: "less than" },
  LessThanOrEqualToThreshold: { holds: (value: number, threshold: number) => value <= threshold, words: "at most" },
} as const;

/** What CloudWatch says of it. @see https://github.com/awslabs/landing-zone-accelerator-on-aws/issues/31 */
const NO_KEY = "CloudWatch Alarms does not have authorization to access the SNS topic encryption key";

/** The account whose alarms, queues, topics and keys they are. */
export interface MessagingAccount {
  readonly id: string;
  readonly messaging: Messaging;
  readonly keys: Keys;
}

/** The metrics that the lab has: the depths of its queues. */
const DEPTHS: Readonly<Record<string, (depth: QueueDepth) => number>> = {
  ApproximateNumberOfMessagesVisible: (depth) => depth.approximateMessageCount,
  ApproximateNumberOfMessagesNotVisible: (depth) => depth.approximateInflightCount,
  ApproximateNumberOfMessagesDelayed: (depth) => depth.approximateDelayedCount,
};

/**
 * The state each alarm is in by what its metric is now; periods and missing data play no part, and nothing is published. Of a metric that
 * the lab does not have it says so: `INSUFFICIENT_DATA`.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 */
export async function judgeAlarms(
  alarms: readonly Alarm[],
  { id, messaging, keys }: MessagingAccount,
): Promise<readonly JudgedAlarm[]> {
  const depths = await messaging.depths();
  return await Promise.all(
    alarms.map(async (alarm): Promise<JudgedAlarm> => {
      const { name, namespace, metric, dimensions } = alarm;
      const refused = await refusedActions(alarm, { id, messaging, keys });
      const read = namespace === "AWS/SQS" ? DEPTHS[metric] : undefined;
      const depth = depths.find(({ arn }) => arn.split(":").at(-1) === dimensions.QueueName);
      if (read === undefined || depth === undefined) {
        const missing = `The lab has no metric ${namespace} ${metric} of ${Object.values(dimensions).join(", ")}.`;
        return { name, state: "INSUFFICIENT_DATA", reason: [missing, ...refused].join(" ") };
      }
      const { state, reason } = judge(alarm, read(depth));
      return { name, state, reason: [reason, ...refused].join(" ") };
    }),
  );
}

function judge({ metric, dimensions, comparison, threshold }: Alarm, value: number): Omit<JudgedAlarm, "name"> {
  const { holds, words } = COMPARISONS[comparison];
  const breached = holds(value, threshold);
  const relation = `${breached ? "" : "not "}${words} ${threshold}`;
  return { state: breached ? "ALARM" : "OK", reason: `${metric} of ${dimensions.QueueName} is ${value}, ${relation}.` };
}

/** What would keep the alarm from being heard, in sentences: its topics' policies and their keys'. */
async function refusedActions(
  { arn, actions }: Alarm,
  { id, messaging, keys }: MessagingAccount,
): Promise<readonly string[]> {
  const service = "cloudwatch.amazonaws.com";
  const context = { "aws:sourcearn": arn, "aws:sourceaccount": id };
  const answers = await Promise.all(
    actions.map(async (resource) => {
      const request = { principal: { service }, action: "sns:Publish", resource, context };
      const isAllowed = decide(await messaging.policyOf(resource), request) === "allow";
      const byKey = whyKeyRefusesService(resource, { service, context }, keys);
      return [
        ...(isAllowed ? [] : [`The policy of ${resource} refuses its action.`]),
        ...(byKey === undefined ? [] : [`${NO_KEY} of ${resource}: ${byKey}.`]),
      ];
    }),
  );
  return answers.flat();
}
