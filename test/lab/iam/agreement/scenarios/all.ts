import type { Scenario } from "../scenario.ts";
import { accountScenarios } from "./account.ts";
import { credentialScenarios } from "./credentials.ts";
import { groupScenarios } from "./groups.ts";
import { limitScenarios } from "./limits.ts";
import { paginationScenarios } from "./pagination.ts";
import { permissionsBoundaryScenarios } from "./permissions-boundaries.ts";
import { policyScenarios } from "./policies.ts";
import { roleScenarios } from "./roles.ts";
import { serviceLinkedRoleScenarios } from "./service-linked-roles.ts";
import { userScenarios } from "./users.ts";

/** Every scenario of the suite; their names are unique. */
export const scenarios: readonly Scenario[] = [
  ...roleScenarios,
  ...policyScenarios,
  ...permissionsBoundaryScenarios,
  ...userScenarios,
  ...credentialScenarios,
  ...groupScenarios,
  ...serviceLinkedRoleScenarios,
  ...accountScenarios,
  ...limitScenarios,
  ...paginationScenarios,
];
