import type { AccountState } from "../iam/account.ts";
import { ServiceError } from "../server/service-error.ts";
import type { TargetPorts } from "./delivery.ts";
import { assumedByRule, requireAllowed } from "./rule-role.ts";
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
    const role = assumedByRule(iam, { ruleArn, roleArn });
    requireAllowed(iam, role, "events:PutEvents", busArn);
    const [, , , , owner = ""] = busArn.split(":");
    const buses = busesOf(owner);
    if (buses === undefined) throw new ServiceError("ResourceNotFoundException", `The lab has no account ${owner}.`);
    const arn = `arn:${iam.partition}:sts::${iam.accountId}:assumed-role/${role.roleName}/events`;
    await buses.receive(busArn, event, { account: iam.accountId, arn, principalArn: role.arn });
  };
}
