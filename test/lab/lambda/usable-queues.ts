import { refuse } from "../../../infra/stack-refusal.ts";
import type { IdentityRequest } from "../access/identity-policy.ts";
import { decideByRole } from "../access/role-policies.ts";
import type { LabAccount } from "../account.ts";
import type { Role } from "../iam/account.ts";
import { whyKeyRefuses } from "../kms/key-policy.ts";
import { keyRightsOf } from "../kms/key-use.ts";

/** What Lambda does to a queue that it polls for a function, with the function's role, by the name of the call. */
export const POLLING: readonly string[] = ["ReceiveMessage", "DeleteMessage", "GetQueueAttributes"];

/** What it does to a queue that takes what a function failed on. */
export const SENDING: readonly string[] = ["SendMessage"];

/**
 * Lambda makes no mapping that it could not poll for, and takes no destination that it could not send to: it does both with the function's
 * role, which for a queue under a key has to have the key as well. What Lambda says of the key AWS does not publish: it is said here as of the
 * queue, with the right that is wanting.
 * @param calls of SQS
 * @throws StackRefusal
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
export function requireUsable(
  account: LabAccount,
  functionName: string,
  roleName: string,
  queueArn: string,
  calls: readonly string[],
): void {
  const role = account.iam.account.roles.get(roleName);
  for (const call of calls) {
    const needs = whatIsWanting(account, role, { action: `sqs:${call}`, resource: queueArn, context: {} });
    if (needs === undefined) continue;
    const why = `The provided execution role does not have permissions to call ${call} on SQS`;
    throw refuse(queueArn, `${why}: ${roleName}, the role of ${functionName}, ${needs}.`);
  }
}

/** What a role lacks for a call to a queue, to be read after its name. */
function whatIsWanting(account: LabAccount, role: Role | undefined, asked: IdentityRequest): string | undefined {
  if (role === undefined) return "is not there";
  const { policies, boundary } = decideByRole(account.iam.account, role, asked);
  if (policies !== "allow" || boundary !== "allow") return `needs ${asked.action}`;
  for (const right of keyRightsOf(asked, account.keys)) {
    const why = whyRoleMayNotUseKey(account, role, right);
    if (why === undefined) continue;
    const remedy = why.includes("resource-based") ? ": the key's policy has to let it, or the account" : "";
    return `needs ${right.action} on ${right.resource}${remedy}`;
  }
  return undefined;
}

function whyRoleMayNotUseKey({ id, iam, keys }: LabAccount, role: Role, right: IdentityRequest) {
  const texts = Object.entries(right.context).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  const session = `arn:aws:sts::${id}:assumed-role/${role.roleName}/${role.roleName}`;
  const principal = { account: id, arn: session, principalArn: role.arn };
  const request = { ...right, principal, context: Object.fromEntries(texts) };
  return whyKeyRefuses(keys.policies.get(right.resource) ?? "", request, decideByRole(iam.account, role, right));
}
