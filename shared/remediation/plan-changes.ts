import type { EntityState } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import type { PolicyKind } from "../policy/comparison.ts";
import type { IamCall } from "./iam-call.ts";
import type { PolicyVersion } from "./policy-versions.ts";
import type { RemediationStep } from "./remediation-plan.ts";

/** One thing that a call changes, as it is before and after. A side that is left out is nothing: there is no such thing then. */
export interface PlannedChange {
  /** What it is, with its name: `inline policy work`, `tag team`, `managed policy arn:…`. */
  readonly what: string;
  /** What the two sides are: a policy's text as IAM keeps it, or a value in words. */
  readonly as: PolicyKind | "value";
  readonly before?: string;
  readonly after?: string;
}

/** What a plan's changes are told from: the reading that it was made of. */
export interface ChangedFrom {
  readonly observation: Observation<EntityState>;
  readonly policyVersions?: Observation<readonly PolicyVersion[]>;
}

/** What each step of a plan changes, in the order of the steps. What an earlier step left is what a later one finds. */
export function changesOf(
  steps: readonly Pick<RemediationStep, "call">[],
  from: ChangedFrom,
): readonly (readonly PlannedChange[])[] {
  const left = new Map<string, string | undefined>();
  return steps.map(({ call }) =>
    changesBy(call, from).map((change) => {
      const { before, ...rest } = change;
      const found = left.has(change.what) ? left.get(change.what) : before;
      left.set(change.what, change.after);
      return found === undefined ? rest : { ...rest, before: found };
    }),
  );
}

function changesBy(call: IamCall, from: ChangedFrom): readonly PlannedChange[] {
  const state = from.observation.status === "present" ? from.observation.state : undefined;
  switch (call.action) {
    case "PutRolePolicy":
    case "PutUserPolicy":
    case "PutGroupPolicy":
      return [inlinePolicy(state, call.input.PolicyName, call.input.PolicyDocument)];
    case "DeleteRolePolicy":
    case "DeleteUserPolicy":
    case "DeleteGroupPolicy":
      return [inlinePolicy(state, call.input.PolicyName, undefined)];
    case "UpdateAssumeRolePolicy":
      return [change("trust policy", "trust", trustOf(state), call.input.PolicyDocument)];
    case "CreatePolicyVersion":
      return [change("default version", "identity", documentOf(state), call.input.PolicyDocument)];
    case "SetDefaultPolicyVersion":
      return [change("default version", "identity", documentOf(state), versionOf(from, call.input.VersionId))];
    case "DeletePolicyVersion":
      return [change(`version ${call.input.VersionId}`, "identity", versionOf(from, call.input.VersionId), undefined)];
    case "AttachRolePolicy":
    case "AttachUserPolicy":
    case "AttachGroupPolicy":
      return [change(`managed policy ${call.input.PolicyArn}`, "value", undefined, "attached")];
    case "DetachRolePolicy":
    case "DetachUserPolicy":
    case "DetachGroupPolicy":
      return [change(`managed policy ${call.input.PolicyArn}`, "value", "attached", undefined)];
    default:
      return attributesBy(call, state);
  }
}

function attributesBy(call: IamCall, state: EntityState | undefined): readonly PlannedChange[] {
  switch (call.action) {
    case "PutRolePermissionsBoundary":
    case "PutUserPermissionsBoundary":
      return [change("permissions boundary", "value", boundaryOf(state), call.input.PermissionsBoundary)];
    case "DeleteRolePermissionsBoundary":
    case "DeleteUserPermissionsBoundary":
      return [change("permissions boundary", "value", boundaryOf(state), undefined)];
    case "TagRole":
    case "TagUser":
    case "TagPolicy":
      return call.input.Tags.map(({ Key, Value }) => change(`tag ${Key}`, "value", tagOf(state, Key), Value));
    case "UntagRole":
    case "UntagUser":
    case "UntagPolicy":
      return call.input.TagKeys.map((key) => change(`tag ${key}`, "value", tagOf(state, key), undefined));
    case "UpdateRole":
      return [change("maximum session", "value", sessionOf(state), seconds(call.input.MaxSessionDuration))];
    case "AddUserToGroup":
      return [change(`group/${call.input.GroupName}`, "value", undefined, "member")];
    case "RemoveUserFromGroup":
      return [change(`group/${call.input.GroupName}`, "value", "member", undefined)];
    case "UpdateAccessKey": {
      const { AccessKeyId, Status } = call.input;
      return [change(`access key …${AccessKeyId.slice(-4)}`, "value", keyOf(state, AccessKeyId), Status)];
    }
    case "DeleteLoginProfile":
      return [change("console password", "value", "set", undefined)];
    default:
      return creationBy(call);
  }
}

