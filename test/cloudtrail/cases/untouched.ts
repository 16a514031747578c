import { type Case, ROLE_IDENTITY, record, untouched } from "./record.ts";

const missing = { errorCode: "NoSuchEntityException", errorMessage: "Login Profile for User dana cannot be found." };

export const UNTOUCHED_CASES: readonly Case[] = [
  untouched("captured", "GetUser of the caller has no parameters", "read", record("GetUser")),
  untouched("captured", "GetRole", "read", record("GetRole", { roleName: "builder" })),
  untouched(
    "captured",
    "ListAttachedRolePolicies",
    "read",
    record("ListAttachedRolePolicies", { roleName: "builder" }),
  ),
  untouched("captured", "GetAccountAuthorizationDetails", "read", record("GetAccountAuthorizationDetails")),
  untouched(
    "captured",
    "ListVirtualMFADevices",
    "read",
    record("ListVirtualMFADevices", { assignmentStatus: "Assigned" }),
  ),
  untouched(
    "documented",
    "GenerateCredentialReport",
    "read",
    record("GenerateCredentialReport", null, { state: "STARTED" }),
  ),
  untouched(
    "documented",
    "SimulatePrincipalPolicy",
    "read",
    record("SimulatePrincipalPolicy", { policySourceArn: "arn:x" }),
  ),
  untouched(
    "captured",
    "a write that IAM refused touched nothing, though its parameters stand",
    "failed",
    record("DeleteLoginProfile", { userName: "dana" }, null, missing),
  ),
  untouched(
    "captured",
    "a read that found nothing failed",
    "failed",
    record("GetRole", { roleName: "gone" }, null, missing),
  ),
  untouched(
    "documented",
    "AccessDenied leaves the parameters out",
    "failed",
    record("PutRolePolicy", null, null, { errorCode: "AccessDenied", errorMessage: "…", userIdentity: ROLE_IDENTITY }),
  ),
  untouched(
    "documented",
    "an operation nobody knows that names nothing",
    "unknown",
    record("ReticulateSplines", { count: 3 }),
  ),
  untouched("documented", "an operation nobody knows without parameters", "unknown", record("ReticulateSplines")),
  untouched(
    "documented",
    "another service's call is not IAM's, whatever it names",
    "unknown",
    record("CreateThing", { roleName: "builder" }, null, { eventSource: "iot.amazonaws.com" }),
  ),
];
