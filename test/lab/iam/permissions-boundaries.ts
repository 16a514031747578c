import { roleName } from "./names.ts";
import { type OperationTable, operation } from "./operation.ts";
import { acceptPermissionsBoundary, permissionsBoundary } from "./permissions-boundary.ts";
import { editableRole } from "./role-lookup.ts";
import { existingUserName, userNamed } from "./users.ts";

/**
 * Setting and taking away the boundaries of roles and users. Taking away one that is not there changes nothing.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export const permissionsBoundaryOperations: OperationTable = {
  PutRolePermissionsBoundary: operation({
    kind: "write",
    parameters: { RoleName: roleName, PermissionsBoundary: permissionsBoundary },
    run({ RoleName, PermissionsBoundary }, { account }) {
      editableRole(account, RoleName).permissionsBoundary = acceptPermissionsBoundary(account, PermissionsBoundary);
      return undefined;
    },
  }),

  DeleteRolePermissionsBoundary: operation({
    kind: "write",
    parameters: { RoleName: roleName },
    run({ RoleName }, { account }) {
      editableRole(account, RoleName).permissionsBoundary = undefined;
      return undefined;
    },
  }),

  PutUserPermissionsBoundary: operation({
    kind: "write",
    parameters: { UserName: existingUserName, PermissionsBoundary: permissionsBoundary },
    run({ UserName, PermissionsBoundary }, { account }) {
      userNamed(account, UserName).permissionsBoundary = acceptPermissionsBoundary(account, PermissionsBoundary);
      return undefined;
    },
  }),

  DeleteUserPermissionsBoundary: operation({
    kind: "write",
    parameters: { UserName: existingUserName },
    run({ UserName }, { account }) {
      userNamed(account, UserName).permissionsBoundary = undefined;
      return undefined;
    },
  }),
};
