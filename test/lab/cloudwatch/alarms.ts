import { decide } from "../access/resource-policy.ts";
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
  account: string,
  messaging: Messaging,
): Promise<readonly JudgedAlarm[]> {
  const depths = await messaging.depths();
  return await Promise.all(
    alarms.map(async (alarm): Promise<JudgedAlarm> => {
      const { name, namespace, metric, dimensions } = alarm;
      const read = namespace === "AWS/SQS" ? DEPTHS[metric] : undefined;
      const depth = depths.find(({ arn }) => arn.split(":").at(-1) === dimensions.QueueName);
      if (read === undefined || depth === undefined) {
        const of = Object.values(dimensions).join(", ");
        return { name, state: "INSUFFICIENT_DATA", reason: `The lab has no metric ${namespace} ${metric} of ${of}.` };
      }
      const refused = await refusedActions(alarm, account, messaging);
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

/** The topics whose policy would keep the alarm from being heard. */
async function refusedActions(
  { arn, actions }: Alarm,
  account: string,
  messaging: Messaging,
): Promise<readonly string[]> {
  const answers = await Promise.all(
    actions.map(async (resource) => {
      const principal = { service: "cloudwatch.amazonaws.com" };
      const context = { "aws:sourcearn": arn, "aws:sourceaccount": account };
      const request = { principal, action: "sns:Publish", resource, context };
      return decide(await messaging.policyOf(resource), request) === "allow" ? undefined : resource;
    }),
  );
  return answers.flatMap((topic) => (topic === undefined ? [] : [`The policy of ${topic} refuses its action.`]));
}
