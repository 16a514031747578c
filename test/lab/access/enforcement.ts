import type { LabAccount } from "../account.ts";
import type { Caller } from "../iam/caller.ts";
import { whyKeyRefuses } from "../kms/key-policy.ts";
import { keyRightsOf } from "../kms/key-use.ts";
import { ORGANIZATION } from "../organizations/service.ts";
import type { ServiceRequest } from "../server/exchange.ts";
import { principalArn } from "../sts/trust-conditions.ts";
import type { WatchedAccount } from "../watched-account.ts";
import type { Context } from "./conditions.ts";
import { type AccessRefused, accessRefused, type Why } from "./refusal.ts";
import type { RequiredPermission } from "./required-permission/permission.ts";
import { requiredPermissions } from "./required-permission/required-permissions.ts";
import { admits, type Principal, type ResourceRequest } from "./resource-policy.ts";
import { decideByRole, type RoleDecision } from "./role-policies.ts";

/** An administrator's key and a user's may do everything that no resource's policy keeps from them. */
const EVERYTHING: RoleDecision = { policies: "allow", boundary: "allow" };

/** What a queue's or topic's key is used for. */
const MESSAGES = /^(?:SendMessage|ReceiveMessage|Publish)(?:Batch)?$/;

/**
 * Why policies refuse what a caller asks for; `undefined` where they do not. A session is held to the policies of its role; an administrator's
 * key and a user's may do everything, but with a key no more than its policy leaves to their account.
 * @param owner the account whose key signed the request
 * @throws ServiceError `NotImplemented` for what the lab cannot judge
 */
export async function refusalOf(
  request: ServiceRequest,
  owner: WatchedAccount,
  hub: LabAccount,
): Promise<AccessRefused | undefined> {
  const caller = owner.iam.whoIs(request.accessKeyId);
  const everywhere = contextOf(caller, hub, request.region);
  for (const permission of permissionsFor(request, caller, owner, hub)) {
    const asked = { ...permission, context: { ...everywhere, ...permission.context } };
    const why = await whyNot(asked, caller, owner, hub);
    if (why === undefined) continue;
    const { action, resource, named = resource } = permission;
    return accessRefused({ caller: caller.arn, action, resource: named, why, asked: request.service });
  }
  return undefined;
}

/** Who calls, as the policies of resources name him. */
export function principalOf(caller: Caller): Principal {
  return { account: caller.accountId, arn: caller.arn, principalArn: principalArn(caller) };
}

/** The rights that the request needs, and with those to a queue or topic those to its key; of a user's, those to keys alone. */
function permissionsFor(
  request: ServiceRequest,
  { type }: Caller,
  owner: WatchedAccount,
  { keys }: LabAccount,
): readonly RequiredPermission[] {
  const { service, action } = request;
  const isMessage = (service === "sqs" || service === "sns") && MESSAGES.test(action);
  if (type !== "AssumedRole" && service !== "kms" && !isMessage) return [];
  const needed = requiredPermissions(request, owner);
  const all = isMessage ? needed.flatMap((one) => [one, ...keyRightsOf(one, keys)]) : needed;
  return type === "AssumedRole" ? all : all.filter(isForKey);
}

function isForKey({ action }: RequiredPermission): boolean {
  return action.startsWith("kms:");
}

async function whyNot(
  asked: RequiredPermission,
  caller: Caller,
  owner: WatchedAccount,
  hub: LabAccount,
): Promise<Why | undefined> {
  const own = caller.type === "AssumedRole" ? decideByRole(owner.iam.account, caller.role, asked) : EVERYTHING;
  // Of a key that is not there KMS itself says so, to whoever may ask.
  const keyPolicy = isForKey(asked) ? hub.keys.policies.get(asked.resource) : undefined;
  if (keyPolicy !== undefined) return whyKeyRefuses(keyPolicy, resourceRequest(asked, caller), own);
  const { policies, boundary } = own;
  if (policies === "deny") return "explicit deny in an identity-based policy";
  if (boundary === "deny") return "explicit deny in a permissions boundary";
  if (policies === "none" && !(await isAdmitted(asked, caller, owner, hub))) return "no identity-based policy";
  return boundary === "none" ? "no permissions boundary" : undefined;
}

/** Within one account the policy of a queue, topic, bucket or bus is leave enough, where it names the caller and not just his account. */
async function isAdmitted(
  asked: RequiredPermission,
  caller: Caller,
  owner: WatchedAccount,
  hub: LabAccount,
): Promise<boolean> {
  return admits(await policyOf(asked.resource, owner, hub), resourceRequest(asked, caller));
}

function resourceRequest({ action, resource, context }: RequiredPermission, caller: Caller): ResourceRequest {
  const texts = Object.entries(context).flatMap(([key, value]) => (typeof value === "string" ? [[key, value]] : []));
  return { principal: principalOf(caller), action, resource, context: Object.fromEntries(texts) };
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
 * The condition keys that every request has; those that a caller of these has not are there as well.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function contextOf(caller: Caller, { members }: Pick<LabAccount, "members">, region: string): Context {
  const isSession = caller.type === "AssumedRole";
  return {
    "aws:multifactorauthpresent": undefined,
    "aws:principalaccount": caller.accountId,
    "aws:principalarn": principalArn(caller),
    "aws:principalisawsservice": "false",
    "aws:principalorgid": members.length === 0 ? undefined : ORGANIZATION,
    "aws:principaltype": isSession ? "AssumedRole" : "User",
    "aws:requestedregion": region,
    "aws:securetransport": "true",
    "aws:sourceaccount": undefined,
    "aws:sourcearn": undefined,
    "aws:tokenissuetime": isSession ? caller.createdAt.toISOString() : undefined,
    "aws:userid": caller.principalId,
    "aws:username": isSession ? undefined : caller.userName,
    "aws:viaawsservice": "false",
    "kms:calleraccount": caller.accountId,
    "kms:viaservice": undefined,
  };
}
