import type { AgreedException } from "../differences.ts";

/** What IAM refuses, and moto does not. */
export const refusalExceptions: readonly AgreedException[] = [
  {
    scenario: "a group's members",
    steps: ["DeleteUser", "DeleteGroup"],
    paths: [""],
    lab: "refused DeleteConflict 409",
    reason:
      "A user is removed from its groups before it is deleted, and a group emptied (API_DeleteUser, API_DeleteGroup).",
  },
  {
    scenario: "a user with a password is not deleted",
    steps: ["DeleteUser"],
    paths: [""],
    lab: "refused DeleteConflict 409",
    reason: "The password is deleted first (API_DeleteUser).",
  },
  {
    scenario: "a user with an access key is not deleted",
    steps: ["DeleteUser"],
    paths: [""],
    lab: "refused DeleteConflict 409",
    reason: "Access keys are deleted first (API_DeleteUser).",
  },
  {
    scenario: "a managed policy has at most five versions",
    steps: ["DeletePolicy"],
    paths: [""],
    lab: "refused DeleteConflict 409",
    reason: "Versions that are not the default one are deleted first (API_DeletePolicy).",
  },
  {
    scenario: "an attached managed policy",
    steps: ["DeletePolicy"],
    paths: [""],
    lab: "refused DeleteConflict 409",
    reason: "The policy is detached from everything first (API_DeletePolicy).",
  },
  {
    scenario: "an attached managed policy",
    steps: ["ListEntitiesForPolicy 4"],
    paths: [""],
    lab: "refused NoSuchEntity 404",
    reason: "NoSuchEntity is documented for a policy that is not there; moto lists nothing.",
  },
  {
    scenario: "a user is not renamed to a name that is taken",
    steps: ["UpdateUser"],
    paths: [""],
    lab: "refused EntityAlreadyExists 409",
    reason: "EntityAlreadyExists is documented; moto drops the user that had the name.",
  },
  {
    scenario: "a user is not renamed to a name that is taken",
    steps: ["ListUsers"],
    paths: ["Users"],
    reason: "The user that moto dropped.",
  },
  {
    scenario: "a user is created, read, renamed and deleted",
    steps: ["GetUser 2"],
    paths: ["User.Tags"],
    reason: "A rename keeps the user's tags; moto files them under the old ARN.",
  },
  {
    scenario: "a password that is too short is refused",
    steps: ["CreateLoginProfile"],
    paths: [""],
    lab: "refused PasswordPolicyViolation 400",
    reason: "IAM's default password policy asks for 8 characters; moto has none.",
  },
  {
    scenario: "a user has at most two access keys",
    steps: ["GetAccessKeyLastUsed 2"],
    paths: [""],
    lab: "refused AccessDenied 403",
    reason: "The API lists no NoSuchEntity for this operation: IAM denies access to a key that no user has.",
  },
  {
    scenario: "tags that break the rules are refused",
    steps: ["TagRole 2", "TagUser"],
    paths: [""],
    lab: "refused ValidationError 400",
    reason: "A tag's value has the characters of its key, and users' tags the rules of roles'; moto checks neither.",
  },
  {
    scenario: "names, paths and numbers out of range are refused",
    steps: ["CreateUser", "CreateRole", "CreatePolicy"],
    paths: [""],
    lab: "refused ValidationError 400",
    reason: "The API reference's patterns and ranges; moto takes anything.",
  },
  {
    scenario: "a managed policy of more than 6,144 characters is refused",
    steps: ["CreatePolicy"],
    paths: [""],
    lab: "refused LimitExceeded 409",
    reason: "The quota of managed policy sizes (reference_iam-quotas); moto has none.",
  },
];
