import type { AgreedException } from "./differences.ts";

/** Where an answer holds what AWS leaves out, or leaves out what AWS gives. */
const shapes: readonly AgreedException[] = [
  {
    steps: ["UpdateRoleDescription", "CreateServiceLinkedRole"],
    paths: ["Role.AssumeRolePolicyDocument"],
    reason: "IAM returns documents URL-encoded (API_Role); moto does in GetRole and CreateRole only.",
  },
  {
    steps: ["ListRoles"],
    paths: ["Roles[].AssumeRolePolicyDocument"],
    reason: "IAM returns documents URL-encoded (API_Role); moto does in GetRole and CreateRole only.",
  },
  {
    steps: ["GetAccountAuthorizationDetails"],
    paths: ["RoleDetailList[].AssumeRolePolicyDocument"],
    reason:
      "IAM returns documents URL-encoded (API_RoleDetail); moto encodes a role's other documents here, not its trust.",
  },
  {
    steps: ["GetPolicyVersion"],
    paths: ["PolicyVersion.Document"],
    reason: "IAM returns documents URL-encoded (API_PolicyVersion).",
  },
  {
    steps: ["CreatePolicyVersion"],
    paths: ["PolicyVersion.Document"],
    reason: "The operation does not return the document (API_PolicyVersion).",
  },
  {
    steps: ["ListPolicyVersions"],
    paths: ["Versions[].Document"],
    reason: "The operation does not return the documents (API_PolicyVersion).",
  },
  {
    steps: ["CreateRole"],
    paths: ["Role.Description", "Role.MaxSessionDuration", "Role.RoleLastUsed"],
    reason: "Recorded answers of CreateRole to requests that set them hold none of the three; GetRole does.",
  },
  {
    steps: ["CreateServiceLinkedRole"],
    paths: ["Role.MaxSessionDuration", "Role.RoleLastUsed", "Role.Tags"],
    reason: "As for CreateRole; and a service-linked role without tags has no Tags element.",
  },
  {
    steps: ["UpdateRoleDescription"],
    paths: ["Role.RoleLastUsed", "Role.Tags"],
    reason: "The API reference's answer has neither, and says to read them with GetRole.",
  },
  {
    steps: ["CreatePolicy", "GetPolicy"],
    paths: ["Policy.PermissionsBoundaryUsageCount"],
    reason: "IAM counts uses as a boundary, also where there are none (recorded answers of CreatePolicy hold a 0).",
  },
  {
    steps: ["ListPolicies", "GetAccountAuthorizationDetails"],
    paths: ["Policies[].PermissionsBoundaryUsageCount"],
    reason: "IAM counts uses as a boundary, also where there are none.",
  },
  {
    steps: ["GetAccountAuthorizationDetails"],
    paths: ["Policies[].PolicyId", "Policies[].PolicyName", "Policies[].Description"],
    reason: "Real authorization details name each policy and give its id, and leave the description out.",
  },
  {
    steps: [
      "GetGroup",
      "ListAccessKeys",
      "ListAccountAliases",
      "ListGroupPolicies",
      "ListGroups",
      "ListPolicyVersions",
    ],
    paths: ["IsTruncated"],
    reason: "Every list says whether it is truncated; moto leaves it out where it does not page.",
  },
  {
    steps: ["AssumeRole"],
    paths: ["PackedPolicySize"],
    reason: "STS gives the packed size of a session policy and tags, and this session has none.",
  },
  {
    steps: ["GetAccountSummary"],
    paths: ["SummaryMap.AccountPasswordPresent"],
    reason: "The API's list of keys has it (SummaryKeyType); moto's is older.",
  },
  {
    steps: ["GetAccountSummary 2"],
    paths: ["SummaryMap.PolicyVersionsInUse"],
    reason:
      "Not documented beyond its name: the lab counts the versions that are attached, moto every attachment of one.",
  },
  {
    steps: ["GetCredentialReport 2"],
    paths: ["Content.<root_account>"],
    reason: "The report's first row is the root user's; moto has none.",
  },
  {
    steps: ["GetCredentialReport 2"],
    paths: [
      "Content.jane.password_last_used",
      "Content.jane.password_last_changed",
      "Content.jane.password_next_rotation",
      "Content.jane.access_key_1_last_used_region",
      "Content.jane.access_key_1_last_used_service",
      "Content.jane.access_key_2_last_used_region",
      "Content.jane.access_key_2_last_used_service",
    ],
    reason:
      "A user without password or keys has N/A there; not_supported is for the root user, and moto invents a date.",
  },
];

/** Service-linked roles. */
const serviceLinkedRoles: readonly AgreedException[] = [
  {
    scenario: "the service-linked role of Amazon IVS",
    steps: ["CreateServiceLinkedRole"],
    paths: ["Role.RoleName"],
    lab: "AWSServiceRoleForIVSRecordToS3",
    reason:
      "moto makes the name from the host name (AWSServiceRoleForivs); Amazon IVS calls it AWSServiceRoleForIVSRecordToS3.",
  },
  {
    scenario: "the service-linked role of Amazon IVS",
    steps: ["CreateServiceLinkedRole"],
    paths: ["Role.Arn"],
    lab: "arn:aws:iam::000000000000:role/aws-service-role/ivs.amazonaws.com/AWSServiceRoleForIVSRecordToS3",
    reason: "The same name.",
  },
  {
    scenario: "the service-linked role of Amazon IVS",
    steps: ["GetRole"],
    paths: [""],
    reason: "It is not to be found under its real name in moto.",
  },
  {
    scenario: "a service-linked role is created and deleted",
    steps: ["GetRole"],
    paths: ["Role.AssumeRolePolicyDocument"],
    reason: "Real service-linked roles have a scalar Action and Service; moto wraps both in lists.",
  },
  {
    steps: ["ListAttachedRolePolicies"],
    scenario: "a service-linked role is created and deleted",
    paths: ["AttachedPolicies"],
    reason: "The service's own policy is attached to its role; moto attaches none.",
  },
  {
    scenario: "a service-linked role is created and deleted",
    steps: ["CreateServiceLinkedRole 2"],
    paths: [""],
    lab: "refused InvalidInput 400",
    reason: "IAM answers InvalidInput (“… has been taken in this account”), not EntityAlreadyExists.",
  },
  {
    steps: ["DeleteServiceLinkedRole"],
    paths: ["DeletionTaskId"],
    reason:
      "The id is task/aws-service-role/<service>/<role>/<uuid> (API_DeleteServiceLinkedRole); moto gives the uuid alone.",
  },
  {
    scenario: "a service-linked role cannot be edited",
    steps: ["PutRolePolicy", "AttachRolePolicy", "DeleteRole"],
    paths: [""],
    lab: "refused UnmodifiableEntity 400",
    reason: "All three answer UnmodifiableEntity for a service-linked role (API reference); moto does not protect it.",
  },
];

/** What IAM refuses, and moto does not. */
const refusals: readonly AgreedException[] = [
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

/** Pages. */
const pages: readonly AgreedException[] = [
  {
    scenario: "pages of users",
    steps: ["ListUsers", "ListUsers 2"],
    paths: ["IsTruncated", "Marker", "Users"],
    reason: "moto does not page users.",
  },
  {
    scenario: "pages of users",
    steps: ["ListUsers 3"],
    paths: ["Users"],
    reason: "moto does not page users.",
  },
];

/** Where moto is at odds with AWS, or with what AWS documents, and the lab is not. */
export const exceptions: readonly AgreedException[] = [...shapes, ...serviceLinkedRoles, ...refusals, ...pages];
