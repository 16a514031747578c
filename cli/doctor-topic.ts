import type { SubscriptionReading, TopicReading } from "../shared/aws/deployment-topics.ts";
import type { Observation } from "../shared/observation/observation.ts";
import { type DoctorLine, faultLine, type LineName, okLine, unreadableLine } from "./doctor-line.ts";
import type { UsedTopic } from "./doctor-ways.ts";

/** A topic that news goes to; where no route has it as its only way, somebody hears of all news without the topic. */
export interface TopicToJudge extends UsedTopic {
  readonly observed: Observation<TopicReading>;
}

/** The queue that the stack subscribes to the topic for Slack. */
const SLACK_QUEUE = "plumbline-post-to-slack";

/** Whether a topic is there, and somebody is subscribed to it and has confirmed it. */
export function judgeTopic({ arn, observed, onlyWayOf, use }: TopicToJudge): DoctorLine {
  const name = { check: "topic", subject: arn.split(":").at(-1) ?? arn } as const;
  if (observed.status === "unreadable") return unreadableLine(name, "The topic", observed.reason);
  if (observed.status === "absent") {
    return faultLine(
      name,
      "error",
      `There is no topic ${arn}.`,
      "Deploy Plumbline's stack again, or correct the route in plumbline.yml.",
    );
  }
  const { subscriptions } = observed.state;
  if (subscriptions.status === "unreadable") {
    return unreadableLine(name, "Who is subscribed to the topic", subscriptions.reason);
  }
  const all = subscriptions.status === "present" ? subscriptions.state : [];
  if (use === "slack") return judgeSlack(name, arn, all, onlyWayOf);
  const pending = all.filter(({ isConfirmed }) => !isConfirmed);
  const confirmed = all.length - pending.length;
  const pendingTold = `${pending.length} of ${all.length} subscriptions ${pending.length === 1 ? "is" : "are"} not confirmed (${pending.map(({ protocol }) => protocol).join(", ")})`;
  const confirm = "Have each confirmed by the link that SNS sent; it holds for two days, then subscribe anew.";
  if (confirmed > 0) {
    if (pending.length > 0) return faultLine(name, "warning", `${pendingTold}.`, confirm);
    return okLine(name, `${confirmed} confirmed ${confirmed === 1 ? "subscription" : "subscriptions"}.`);
  }
  const nobody = all.length === 0 ? "Nobody is subscribed to it" : `Nobody hears of it: ${pendingTold}`;
  const remedy = all.length === 0 ? subscribe(arn, use) : confirm;
  if (onlyWayOf.length > 0) {
    const routes = `the ${onlyWayOf.length === 1 ? "route" : "routes"} ${onlyWayOf.join(", ")}`;
    return faultLine(name, "error", `${nobody}, so that what ${routes} would tell reaches nobody.`, remedy);
  }
  const left = use === "alerts" ? "; drift is told by other ways, and Plumbline's own alarms reach nobody" : "";
  return faultLine(name, "warning", `${nobody}${left}.`, remedy);
}

/** How somebody comes to be subscribed. */
function subscribe(arn: string, use: UsedTopic["use"]): string {
  if (use === "chat") {
    return "Give the topic to Amazon Q Developer in chat applications, in the configuration of the channel; it takes no e-mail address.";
  }
  return `Run aws sns subscribe --topic-arn ${arn} --protocol email --notification-endpoint ADDRESS --region ${arn.split(":")[3]}, and confirm it.`;
}

/** The stack itself subscribes the queue, and needs no confirmation; whoever else is subscribed posts nothing to Slack. */
function judgeSlack(
  name: LineName,
  arn: string,
  all: readonly SubscriptionReading[],
  routes: readonly string[],
): DoctorLine {
  const [, partition, , region, account] = arn.split(":");
  const queue = `arn:${partition}:sqs:${region}:${account}:${SLACK_QUEUE}`;
  if (all.some(({ protocol, endpoint, isConfirmed }) => protocol === "sqs" && endpoint === queue && isConfirmed)) {
    return okLine(name, `The queue ${SLACK_QUEUE} is subscribed to it.`);
  }
  const says = `The queue ${SLACK_QUEUE} is not subscribed to it, so that nothing of the ${routes.length === 1 ? "route" : "routes"} ${routes.join(", ")} is posted to Slack.`;
  return faultLine(name, "error", says, `Deploy Plumbline's stack in ${region} again.`);
}
