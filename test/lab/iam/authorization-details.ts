import type { AccountState, Group, ManagedPolicy, PolicyHolder, Role, Tag, User } from "./account.ts";
import { attachedPolicyList } from "./attachments.ts";
import { validationError } from "./errors.ts";
import { groupsOf } from "./groups.ts";
import { attachmentCount, boundaryUsageCount } from "./managed-policy-lookup.ts";
import { type OperationTable, operation, type ResultTree } from "./operation.ts";
import { page, pageParameters } from "./page.ts";
import type { StringsParameter } from "./parameters.ts";
import { boundaryResult } from "./permissions-boundary.ts";
import { encodedDocument } from "./policy-document.ts";
import { shownTrustPolicy } from "./trust-policy.ts";

/** The kinds of entity, in the order in which the pages bring them. */
const kinds = ["User", "Group", "Role", "LocalManagedPolicy", "AWSManagedPolicy"] as const;
type Kind = (typeof kinds)[number];

const lists = {
  User: "UserDetailList",
  Group: "GroupDetailList",
  Role: "RoleDetailList",
  LocalManagedPolicy: "Policies",
  AWSManagedPolicy: "Policies",
} as const satisfies Record<Kind, string>;

/** One entity, with its place in the order of pages. */
interface Entry {
  readonly kind: Kind;
  readonly name: string;
  detail(): ResultTree;
}

/**
 * The whole account, page after page.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export const authorizationDetailOperations: OperationTable = {
  GetAccountAuthorizationDetails: operation({
    kind: "read",
    parameters: { Filter: { type: "strings" } satisfies StringsParameter, ...pageParameters },
    run({ Filter = [], ...request }, { account }) {
      for (const kind of Filter) {
        checkKind(kind);
      }
      const wanted = entries(account).filter(({ kind }) => Filter.length === 0 || Filter.includes(kind));
      const { items, more } = page(wanted, request, ({ kind, name }) => `${kinds.indexOf(kind)} ${name}`);
      const listed = (list: string): ResultTree[] =>
        items.filter(({ kind }) => lists[kind] === list).map((entry) => entry.detail());
      return {
        UserDetailList: listed("UserDetailList"),
        GroupDetailList: listed("GroupDetailList"),
        RoleDetailList: listed("RoleDetailList"),
        Policies: listed("Policies"),
        ...more,
      };
    },
  }),
};

function checkKind(kind: string): void {
  if (!kinds.some((known) => known === kind)) {
    throw validationError(
      `1 validation error detected: Value '[${kind}]' at 'filter' failed to satisfy constraint: Member must satisfy ` +
        `constraint: [Member must satisfy enum value set: [${kinds.join(", ")}]]`,
    );
  }
}

/** Everything the account holds. Of AWS's own policies only those that are attached to something are shown. */
function entries(account: AccountState): Entry[] {
  const attachedAwsPolicies = [...account.awsPolicies.values()].filter(({ arn }) => attachmentCount(account, arn) > 0);
  return [
    ...[...account.users.values()].map((user) => entry("User", user.userName, () => userDetail(account, user))),
    ...[...account.groups.values()].map((group) => entry("Group", group.groupName, () => groupDetail(account, group))),
    ...[...account.roles.values()].map((role) => entry("Role", role.roleName, () => roleDetail(account, role))),
    ...[...account.policies.values()].map((policy) =>
      entry("LocalManagedPolicy", policy.arn, () => policyDetail(account, policy)),
    ),
    ...attachedAwsPolicies.map((policy) => entry("AWSManagedPolicy", policy.arn, () => policyDetail(account, policy))),
  ];
}

function entry(kind: Kind, name: string, detail: () => ResultTree): Entry {
  return { kind, name, detail };
}

function userDetail(account: AccountState, user: User): ResultTree {
  return {
    Path: user.path,
    UserName: user.userName,
    UserId: user.userId,
    Arn: user.arn,
    CreateDate: user.createDate,
    UserPolicyList: user.inlinePolicies.size > 0 ? inlinePolicyList(user) : undefined,
    GroupList: groupsOf(account, user.userId).map((group) => group.groupName),
    AttachedManagedPolicies: attachedList(account, user),
    ...boundaryResult(user),
    Tags: tagList(user.tags),
  };
}

function groupDetail(account: AccountState, group: Group): ResultTree {
  return {
    Path: group.path,
    GroupName: group.groupName,
    GroupId: group.groupId,
    Arn: group.arn,
    CreateDate: group.createDate,
    GroupPolicyList: inlinePolicyList(group),
    AttachedManagedPolicies: attachedList(account, group),
  };
}

function roleDetail(account: AccountState, role: Role): ResultTree {
  return {
    Path: role.path,
    RoleName: role.roleName,
    RoleId: role.roleId,
    Arn: role.arn,
    CreateDate: role.createDate,
    AssumeRolePolicyDocument: encodedDocument(shownTrustPolicy(account, role)),
    InstanceProfileList: [],
    RolePolicyList: inlinePolicyList(role),
    AttachedManagedPolicies: attachedList(account, role),
    ...boundaryResult(role),
    Tags: tagList(role.tags),
    RoleLastUsed: { LastUsedDate: role.lastUsed?.at, Region: role.lastUsed?.region },
  };
}

function policyDetail(account: AccountState, policy: ManagedPolicy): ResultTree {
  return {
    PolicyName: policy.policyName,
    PolicyId: policy.policyId,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersionId,
    AttachmentCount: attachmentCount(account, policy.arn),
    PermissionsBoundaryUsageCount: boundaryUsageCount(account, policy.arn),
    IsAttachable: true,
    CreateDate: policy.createDate,
    UpdateDate: policy.updateDate,
    PolicyVersionList: policy.versions.toReversed().map((version) => ({
      Document: encodedDocument(version.document),
      VersionId: version.versionId,
      IsDefaultVersion: version.versionId === policy.defaultVersionId,
      CreateDate: version.createDate,
    })),
  };
}

function inlinePolicyList(holder: PolicyHolder): ResultTree[] {
  return [...holder.inlinePolicies].map(([name, document]) => ({
    PolicyName: name,
    PolicyDocument: encodedDocument(document),
  }));
}

function attachedList(account: AccountState, holder: PolicyHolder): ResultTree[] {
  return attachedPolicyList(account, holder).map(({ name, arn }) => ({ PolicyName: name, PolicyArn: arn }));
}

function tagList(tags: readonly Tag[]): ResultTree[] {
  return tags.map(({ Key, Value }) => ({ Key, Value }));
}