/** What makes an entity, and what would take that back. */
function creationBy(call: IamCall): readonly PlannedChange[] {
  switch (call.action) {
    case "CreateServiceLinkedRole":
      return [change(`service-linked role of ${call.input.AWSServiceName}`, "value", undefined, "created")];
    case "CreateRole": {
      const { RoleName, AssumeRolePolicyDocument, MaxSessionDuration } = call.input;
      const session = MaxSessionDuration === undefined ? [] : [seconds(MaxSessionDuration)];
      return [
        change(`role/${RoleName}`, "value", undefined, "created"),
        change("trust policy", "trust", undefined, AssumeRolePolicyDocument),
        ...session.map((text) => change("maximum session", "value", undefined, text)),
        ...madeWith(call.input),
      ];
    }
    case "CreateUser":
      return [change(`user/${call.input.UserName}`, "value", undefined, "created"), ...madeWith(call.input)];
    case "CreatePolicy":
      return [
        change(`policy/${call.input.PolicyName}`, "value", undefined, "created"),
        change("default version", "identity", undefined, call.input.PolicyDocument),
        ...madeWith(call.input),
      ];
    case "DeleteRole":
      return [change(`role/${call.input.RoleName}`, "value", "there", undefined)];
    case "DeleteUser":
      return [change(`user/${call.input.UserName}`, "value", "there", undefined)];
    case "DeletePolicy":
      return [change(call.input.PolicyArn, "value", "there", undefined)];
    default:
      throw new TypeError(`What ${call.action} changes is not told.`);
  }
}

function madeWith({
  Tags = [],
  PermissionsBoundary,
}: {
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
  readonly PermissionsBoundary?: string;
}): readonly PlannedChange[] {
  const boundary = PermissionsBoundary === undefined ? [] : [PermissionsBoundary];
  return [
    ...boundary.map((arn) => change("permissions boundary", "value", undefined, arn)),
    ...Tags.map(({ Key, Value }) => change(`tag ${Key}`, "value", undefined, Value)),
  ];
}

function change(
  what: string,
  as: PlannedChange["as"],
  before: string | undefined,
  after: string | undefined,
): PlannedChange {
  return { what, as, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

function inlinePolicy(state: EntityState | undefined, name: string, after: string | undefined): PlannedChange {
  const policies = state !== undefined && "inlinePolicies" in state ? presentOf(state.inlinePolicies) : undefined;
  const before = policies !== undefined && Object.hasOwn(policies, name) ? policies[name] : undefined;
  return change(`inline policy ${name}`, "identity", before, after);
}

function trustOf(state: EntityState | undefined): string | undefined {
  return state?.kind === "role" ? presentOf(state.trust) : undefined;
}

function documentOf(state: EntityState | undefined): string | undefined {
  return state?.kind === "policy" ? presentOf(state.document) : undefined;
}

function versionOf({ policyVersions }: ChangedFrom, id: string): string | undefined {
  const versions = policyVersions === undefined ? undefined : presentOf(policyVersions);
  const document = versions?.find(({ versionId }) => versionId === id)?.document;
  return document === undefined ? undefined : presentOf(document);
}

function boundaryOf(state: EntityState | undefined): string | undefined {
  return state !== undefined && "permissionsBoundary" in state ? presentOf(state.permissionsBoundary) : undefined;
}

/** The keys of a role's and a user's tags are the same whatever their case. */
function tagOf(state: EntityState | undefined, key: string): string | undefined {
  const tags = state !== undefined && "tags" in state ? presentOf(state.tags) : undefined;
  if (tags === undefined) return undefined;
  if (Object.hasOwn(tags, key)) return tags[key];
  const folded = key.toLowerCase();
  return Object.entries(tags).find(([other]) => state?.kind !== "policy" && other.toLowerCase() === folded)?.[1];
}

function sessionOf(state: EntityState | undefined): string | undefined {
  const length = state?.kind === "role" ? presentOf(state.maximumSessionSeconds) : undefined;
  return length === undefined ? undefined : seconds(length);
}

function seconds(length: number): string {
  return `${length} seconds`;
}

function keyOf(state: EntityState | undefined, id: string): string | undefined {
  const keys = state?.kind === "user" ? presentOf(state.accessKeys) : undefined;
  return keys?.find(({ accessKeyId }) => accessKeyId === id)?.status;
}

function presentOf<T>(aspect: Observation<T>): T | undefined {
  return aspect.status === "present" ? aspect.state : undefined;
}
