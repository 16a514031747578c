import type { AccountState, BoundedPrincipal } from "../../iam/account.ts";
import { linkedServices } from "../../iam/service-linked-services.ts";
import type { ServiceRequest } from "../../server/exchange.ts";
import type { Context } from "../conditions.ts";
import { type RequiredPermission, type RequiredPermissions, unmapped } from "./permission.ts";

type Form = ServiceRequest["form"];

/** A resource as policies see it, and as IAM's refusals call it where that differs. */
type Target = Pick<RequiredPermission, "resource" | "named">;

const ROLE_ACTIONS = `AttachRolePolicy DeleteRole DeleteRolePermissionsBoundary DeleteRolePolicy DeleteServiceLinkedRole DetachRolePolicy
  GetRole GetRolePolicy ListAttachedRolePolicies ListRolePolicies ListRoleTags PutRolePermissionsBoundary PutRolePolicy TagRole UntagRole
  UpdateAssumeRolePolicy UpdateRole UpdateRoleDescription`;
const USER_ACTIONS = `AttachUserPolicy CreateAccessKey CreateLoginProfile DeleteAccessKey DeleteLoginProfile DeleteUser
  DeleteUserPermissionsBoundary DeleteUserPolicy DetachUserPolicy GetLoginProfile GetUser GetUserPolicy ListAccessKeys
  ListAttachedUserPolicies ListGroupsForUser ListMFADevices ListUserPolicies ListUserTags PutUserPermissionsBoundary PutUserPolicy TagUser
  UntagUser UpdateAccessKey UpdateLoginProfile`;
const GROUP_ACTIONS = `AddUserToGroup AttachGroupPolicy DeleteGroup DeleteGroupPolicy DetachGroupPolicy GetGroup GetGroupPolicy
  ListAttachedGroupPolicies ListGroupPolicies PutGroupPolicy RemoveUserFromGroup`;
const POLICY_ACTIONS = `CreatePolicyVersion DeletePolicy DeletePolicyVersion GetPolicy GetPolicyVersion ListEntitiesForPolicy
  ListPolicyTags ListPolicyVersions SetDefaultPolicyVersion TagPolicy UntagPolicy`;
const ACCOUNT_ACTIONS = `CreateAccountAlias DeleteAccountAlias GenerateCredentialReport GetAccountAuthorizationDetails GetAccountSummary
  GetCredentialReport ListAccountAliases`;

/** Which resource each operation is about. */
const TARGETS: ReadonlyMap<string, (form: Form, account: AccountState) => Target> = new Map([
  ...each(ROLE_ACTIONS, (form: Form, account: AccountState) => principal("role", form.RoleName, account)),
  ...each(USER_ACTIONS, (form: Form, account: AccountState) => principal("user", form.UserName, account)),
  ...each(GROUP_ACTIONS, (form: Form, account: AccountState) => principal("group", form.GroupName, account)),
  ...each(POLICY_ACTIONS, ({ PolicyArn = "*" }: Form) => ({ resource: PolicyArn, named: `policy ${PolicyArn}` })),
  ...each(ACCOUNT_ACTIONS, () => ({ resource: "*" })),
  ["CreateRole", made("role", "RoleName")],
  ["CreateUser", made("user", "UserName")],
  ["CreateGroup", made("group", "GroupName")],
  ["CreatePolicy", made("policy", "PolicyName")],
  ["ListRoles", listed("role")],
  ["ListUsers", listed("user")],
  ["ListGroups", listed("group")],
  ["ListPolicies", listed("policy")],
  ["GetAccessKeyLastUsed", ownerOfKey],
  ["CreateServiceLinkedRole", serviceLinkedRole],
  ["GetServiceLinkedRoleDeletionStatus", deletedRole],
]);

/**
 * An operation is judged by the entity as it stands, with its path; of one that is not there, IAM knows no path.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
export const iamPermissions: RequiredPermissions = ({ action, form }, { iam: { account } }) => {
  const target = TARGETS.get(action);
  if (target === undefined) throw unmapped("iam", action);
  return [{ action: `iam:${action}`, ...target(form, account), context: contextOf(action, form, account) }];
};

function each<T>(actions: string, target: T): readonly (readonly [string, T])[] {
  return actions.split(/\s+/).map((action) => [action, target] as const);
}

function arnOf({ partition, accountId }: AccountState, rest: string): string {
  return `arn:${partition}:iam::${accountId}:${rest}`;
}

/** A call that names no user is about the caller, who as a session is none. */
function principal(kind: "role" | "user" | "group", name: string | undefined, account: AccountState): Target {
  if (name === undefined) return { resource: "*" };
  const { roles, users, groups } = account;
  const found = { role: roles, user: users, group: groups }[kind].get(name);
  return { resource: found?.arn ?? arnOf(account, `${kind}/${name}`), named: `${kind} ${name}` };
}

function made(kind: "role" | "user" | "group" | "policy", parameter: string) {
  return (form: Form, account: AccountState): Target => {
    const resource = arnOf(account, `${kind}${form.Path ?? "/"}${form[parameter]}`);
    return kind === "policy" ? { resource, named: `policy ${form[parameter]}` } : { resource };
  };
}

function listed(kind: "role" | "user" | "group" | "policy") {
  return ({ PathPrefix = "/" }: Form, account: AccountState): Target => {
    const resource = arnOf(account, `${kind}${PathPrefix}`);
    return kind === "policy" ? { resource, named: `policy path ${PathPrefix}` } : { resource };
  };
}

function ownerOfKey({ AccessKeyId = "" }: Form, account: AccountState): Target {
  const owner = [...account.users.values()].find(({ accessKeys }) =>
    accessKeys.some((key) => key.accessKeyId === AccessKeyId),
  );
  if (owner === undefined) return { resource: "*", named: `access key ${AccessKeyId}` };
  return { resource: owner.arn, named: `user ${owner.userName}` };
}

function serviceLinkedRole({ AWSServiceName = "", CustomSuffix }: Form, account: AccountState): Target {
  const name = linkedServices.get(AWSServiceName)?.roleName ?? "";
  const suffix = CustomSuffix === undefined ? "" : `_${CustomSuffix}`;
  return { resource: arnOf(account, `role/aws-service-role/${AWSServiceName}/${name}${suffix}`) };
}

/** A task is called after its role: `task/aws-service-role/SERVICE/ROLE/ID`. */
function deletedRole({ DeletionTaskId = "" }: Form, account: AccountState): Target {
  return { resource: arnOf(account, DeletionTaskId.replace(/^task\//, "role/").replace(/\/[^/]*$/, "")) };
}

/** The condition keys of IAM itself; those that a request has not are there as well, so that only others are unknown. */
function contextOf(action: string, form: Form, account: AccountState): Context {
  const { RoleName = "", UserName = "" } = form;
  const bounded: BoundedPrincipal | undefined = account.roles.get(RoleName) ?? account.users.get(UserName);
  const isAttachment = /^(?:Attach|Detach)/.test(action);
  return {
    "iam:policyarn": isAttachment ? form.PolicyArn : undefined,
    "iam:awsservicename": form.AWSServiceName,
    "iam:permissionsboundary": form.PermissionsBoundary ?? bounded?.permissionsBoundary,
    "iam:passedtoservice": undefined,
    "aws:tagkeys": members(form, /^(?:Tags\.member\.\d+\.Key|TagKeys\.member\.\d+)$/),
  };
}

function members(form: Form, name: RegExp): readonly string[] | undefined {
  const values = Object.entries(form).flatMap(([key, value]) => (name.test(key) ? [value] : []));
  return values.length === 0 ? undefined : values;
}
