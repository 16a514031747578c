import type { AgreedException } from "../differences.ts";

/** Where moto's permissions boundaries are not IAM's: a role's are there, a user's are not. */
export const permissionsBoundaryExceptions: readonly AgreedException[] = [
  {
    scenario: "a role's permissions boundary",
    steps: ["CreateRole", "GetRole", "GetRole 3"],
    paths: ["Role.PermissionsBoundary.PermissionsBoundaryType"],
    lab: "Policy",
    reason:
      "IAM answers Policy, as the examples of the aws command show, though the API reference lists PermissionsBoundaryPolicy alone.",
  },
  {
    scenario: "a user's permissions boundary",
    steps: ["CreateUser", "GetUser", "GetUser 2"],
    paths: ["User.PermissionsBoundary"],
    reason: "API_User has it; moto forgets what CreateUser was given.",
  },
  {
    scenario: "a user's permissions boundary",
    steps: ["PutUserPermissionsBoundary", "DeleteUserPermissionsBoundary"],
    paths: [""],
    reason: "moto does not do either.",
  },
];
