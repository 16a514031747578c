import { accessKeyOperations } from "./access-keys.ts";
import { accountAliasOperations } from "./account-aliases.ts";
import { accountSummaryOperations } from "./account-summary.ts";
import { authorizationDetailOperations } from "./authorization-details.ts";
import { credentialReportOperations } from "./credential-report.ts";
import { groupPolicyOperations } from "./group-policies.ts";
import { groupMemberOperations, groupOperations } from "./groups.ts";
import { loginProfileOperations } from "./login-profiles.ts";
import { managedPolicyOperations } from "./managed-policies.ts";
import { mfaDeviceOperations } from "./mfa-devices.ts";
import type { OperationTable } from "./operation.ts";
import { permissionsBoundaryOperations } from "./permissions-boundaries.ts";
import { policyEntityOperations } from "./policy-entities.ts";
import { policyTagOperations } from "./policy-tags.ts";
import { policyVersionOperations } from "./policy-versions.ts";
import { rolePolicyOperations } from "./role-policies.ts";
import { roleTagOperations } from "./role-tags.ts";
import { roleOperations } from "./roles.ts";
import { serviceLinkedRoleOperations } from "./service-linked-roles.ts";
import { userPolicyOperations, userTagOperations } from "./user-policies.ts";
import { userOperations } from "./users.ts";

/** Every operation of IAM that the lab does; any other is answered with NotImplemented. */
export const operations: OperationTable = {
  ...roleOperations,
  ...rolePolicyOperations,
  ...roleTagOperations,
  ...serviceLinkedRoleOperations,
  ...managedPolicyOperations,
  ...policyVersionOperations,
  ...policyEntityOperations,
  ...permissionsBoundaryOperations,
  ...policyTagOperations,
  ...userOperations,
  ...userPolicyOperations,
  ...userTagOperations,
  ...accessKeyOperations,
  ...loginProfileOperations,
  ...mfaDeviceOperations,
  ...groupOperations,
  ...groupMemberOperations,
  ...groupPolicyOperations,
  ...accountAliasOperations,
  ...accountSummaryOperations,
  ...authorizationDetailOperations,
  ...credentialReportOperations,
};
