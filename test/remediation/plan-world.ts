import type { EntityState, PolicyState, RoleState, UserState } from "../../shared/observation/entity-state.ts";
import type { Observation } from "../../shared/observation/observation.ts";
import type { IamCall, IamTag } from "../../shared/remediation/iam-call.ts";
import type { PolicyVersion } from "../../shared/remediation/policy-versions.ts";
import { present } from "./fixtures.ts";

/** One entity and, of a policy, its versions, oldest first: what calls are made on, without an IAM. */
export interface World {
  readonly state: EntityState;
  readonly versions?: readonly PolicyVersion[];
}

/** What one write makes of a world. Throws where IAM would refuse it. */
export function applyCall(world: World, call: IamCall): World {
  const { state } = world;
  const put = (changes: Partial<RoleState> | Partial<UserState>): World => ({
    ...world,
    state: { ...state, ...changes } as EntityState,
  });
  switch (call.action) {
    case "PutRolePolicy":
    case "PutUserPolicy":
    case "PutGroupPolicy":
      return put({
        inlinePolicies: present({ ...inlineOf(state), [call.input.PolicyName]: call.input.PolicyDocument }),
      });
    case "DeleteRolePolicy":
    case "DeleteUserPolicy":
    case "DeleteGroupPolicy": {
      const { [call.input.PolicyName]: gone, ...rest } = inlineOf(state);
      if (gone === undefined) throw new Error(`There is no ${call.input.PolicyName}.`);
      return put({ inlinePolicies: present(rest) });
    }
    case "AttachRolePolicy":
    case "AttachUserPolicy":
    case "AttachGroupPolicy":
      return put({ attachments: present(sorted([...attachmentsOf(state), call.input.PolicyArn])) });
    case "DetachRolePolicy":
    case "DetachUserPolicy":
    case "DetachGroupPolicy": {
      const left = attachmentsOf(state).filter((arn) => arn !== call.input.PolicyArn);
      if (left.length === attachmentsOf(state).length) throw new Error(`${call.input.PolicyArn} is not attached.`);
      return put({ attachments: present(sorted(left)) });
    }
    case "UpdateAssumeRolePolicy":
      return put({ trust: present(call.input.PolicyDocument) });
    case "PutRolePermissionsBoundary":
    case "PutUserPermissionsBoundary":
      return put({ permissionsBoundary: present(call.input.PermissionsBoundary) });
    case "DeleteRolePermissionsBoundary":
    case "DeleteUserPermissionsBoundary":
      return put({ permissionsBoundary: { status: "absent" } });
    case "UpdateRole":
      return put({ maximumSessionSeconds: present(call.input.MaxSessionDuration) });
    case "TagRole":
    case "TagUser":
    case "TagPolicy":
      return put({ tags: present(withTags(tagsOf(state), call.input.Tags)) });
    case "UntagRole":
    case "UntagUser":
    case "UntagPolicy":
      return put({
        tags: present(
          Object.fromEntries(Object.entries(tagsOf(state)).filter(([key]) => !call.input.TagKeys.includes(key))),
        ),
      });
    default:
      return applyOther(world, call);
  }
}

function applyOther(world: World, call: IamCall): World {
  const { state, versions = [] } = world;
  switch (call.action) {
    case "AddUserToGroup":
      return {
        ...world,
        state: { ...userOf(state), groups: present([...groupsOf(state), call.input.GroupName].toSorted()) },
      };
    case "RemoveUserFromGroup": {
      const left = groupsOf(state).filter((name) => name !== call.input.GroupName);
      if (left.length === groupsOf(state).length) throw new Error(`The user is not in ${call.input.GroupName}.`);
      return { ...world, state: { ...userOf(state), groups: present(left) } };
    }
    case "UpdateAccessKey": {
      const keys = required(userOf(state).accessKeys).map((key) =>
        key.accessKeyId === call.input.AccessKeyId ? { ...key, status: call.input.Status } : key,
      );
      return { ...world, state: { ...userOf(state), accessKeys: present(keys) } };
    }
    case "DeleteLoginProfile":
      return { ...world, state: { ...userOf(state), loginProfile: { status: "absent" } } };
    case "SetDefaultPolicyVersion":
      return asDefault(state, versions, call.input.VersionId);
    case "DeletePolicyVersion": {
      const gone = versions.find(({ versionId }) => versionId === call.input.VersionId);
      if (gone === undefined || gone.isDefault) throw new Error(`${call.input.VersionId} cannot be deleted.`);
      return { ...world, versions: versions.filter((each) => each !== gone) };
    }
    case "CreatePolicyVersion": {
      if (versions.length >= 5) throw new Error("LimitExceeded");
      const versionId = `v${Math.max(0, ...versions.map((each) => Number(each.versionId.slice(1)))) + 1}`;
      const created = { versionId, isDefault: false, document: present(call.input.PolicyDocument) };
      return asDefault(state, [...versions, created], versionId);
    }
    default:
      throw new Error(`No entity that is there is changed by ${call.action}.`);
  }
}

function asDefault(state: EntityState, versions: readonly PolicyVersion[], id: string): World {
  const chosen = versions.find(({ versionId }) => versionId === id);
  if (chosen === undefined || state.kind !== "policy") throw new Error(`There is no ${id}.`);
  const changed: PolicyState = { ...state, defaultVersionId: id, document: chosen.document };
  return { state: changed, versions: versions.map((each) => ({ ...each, isDefault: each.versionId === id })) };
}

/** What is read of a world that holds it. */
export function required<T>(observation: Observation<T>): T {
  if (observation.status !== "present") throw new Error(`It is ${observation.status}.`);
  return observation.state;
}

export function inlineOf(state: EntityState): Readonly<Record<string, string>> {
  return "inlinePolicies" in state ? required(state.inlinePolicies) : {};
}

export function attachmentsOf(state: EntityState): readonly string[] {
  return "attachments" in state ? required(state.attachments).map(({ policyArn }) => policyArn) : [];
}

/** A state whose attachments stand in the order in which calls leave them: there is none that says anything. */
export function inOrder(state: EntityState): EntityState {
  return "attachments" in state ? { ...state, attachments: present(sorted(attachmentsOf(state))) } : state;
}

function sorted(arns: readonly string[]) {
  return arns.toSorted().map((policyArn) => ({ policyArn, policyName: policyArn.replace(/^.*\//, "") }));
}

function tagsOf(state: EntityState): Readonly<Record<string, string>> {
  return "tags" in state ? required(state.tags) : {};
}

function withTags(tags: Readonly<Record<string, string>>, added: readonly IamTag[]): Record<string, string> {
  const folded = new Set(added.map(({ Key }) => Key.toLowerCase()));
  const kept = Object.entries(tags).filter(([key]) => !folded.has(key.toLowerCase()));
  return Object.fromEntries([...kept, ...added.map(({ Key, Value }) => [Key, Value] as const)].toSorted());
}

function userOf(state: EntityState): UserState {
  if (state.kind !== "user") throw new Error(`It is a ${state.kind}.`);
  return state;
}

function groupsOf(state: EntityState): readonly string[] {
  return required(userOf(state).groups);
}
