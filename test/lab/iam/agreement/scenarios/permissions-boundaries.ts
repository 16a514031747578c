import {
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRolePermissionsBoundaryCommand,
  DeleteUserPermissionsBoundaryCommand,
  GetPolicyCommand,
  GetRoleCommand,
  GetUserCommand,
  ListRolesCommand,
  PutRolePermissionsBoundaryCommand,
  PutUserPermissionsBoundaryCommand,
} from "@aws-sdk/client-iam";
import { allow, trust } from "../documents.ts";
import type { Scenario } from "../scenario.ts";

const PermissionsBoundary = "arn:aws:iam::000000000000:policy/boundary";
const createBoundary = new CreatePolicyCommand({ PolicyName: "boundary", PolicyDocument: allow("s3:*") });
const RoleName = "deploy";
const AssumeRolePolicyDocument = trust("ecs-tasks.amazonaws.com");
const UserName = "jane";

/** The permissions boundaries of roles and users. */
export const permissionsBoundaryScenarios: readonly Scenario[] = [
  {
    name: "a role's permissions boundary",
    run: async ({ iam }) => {
      await iam(createBoundary);
      await iam(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument, PermissionsBoundary }));
      await iam(new GetRoleCommand({ RoleName }));
      await iam(new ListRolesCommand({}));
      await iam(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
      await iam(new DeleteRolePermissionsBoundaryCommand({ RoleName }));
      await iam(new GetRoleCommand({ RoleName }));
      await iam(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary }));
      await iam(new GetRoleCommand({ RoleName }));
      await iam(new GetPolicyCommand({ PolicyArn: PermissionsBoundary }));
      await iam(new PutRolePermissionsBoundaryCommand({ RoleName: "missing", PermissionsBoundary }));
      await iam(new DeleteRolePermissionsBoundaryCommand({ RoleName: "missing" }));
    },
  },
  {
    name: "a user's permissions boundary",
    run: async ({ iam }) => {
      await iam(createBoundary);
      await iam(new CreateUserCommand({ UserName, PermissionsBoundary }));
      await iam(new GetUserCommand({ UserName }));
      await iam(new DeleteUserPermissionsBoundaryCommand({ UserName }));
      await iam(new PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary }));
      await iam(new GetUserCommand({ UserName }));
    },
  },
];
