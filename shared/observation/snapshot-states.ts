import type { AccountAddress } from "../iam/arn.ts";
import type { EntityReference } from "../iam/entity-reference.ts";
import type { GroupState, PolicyState, RoleState, UserState } from "./entity-state.ts";
import type { Observation } from "./observation.ts";
import {
  attachmentsOf,
  type DetailSource,
  documentOf,
  type Entry,
  groupsOf,
  inlinePoliciesOf,
  permissionsBoundaryOf,
  tagsOf,
} from "./snapshot-aspects.ts";
import { DetailFault, type Fields, listOf, textOf, timeOf } from "./snapshot-fields.ts";
import { malformed, notHeld } from "./snapshot-not-held.ts";

/** A user as the details alone tell it; the rest is the credential report's. */
export type UserDetail = Omit<UserState, "loginProfile" | "accessKeys">;

/** The kinds of entity that authorization details list. */
export type DetailKind = "user" | "group" | "role" | "policy";

/** One entity of the details. */
export interface EntityDetail {
  readonly entity: EntityReference & { readonly kind: DetailKind };
  /** Begins and ends with `/`. */
  readonly path: string;
  /** The partition and account of its ARN; the account of AWS's own policies is `aws`. */
  readonly owner: AccountAddress;
  readonly state: UserDetail | GroupState | RoleState | PolicyState;
}

export const KINDS: readonly DetailKind[] = ["user", "group", "role", "policy"];

/** The list that holds each kind, and the member that names an entity there. */
export const LISTS: Readonly<Record<DetailKind, { readonly list: string; readonly name: string }>> = {
  user: { list: "UserDetailList", name: "UserName" },
  group: { list: "GroupDetailList", name: "GroupName" },
  role: { list: "RoleDetailList", name: "RoleName" },
  policy: { list: "Policies", name: "PolicyName" },
};

/** The kind that a list holds; `undefined` of any other list. */
export function kindOfList(list: string): DetailKind | undefined {
  return KINDS.find((kind) => LISTS[kind].list === list);
}

/**
 * Reads one entry of a list.
 * @throws DetailFault where it lacks what every such entry has.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
 */
export function readEntry(kind: DetailKind, source: DetailSource, unnamed: Fields): EntityDetail {
  const name = textOf(unnamed, LISTS[kind].name);
  const entry: Entry = { ...source, fields: { ...unnamed, what: `${kind} ${name}` } };
  const path = textOf(entry.fields, "Path");
  const arn = textOf(entry.fields, "Arn");
  const owner = ownerOf(arn, `:${kind}${path}${name}`);
  if (owner === undefined) {
    const offset = entry.fields.members.get("Arn")?.offset ?? unnamed.offset;
    throw new DetailFault(offset, `The Arn of ${kind} ${name} is not that of a ${kind} with its path and name.`);
  }
  return { entity: { kind, name }, path, owner, state: STATES[kind](entry, { arn, path }) };
}

const OWNER = /^arn:([\w-]+):iam::(\d{12}|aws)$/;

function ownerOf(arn: string, ending: string): AccountAddress | undefined {
  if (!arn.endsWith(ending)) return undefined;
  const [, partition, account] = OWNER.exec(arn.slice(0, -ending.length)) ?? [];
  return partition === undefined || account === undefined ? undefined : { partition, account };
}

type Identity = Pick<RoleState, "arn" | "path">;

const STATES: Readonly<Record<DetailKind, (entry: Entry, identity: Identity) => EntityDetail["state"]>> = {
  user: userOf,
  group: groupOf,
  role: roleOf,
  policy: policyOf,
};

function userOf(entry: Entry, identity: Identity): UserDetail {
  return {
    kind: "user",
    ...identity,
    userId: textOf(entry.fields, "UserId"),
    createdAt: timeOf(entry.fields, "CreateDate"),
    inlinePolicies: inlinePoliciesOf(entry, "UserPolicyList", "none"),
    attachments: attachmentsOf(entry),
    permissionsBoundary: permissionsBoundaryOf(entry),
    tags: tagsOf(entry),
    groups: groupsOf(entry),
  };
}

function groupOf(entry: Entry, identity: Identity): GroupState {
  return {
    kind: "group",
    ...identity,
    groupId: textOf(entry.fields, "GroupId"),
    createdAt: timeOf(entry.fields, "CreateDate"),
    inlinePolicies: inlinePoliciesOf(entry, "GroupPolicyList", "untold"),
    attachments: attachmentsOf(entry),
  };
}

function roleOf(entry: Entry, identity: Identity): RoleState {
  return {
    kind: "role",
    ...identity,
    roleId: textOf(entry.fields, "RoleId"),
    createdAt: timeOf(entry.fields, "CreateDate"),
    trust: documentOf(entry, entry.fields.members.get("AssumeRolePolicyDocument"), "trust policy"),
    inlinePolicies: inlinePoliciesOf(entry, "RolePolicyList", "untold"),
    attachments: attachmentsOf(entry),
    permissionsBoundary: permissionsBoundaryOf(entry),
    tags: tagsOf(entry),
    maximumSessionSeconds: notHeld(entry, `authorization details hold no session lengths, nor does ${entry.file}`),
  };
}

function policyOf(entry: Entry, identity: Identity): PolicyState {
  const defaultVersionId = textOf(entry.fields, "DefaultVersionId");
  return {
    kind: "policy",
    ...identity,
    policyId: textOf(entry.fields, "PolicyId"),
    defaultVersionId,
    document: versionOf(entry, defaultVersionId),
    tags: tagsOf(entry),
  };
}

function versionOf(entry: Entry, versionId: string): Observation<string> {
  const { what } = entry.fields;
  const versions = listOf(entry.fields, "PolicyVersionList");
  if (versions === undefined) return notHeld(entry, `${entry.file} holds no versions of ${what}`);
  const version = versions.find((candidate) => textOf(candidate, "VersionId") === versionId);
  if (version === undefined)
    return malformed(entry, `the default version ${versionId} of ${what} is missing in ${entry.file}`);
  return documentOf(entry, version.members.get("Document"), `version ${versionId}`);
}
