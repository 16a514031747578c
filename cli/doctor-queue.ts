import type { QueueReading } from "../shared/aws/deployment-queues.ts";
import type { Observation } from "../shared/observation/observation.ts";
import { type DoctorLine, faultLine, okLine, unreadableLine } from "./doctor-line.ts";
import { askPolicy } from "./doctor-policy.ts";
import { isKnown } from "./doctor-stack.ts";

/** A queue of the stack, and who sends to it. */
export interface QueueToJudge {
  readonly name: string;
  readonly isForDeadLetters: boolean;
  readonly observed: Observation<QueueReading>;
  /** The ARNs of the rules whose target it is. */
  readonly senders: readonly string[];
  readonly account: string;
  readonly region: string;
}

/** Whether a queue is there, lets the rules send that have to, and, where it holds dead letters, is empty. */
export function judgeQueue({ name, isForDeadLetters, observed, senders, account, region }: QueueToJudge): DoctorLine {
  const line = { check: "queue", subject: name } as const;
  if (observed.status === "unreadable") return unreadableLine(line, "The queue", observed.reason);
  const redeploy = `Deploy Plumbline's stack in ${region} again.`;
  if (observed.status === "absent") return faultLine(line, "error", `There is no such queue in ${region}.`, redeploy);
  const { messages, policy, arn } = observed.state;
  if (isForDeadLetters && messages > 0) {
    const says = `It holds ${messages} ${messages === 1 ? "message" : "messages"} that could not be worked off.`;
    const remedy = `See the log of the function for what went wrong, put that right, and run aws sqs start-message-move-task --source-arn ${arn} --region ${region}.`;
    return faultLine(line, "warning", says, remedy);
  }
  for (const sender of senders) {
    const context = { "aws:SourceArn": sender, "aws:SourceAccount": account };
    const principal = "events.amazonaws.com";
    const answer = askPolicy(policy, { principal, action: "sqs:SendMessage", resource: arn, context });
    const rule = sender.split(":rule/").at(-1) ?? sender;
    if (!isKnown(sender)) {
      const says = `Which bus the rule ${rule.split("/").at(-1)} is on could not be read, so it is not known whether its policy lets that send.`;
      const remedy = "Allow lambda:GetFunctionConfiguration to these credentials, and run plumbline doctor again.";
      return faultLine(line, "unknown", says, remedy);
    }
    if (answer.status === "unknown") {
      const says = `It is not known whether its policy lets the rule ${rule} send (${answer.reason}).`;
      return faultLine(
        line,
        "unknown",
        says,
        `See that the queue's policy is the stack's; if need be, ${redeploy.toLowerCase()}`,
      );
    }
    if (answer.decision !== "allow") {
      return faultLine(
        line,
        "error",
        `Its policy does not let the rule ${rule} send, so that events are lost.`,
        redeploy,
      );
    }
  }
  return okLine(
    line,
    isForDeadLetters ? "Empty." : senders.length === 0 ? "There." : "Its policy lets the rules send.",
  );
}
