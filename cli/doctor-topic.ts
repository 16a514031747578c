import type { TopicReading } from "../shared/aws/deployment-topics.ts";
import type { Observation } from "../shared/observation/observation.ts";
import { type DoctorLine, faultLine, okLine, unreadableLine } from "./doctor-line.ts";

/** A topic that news goes to. */
export interface TopicToJudge {
  readonly arn: string;
  readonly observed: Observation<TopicReading>;
  /** The routes that have no other way; where there are none, somebody hears of all news without the topic. */
  readonly onlyWayOf: readonly string[];
  /** Whether it is Plumbline's own alert topic, which the alarms go to. */
  readonly hasAlarms: boolean;
}

/** Whether a topic is there, and somebody is subscribed to it and has confirmed it. */
export function judgeTopic({ arn, observed, onlyWayOf, hasAlarms }: TopicToJudge): DoctorLine {
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
  const pending = all.filter(({ isConfirmed }) => !isConfirmed);
  const confirmed = all.length - pending.length;
  const pendingTold = `${pending.length} of ${all.length} subscriptions ${pending.length === 1 ? "is" : "are"} not confirmed (${pending.map(({ protocol }) => protocol).join(", ")})`;
  const confirm = "Have each confirmed by the link that SNS sent; it holds for two days, then subscribe anew.";
  const subscribe = `Run aws sns subscribe --topic-arn ${arn} --protocol email --notification-endpoint ADDRESS, and confirm it.`;
  if (confirmed > 0) {
    if (pending.length > 0) return faultLine(name, "warning", `${pendingTold}.`, confirm);
    return okLine(name, `${confirmed} confirmed ${confirmed === 1 ? "subscription" : "subscriptions"}.`);
  }
  const nobody = all.length === 0 ? "Nobody is subscribed to it" : `Nobody hears of it: ${pendingTold}`;
  const remedy = all.length === 0 ? subscribe : confirm;
  if (onlyWayOf.length > 0) {
    const routes = `the ${onlyWayOf.length === 1 ? "route" : "routes"} ${onlyWayOf.join(", ")}`;
    return faultLine(name, "error", `${nobody}, so that what ${routes} would tell reaches nobody.`, remedy);
  }
  const left = hasAlarms ? "; drift is told by other ways, and Plumbline's own alarms reach nobody" : "";
  return faultLine(name, "warning", `${nobody}${left}.`, remedy);
}
