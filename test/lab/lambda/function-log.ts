import { contextOf } from "../access/enforcement.ts";
import type { IdentityRequest } from "../access/identity-policy.ts";
import { decideByRole } from "../access/role-policies.ts";
import { type LabAccount, REGION } from "../account.ts";
import type { Caller } from "../iam/caller.ts";
import { ServiceError } from "../server/service-error.ts";

/** What Lambda does with a function's session for a line that it has written. */
const WRITING = ["logs:CreateLogStream", "logs:PutLogEvents"];

/**
 * Puts a line of a function on record. What its role may not write to its group, and a group that there is none of, does not get: as on AWS
 * the line is lost, but here the lab says so.
 * @param session the function's
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html
 */
export function writeLog(account: LabAccount, name: string, session: Caller, line: string): void {
  const group = `/aws/lambda/${name}`;
  const why = whyLost(account, group, session);
  if (why === undefined) account.log(name, line);
  else account.log("logs", `A line of ${name} is lost: ${why}`);
}

/** In a sentence; `undefined` where a line is not lost. What the lab cannot judge of the role's policies it does not let through. */
function whyLost(account: LabAccount, group: string, session: Caller): string | undefined {
  const resource = `arn:aws:logs:${REGION}:${account.id}:log-group:${group}:log-stream:lab`;
  const context = contextOf(session, account, REGION);
  try {
    const mayWrite = WRITING.every((action) => mayDo(account, session, { action, resource, context }));
    if (mayWrite && account.logGroups.has(group)) return undefined;
    return `its role may not write to ${group}, or there is no such group.`;
  } catch (fault) {
    if (fault instanceof ServiceError) return fault.message;
    throw fault;
  }
}

function mayDo({ iam }: LabAccount, session: Caller, asked: IdentityRequest): boolean {
  if (session.type !== "AssumedRole") return false;
  const { policies, boundary } = decideByRole(iam.account, session.role, asked);
  return policies === "allow" && boundary === "allow";
}
