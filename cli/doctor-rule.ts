import { isDeepStrictEqual } from "node:util";
import type { RuleReading, RuleTarget } from "../shared/aws/deployment-rules.ts";
import type { Observation } from "../shared/observation/observation.ts";
import { type DoctorLine, faultLine, okLine, unreadableLine } from "./doctor-line.ts";
import { isKnown, type StackRule, type StackTarget } from "./doctor-stack.ts";

/** Whether a rule is as the stack has it: enabled, with its pattern or schedule, and its targets. */
export function judgeRule(expected: StackRule, observed: Observation<RuleReading>, region: string): DoctorLine {
  const name = { check: "rule", subject: expected.name } as const;
  const where = `on the bus ${expected.bus} in ${region}`;
  if (observed.status === "unreadable") return unreadableLine(name, "The rule", observed.reason);
  const redeploy = `Deploy Plumbline's stack in ${region} again; where the rule was changed by hand, delete it first.`;
  if (observed.status === "absent") return faultLine(name, "error", `There is no such rule ${where}.`, redeploy);
  const { state, targets } = observed.state;
  if (!state.startsWith("ENABLED")) {
    const remedy = `Run aws events enable-rule --name ${expected.name} --event-bus-name ${expected.bus} --region ${region}, and see in CloudTrail who disabled it.`;
    return faultLine(name, "error", `The rule ${where} is ${state.toLowerCase()}.`, remedy);
  }
  const difference = differenceOf(expected, observed.state);
  if (difference !== undefined) return faultLine(name, "error", difference, redeploy);
  if (targets.status === "unreadable") return unreadableLine(name, "The rule's targets", targets.reason);
  const found = targets.status === "present" ? targets.state : [];
  const faults = expected.targets.flatMap((target) => faultOf(target, found) ?? []);
  if (faults.length > 0) return faultLine(name, "error", `The rule ${where} ${faults.join(", and ")}.`, redeploy);
  const unknown = unknownOf(expected);
  if (unknown !== undefined) {
    const remedy =
      "Allow lambda:GetFunctionConfiguration and sqs:GetQueueAttributes to these credentials, or see that the rule is as Plumbline's template has it.";
    return faultLine(name, "unknown", `The rule ${where} is enabled; ${unknown}.`, remedy);
  }
  const sendsTo = expected.targets.map(({ arn }) => lastPart(arn)).join(", ");
  return okLine(name, `Enabled ${where}, and sends to ${sendsTo}.`);
}

/** What completes "The rule …"; `undefined` also where nobody knows what it should send to. */
function faultOf(expected: StackTarget, found: readonly RuleTarget[]): string | undefined {
  const { arn } = expected;
  if (!isKnown(arn)) return undefined;
  const faults = found.filter((target) => target.arn === arn).map((target) => differenceOfTarget(expected, target));
  if (faults.length === 0) return `does not send to ${arn}`;
  return faults.includes(undefined) ? undefined : faults[0];
}

/** The same of one target that it sends to. */
function differenceOfTarget({ arn, role, input }: StackTarget, found: RuleTarget): string | undefined {
  if ((role === undefined || isKnown(role)) && found.role !== role) {
    return `sends to ${arn} by ${found.role ?? "no role"}, and not by ${role ?? "what the target's own policy allows"}`;
  }
  if (isDeepStrictEqual(found.input, input)) return undefined;
  return `sends to ${arn} ${input === undefined ? "something else than the event" : "another text than the stack's"}`;
}

/** What of a rule could not be compared, as it ends a sentence. */
function unknownOf({ pattern, schedule, targets }: StackRule): string | undefined {
  if (pattern === undefined && schedule === undefined) return "whether its pattern is the stack's is not known";
  const known = targets.every(({ arn, role = "" }) => isKnown(arn) && isKnown(role));
  return known ? undefined : "whether it sends where it should is not known";
}

function differenceOf(expected: StackRule, { pattern, schedule }: RuleReading): string | undefined {
  if (expected.schedule !== undefined && expected.schedule !== schedule) {
    return `The rule's schedule is ${schedule ?? "not there"}, and plumbline.yml has ${expected.schedule}.`;
  }
  if (expected.pattern === undefined || isDeepStrictEqual(parse(pattern), expected.pattern)) return undefined;
  return "The rule's pattern is another than the stack's, so that it may miss events.";
}

function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (fault) {
    if (!(fault instanceof SyntaxError)) throw fault;
    return text;
  }
}

function lastPart(arn: string): string {
  return arn.split(":").at(-1) ?? arn;
}
