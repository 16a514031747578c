import type { AgreedException } from "../differences.ts";

/** Where an answer of moto's holds what AWS leaves out, or leaves out what AWS gives. */
export const answerExceptions: readonly AgreedException[] = [
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
    reason: "Recorded answers of CreateRole to requests that set a session length hold none of the three.",
  },
  {
    steps: ["CreateServiceLinkedRole"],
    paths: ["Role.MaxSessionDuration", "Role.RoleLastUsed", "Role.Tags"],
    reason: "As for CreateRole; and a service-linked role without tags has no Tags element.",
  },
  {
    steps: ["UpdateRoleDescription"],
    paths: ["Role.RoleLastUsed", "Role.Tags"],
    reason: "Not documented for this operation; the lab answers the role without what GetRole alone is known to add.",
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
