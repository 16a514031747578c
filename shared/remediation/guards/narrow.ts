import { formatEntity } from "../../iam/entity-reference.ts";
import type { ManagedPolicyReader } from "../../observation/managed-policy-reader.ts";
import type { Observation } from "../../observation/observation.ts";
import { type Guard, type GuardInput, PASS } from "../guard.ts";
import { describeCall, type IamCall } from "../iam-call.ts";
import { notNarrower } from "./narrower.ts";

/**
 * Holds `narrow` to its word: it only takes away. Whatever the plan was made of, each of its calls must be proven to grant nothing, by
 * comparing what stands there now with what the call would leave. Taking away a policy that denies something grants, too.
 */
export function createNarrowGuard(managedPolicies: ManagedPolicyReader): Guard {
  return {
    name: "narrow",
    beforeEachWrite: false,
    async check(input) {
      const { expected, plan } = input;
      if (expected.remediate === "full") return PASS;
      for (const { call } of plan.plan.steps) {
        const doubt = await doubtAbout(call, input, managedPolicies);
        if (doubt === undefined) continue;
        return {
          status: "refuse",
          guard: "narrow",
          reason: `Repair of ${formatEntity(expected.entity)} is set to \`${expected.remediate}\`, which never grants, and ${describeCall(call)} ${doubt}.`,
          clear: "Put it right by hand, or set `remediate: full` for it in plumbline.yml.",
        };
      }
      return PASS;
    },
  };
}

const COULD_GRANT = "could grant something";

/** Why a call is not proven to grant nothing, as what follows it in a sentence; `undefined` where it is. */
async function doubtAbout(
  call: IamCall,
  input: GuardInput,
  managedPolicies: ManagedPolicyReader,
): Promise<string | undefined> {
  const documentOf = (arn: string) => managedPolicies.readDocument(arn);
  switch (call.action) {
    case "PutRolePolicy":
    case "PutUserPolicy":
    case "PutGroupPolicy":
      return notNarrower(inlinePolicy(input, call.input.PolicyName), call.input.PolicyDocument, "identity");
    case "DeleteRolePolicy":
    case "DeleteUserPolicy":
    case "DeleteGroupPolicy":
      return notNarrower(inlinePolicy(input, call.input.PolicyName), undefined, "identity");
    case "DetachRolePolicy":
    case "DetachUserPolicy":
    case "DetachGroupPolicy":
      return notNarrower(await documentOf(call.input.PolicyArn), undefined, "identity");
    case "UpdateAssumeRolePolicy":
      return notNarrower(trust(input), call.input.PolicyDocument, "trust");
    case "CreatePolicyVersion":
      return notNarrower(policyDocument(input), call.input.PolicyDocument, "identity");
    case "SetDefaultPolicyVersion":
      return notNarrowerThan(policyDocument(input), version(input, call.input.VersionId));
    case "PutRolePermissionsBoundary":
    case "PutUserPermissionsBoundary":
      return boundaryDoubt(input, call.input.PermissionsBoundary, documentOf);
    case "UpdateRole":
      return longerSession(input, call.input.MaxSessionDuration) ? "could let its sessions last longer" : undefined;
    case "UpdateAccessKey":
      return call.input.Status === "Inactive" ? undefined : COULD_GRANT;
    case "RemoveUserFromGroup":
    case "DeletePolicyVersion":
    case "DeleteLoginProfile":
      return undefined;
    default:
      return COULD_GRANT;
  }
}

/** A policy that is not there grants nothing: it is the empty set, and so is no boundary's absence. */
function inlinePolicy({ observation }: GuardInput, name: string): Observation<string> {
  if (observation.status !== "present") return observation;
  if (!("inlinePolicies" in observation.state)) return { status: "absent" };
  const { inlinePolicies } = observation.state;
  if (inlinePolicies.status !== "present") return inlinePolicies;
  const text = Object.hasOwn(inlinePolicies.state, name) ? inlinePolicies.state[name] : undefined;
  return text === undefined ? { status: "absent" } : { status: "present", state: text };
}

function trust({ observation }: GuardInput): Observation<string> {
  if (observation.status !== "present") return observation;
  return observation.state.kind === "role" ? observation.state.trust : { status: "absent" };
}

function policyDocument({ observation }: GuardInput): Observation<string> {
  if (observation.status !== "present") return observation;
  return observation.state.kind === "policy" ? observation.state.document : { status: "absent" };
}

function version({ policyVersions }: GuardInput, id: string): Observation<string> | undefined {
  if (policyVersions?.status !== "present") return undefined;
  return policyVersions.state.find(({ versionId }) => versionId === id)?.document;
}

function notNarrowerThan(before: Observation<string>, after: Observation<string> | undefined): string | undefined {
  return after?.status === "present" ? notNarrower(before, after.state, "identity") : COULD_GRANT;
}

/** Where there was no boundary, any boundary only takes away. */
async function boundaryDoubt(
  { observation }: GuardInput,
  arn: string,
  documentOf: (arn: string) => Promise<Observation<string>>,
): Promise<string | undefined> {
  const bounded = observation.status === "present" && "permissionsBoundary" in observation.state;
  const before = bounded ? observation.state.permissionsBoundary : undefined;
  if (before === undefined || before.status === "unreadable") return COULD_GRANT;
  if (before.status === "absent") return undefined;
  return notNarrowerThan(await documentOf(before.state), await documentOf(arn));
}

function longerSession({ observation }: GuardInput, seconds: number): boolean {
  if (observation.status !== "present" || observation.state.kind !== "role") return true;
  const { maximumSessionSeconds } = observation.state;
  return maximumSessionSeconds.status !== "present" || seconds > maximumSessionSeconds.state;
}
