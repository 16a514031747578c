import { decide } from "../access/resource-policy.ts";
import { decideByRole } from "../access/role-policies.ts";
import type { AccountState, Role } from "../iam/account.ts";
import { ServiceError } from "../server/service-error.ts";
import type { TargetPorts } from "./delivery.ts";
import type { EventBridge } from "./service.ts";

/** An account whose rules send to the buses of others. */
export interface BusSender {
  /** Its IAM, whose roles send. */
  readonly iam: AccountState;
  /** EventBridge of another account of the lab. */
  readonly busesOf: (account: string) => EventBridge | undefined;
}

/**
 * Sends to buses of other accounts. The rule's role must trust EventBridge and may by its policies put events there, and the bus's own
 * policy must admit it. An event that came from another account goes no further.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-cross-account.html
 */
export function otherBuses({ iam, busesOf }: BusSender): TargetPorts["sendToBus"] {
  return async (busArn, event, { ruleArn, roleArn }) => {
    if (event.account !== iam.accountId) {
      const why = "and EventBridge sends it on to no other account";
      throw new ServiceError("AccessDeniedException", `The event came from account ${event.account}, ${why}.`);
    }
    const role = [...iam.roles.values()].find(({ arn }) => arn === roleArn);
    if (role === undefined) throw new ServiceError("ResourceNotFoundException", `There is no role ${roleArn}.`);
    requireTrusted(role, { ruleArn, account: iam.accountId });
    requireAllowed(iam, role, busArn);
    const [, , , , owner = ""] = busArn.split(":");
    const buses = busesOf(owner);
    if (buses === undefined) throw new ServiceError("ResourceNotFoundException", `The lab has no account ${owner}.`);
    const arn = `arn:${iam.partition}:sts::${iam.accountId}:assumed-role/${role.roleName}/events`;
    await buses.receive(busArn, event, { account: iam.accountId, arn, principalArn: role.arn });
  };
}

function requireTrusted(
  role: Role,
  { ruleArn, account }: { readonly ruleArn: string; readonly account: string },
): void {
  const request = {
    principal: { service: "events.amazonaws.com" },
    action: "sts:AssumeRole",
    resource: role.arn,
    context: { "aws:sourcearn": ruleArn, "aws:sourceaccount": account },
  };
  if (decide(withResource(role.trust.document), request) === "allow") return;
  throw new ServiceError("AccessDeniedException", `${role.arn} does not trust events.amazonaws.com for ${ruleArn}.`);
}

function requireAllowed(iam: AccountState, role: Role, busArn: string): void {
  const asked = { action: "events:PutEvents", resource: busArn, context: {} };
  const { policies, boundary } = decideByRole(iam, role, asked);
  if (policies === "allow" && boundary === "allow") return;
  throw new ServiceError("AccessDeniedException", `${role.arn} may not events:PutEvents on ${busArn}.`);
}

/** A trust policy with the one element that other resources' policies have and it has not, standing for anything. */
function withResource(document: string): string {
  const policy = JSON.parse(document) as { readonly Statement: object | readonly object[] };
  return JSON.stringify({ ...policy, Statement: [policy.Statement].flat().map((one) => ({ ...one, Resource: "*" })) });
}
