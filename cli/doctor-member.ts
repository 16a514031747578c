import type { Observation } from "../shared/observation/observation.ts";
import { type DoctorLine, faultLine, okLine, unreadableLine } from "./doctor-line.ts";
import { askPolicy } from "./doctor-policy.ts";

/** Whether a member's events are let onto the hub's bus. */
export interface AdmissionToJudge {
  /** Twelve digits. */
  readonly member: string;
  /** The ARN of the role that sends them. */
  readonly sender: string;
  readonly bus: { readonly name: string; readonly arn: string };
  /** The bus's policy, as JSON text. */
  readonly policy: Observation<string>;
  /** `absent` where the hub is in no organization. */
  readonly organization: Observation<string>;
}

/** Judges it by the policy of the bus. */
export function judgeAdmission({ member, sender, bus, policy, organization }: AdmissionToJudge): DoctorLine {
  const name = { check: "member", subject: `account ${member}` } as const;
  const redeploy = "Deploy the hub's stack again with the parameters that npm run package prints for members.";
  if (policy.status === "unreadable") return unreadableLine(name, `The policy of the bus ${bus.name}`, policy.reason);
  if (policy.status === "absent") return faultLine(name, "error", `There is no bus ${bus.name}.`, redeploy);
  const inOrganization = organization.status === "present" ? { "aws:PrincipalOrgID": organization.state } : {};
  const context = { "aws:PrincipalArn": sender, ...inOrganization };
  const request = { principal: sender, action: "events:PutEvents", resource: bus.arn, context };
  const answer = askPolicy(policy.state, request);
  if (answer.status === "decided" && answer.decision === "allow") {
    return okLine(name, `The bus ${bus.name} takes its events.`);
  }
  if (organization.status === "unreadable") return unreadableLine(name, "The organization's id", organization.reason);
  if (answer.status === "unknown") {
    return faultLine(
      name,
      "unknown",
      `It is not known whether the bus ${bus.name} takes its events (${answer.reason}).`,
      redeploy,
    );
  }
  return faultLine(name, "error", `The policy of the bus ${bus.name} does not let ${sender} put events.`, redeploy);
}
