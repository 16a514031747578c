import type { LabAccount } from "../account.ts";
import type { SessionCaller } from "../iam/caller.ts";
import { ORGANIZATION } from "../organizations/service.ts";
import type { ServiceRequest } from "../server/exchange.ts";
import type { WatchedAccount } from "../watched-account.ts";
import type { Context } from "./conditions.ts";
import { type AccessRefused, accessRefused, type Why } from "./refusal.ts";
import type { RequiredPermission } from "./required-permission/permission.ts";
import { requiredPermissions } from "./required-permission/required-permissions.ts";
import { admits } from "./resource-policy.ts";
import { decideByRole } from "./role-policies.ts";

/**
 * Why the policies of a role refuse what its session asks for; `undefined` where they do not. Only sessions are judged: an administrator's key
 * and a user's may do everything.
 * @param owner the account whose key signed the request
 * @throws ServiceError `NotImplemented` for what the lab cannot judge
 */
export async function refusalOf(
  request: ServiceRequest,
  owner: WatchedAccount,
  hub: LabAccount,
): Promise<AccessRefused | undefined> {
  const caller = owner.iam.whoIs(request.accessKeyId);
  if (caller.type !== "AssumedRole") return undefined;
  const everywhere = contextOf(request, caller, hub);
  for (const permission of requiredPermissions(request, owner)) {
    const asked = { ...permission, context: { ...everywhere, ...permission.context } };
    const why = await whyNot(asked, caller, owner, hub);
    if (why === undefined) continue;
    const { action, resource, named = resource } = permission;
    return accessRefused({ caller: caller.arn, action, resource: named, why });
  }
  return undefined;
}

async function whyNot(
  asked: RequiredPermission,
  caller: SessionCaller,
  owner: WatchedAccount,
  hub: LabAccount,
): Promise<Why | undefined> {
  const { policies, boundary } = decideByRole(owner.iam.account, caller.role, asked);
  if (policies === "deny") return "explicit deny in an identity-based policy";
  if (boundary === "deny") return "explicit deny in a permissions boundary";
  if (policies === "none" && !(await isAdmitted(asked, caller, owner, hub))) return "no identity-based policy";
  return boundary === "none" ? "no permissions boundary" : undefined;
}

/** Within one account the policy of a queue, topic, bucket or bus is leave enough, where it names the caller and not just his account. */
async function isAdmitted(
  { action, resource, context }: RequiredPermission,
  caller: SessionCaller,
  owner: WatchedAccount,
  hub: LabAccount,
): Promise<boolean> {
  const policy = await policyOf(resource, owner, hub);
  const texts = Object.entries(context).flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : []));
  const principal = { account: caller.accountId, arn: caller.arn, principalArn: caller.role.arn };
  return admits(policy, { principal, action, resource, context: Object.fromEntries(texts) });
}

/** The policy of a resource of the caller's account, as JSON text. */
async function policyOf(resource: string, owner: WatchedAccount, hub: LabAccount): Promise<string | undefined> {
  const [, , service, , account, name = ""] = resource.split(":");
  if (service === "events" && account === owner.id) return owner.eventbridge.policyOf(resource);
  if (owner.id !== hub.id) return undefined;
  if (service === "s3") return hub.s3.policyOf(name.split("/")[0] ?? "");
  return service === "sqs" || service === "sns" ? await hub.messaging.policyOf(resource) : undefined;
}

/**
 * The condition keys that every request has; those that a session of these has not are there as well.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
function contextOf({ region }: ServiceRequest, caller: SessionCaller, { members }: LabAccount): Context {
  return {
    "aws:multifactorauthpresent": undefined,
    "aws:principalaccount": caller.accountId,
    "aws:principalarn": caller.role.arn,
    "aws:principalisawsservice": "false",
    "aws:principalorgid": members.length === 0 ? undefined : ORGANIZATION,
    "aws:principaltype": "AssumedRole",
    "aws:requestedregion": region,
    "aws:securetransport": "true",
    "aws:sourceaccount": undefined,
    "aws:sourcearn": undefined,
    "aws:userid": caller.principalId,
    "aws:username": undefined,
    "aws:viaawsservice": "false",
  };
}
