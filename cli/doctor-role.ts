import type { EntityState } from "../shared/observation/entity-state.ts";
import type { Observation } from "../shared/observation/observation.ts";
import { type DoctorLine, faultLine, type LineName, ofService, okLine, unreadableLine } from "./doctor-line.ts";
import { askPolicy } from "./doctor-policy.ts";

/** A role, and who has to be able to assume it. */
export interface RoleToJudge {
  readonly name: LineName;
  readonly observed: Observation<EntityState>;
  /** Service host names, or ARNs of roles. */
  readonly callers: readonly string[];
  /** What their calls have beside `aws:PrincipalArn`: `sts:ExternalId`. */
  readonly context: Readonly<Record<string, string>>;
  /** What to do where the role is not there, or trusts otherwise: one sentence. */
  readonly remedy: string;
}

/** Whether a role is there, and its trust policy lets all of its callers assume it. */
export function judgeRole({ name, observed, callers, context, remedy }: RoleToJudge): DoctorLine {
  if (observed.status === "unreadable") return unreadableLine(name, "The role", ofService("iam", observed.reason));
  if (observed.status === "absent" || observed.state.kind !== "role") {
    return faultLine(name, "error", "There is no such role.", remedy);
  }
  const { trust } = observed.state;
  if (trust.status === "unreadable")
    return unreadableLine(name, "The role's trust policy", ofService("iam", trust.reason));
  if (trust.status === "absent") return faultLine(name, "error", "The role has no trust policy.", remedy);
  for (const principal of callers) {
    const who = principal.startsWith("arn:") ? { "aws:PrincipalArn": principal } : {};
    const request = { principal, action: "sts:AssumeRole", resource: "*", context: { ...context, ...who } };
    const answer = askPolicy(trust.state, request);
    if (answer.status === "unknown") {
      return faultLine(name, "unknown", `It is not known whether it trusts ${principal} (${answer.reason}).`, remedy);
    }
    if (answer.decision !== "allow") {
      return faultLine(name, "error", `Its trust policy does not let ${principal} assume it.`, remedy);
    }
  }
  return okLine(name, `Can be assumed by ${callers.map((caller) => caller.split("/").at(-1)).join(", ")}.`);
}
