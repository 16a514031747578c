import { isDeepStrictEqual } from "node:util";
import type { EntityState } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import { CREATES, DELETES } from "./iam-call.ts";
import type { IamCall } from "./remediation-plan.ts";

/** Whether an account is as a call leaves it. `unknown` is never folded into the others. */
export type Effect = "shown" | "not-shown" | "unknown";

/** Whether a reading of an entity shows what a call does to it: that it was made, and that nobody has changed that since. */
export function effectOf(call: IamCall, observation: Observation<EntityState>): Effect {
  if (observation.status === "unreadable") return "unknown";
  const isCreated = call.action === "CreateServiceLinkedRole" || CREATES.has(call.action);
  if (observation.status === "absent") return shown(DELETES.has(call.action));
  if (isCreated) return "shown";
  if (DELETES.has(call.action)) return "not-shown";
  return effectOn(call, observation.state);
}

function effectOn(call: IamCall, state: EntityState): Effect {
  switch (call.action) {
    case "PutRolePolicy":
    case "PutUserPolicy":
    case "PutGroupPolicy":
      return inline(state, (policies) => isSame(policies[call.input.PolicyName], call.input.PolicyDocument));
    case "DeleteRolePolicy":
    case "DeleteUserPolicy":
    case "DeleteGroupPolicy":
      return inline(state, (policies) => !Object.hasOwn(policies, call.input.PolicyName));
    case "AttachRolePolicy":
    case "AttachUserPolicy":
    case "AttachGroupPolicy":
      return attached(state, call.input.PolicyArn, true);
    case "DetachRolePolicy":
    case "DetachUserPolicy":
    case "DetachGroupPolicy":
      return attached(state, call.input.PolicyArn, false);
    case "UpdateAssumeRolePolicy":
      return state.kind === "role" ? seen(state.trust, (trust) => isSame(trust, call.input.PolicyDocument)) : "unknown";
    case "CreatePolicyVersion":
      return state.kind === "policy"
        ? seen(state.document, (text) => isSame(text, call.input.PolicyDocument))
        : "unknown";
    case "SetDefaultPolicyVersion":
      return state.kind === "policy" ? shown(state.defaultVersionId === call.input.VersionId) : "unknown";
    default:
      return effectOnAttributes(call, state);
  }
}

function effectOnAttributes(call: IamCall, state: EntityState): Effect {
  switch (call.action) {
    case "PutRolePermissionsBoundary":
    case "PutUserPermissionsBoundary":
      return bounded(state, call.input.PermissionsBoundary);
    case "DeleteRolePermissionsBoundary":
    case "DeleteUserPermissionsBoundary":
      return bounded(state, undefined);
    case "TagRole":
    case "TagUser":
    case "TagPolicy":
      return tagged(state, (tags) => call.input.Tags.every(({ Key, Value }) => tags.get(Key) === Value));
    case "UntagRole":
    case "UntagUser":
    case "UntagPolicy":
      return tagged(state, (tags) => call.input.TagKeys.every((key) => !tags.has(key)));
    case "UpdateRole":
      if (state.kind !== "role") return "unknown";
      return seen(state.maximumSessionSeconds, (seconds) => seconds === call.input.MaxSessionDuration);
    default:
      return effectOnUser(call, state);
  }
}

function effectOnUser(call: IamCall, state: EntityState): Effect {
  if (state.kind !== "user") return "unknown";
  switch (call.action) {
    case "AddUserToGroup":
      return seen(state.groups, (groups) => groups.includes(call.input.GroupName));
    case "RemoveUserFromGroup":
      return seen(state.groups, (groups) => !groups.includes(call.input.GroupName));
    case "UpdateAccessKey":
      return seen(state.accessKeys, (keys) =>
        keys.some(({ accessKeyId, status }) => accessKeyId === call.input.AccessKeyId && status === call.input.Status),
      );
    case "DeleteLoginProfile":
      return state.loginProfile.status === "unreadable" ? "unknown" : shown(state.loginProfile.status === "absent");
    default:
      return "unknown";
  }
}

function inline(state: EntityState, test: (policies: Readonly<Record<string, string>>) => boolean): Effect {
  return "inlinePolicies" in state ? seen(state.inlinePolicies, test) : "unknown";
}

function attached(state: EntityState, policyArn: string, wanted: boolean): Effect {
  if (!("attachments" in state)) return "unknown";
  return seen(state.attachments, (attachments) => attachments.some((each) => each.policyArn === policyArn) === wanted);
}

function bounded(state: EntityState, policyArn: string | undefined): Effect {
  if (!("permissionsBoundary" in state)) return "unknown";
  const { permissionsBoundary } = state;
  if (permissionsBoundary.status === "absent") return shown(policyArn === undefined);
  return seen(permissionsBoundary, (boundary) => boundary === policyArn);
}

function tagged(state: EntityState, test: (tags: ReadonlyMap<string, string>) => boolean): Effect {
  return "tags" in state ? seen(state.tags, (tags) => test(new Map(Object.entries(tags)))) : "unknown";
}

function seen<T>(aspect: Observation<T>, test: (state: T) => boolean): Effect {
  return aspect.status === "present" ? shown(test(aspect.state)) : "unknown";
}

function shown(is: boolean): Effect {
  return is ? "shown" : "not-shown";
}

/** The same document, however it is laid out. */
function isSame(live: string | undefined, put: string): boolean {
  if (live === undefined) return false;
  if (live === put) return true;
  try {
    return isDeepStrictEqual(JSON.parse(live), JSON.parse(put));
  } catch (fault) {
    // What is no JSON is no text that a call has put there.
    if (fault instanceof SyntaxError) return false;
    throw fault;
  }
}
