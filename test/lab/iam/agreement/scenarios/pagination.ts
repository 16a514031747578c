import {
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  ListPoliciesCommand,
  ListRolesCommand,
  ListUsersCommand,
} from "@aws-sdk/client-iam";
import { allow, trust } from "../documents.ts";
import type { Scenario } from "../scenario.ts";

const names = ["alpha", "beta", "delta", "epsilon", "gamma"];

/** A page of at most `MaxItems`, its marker, and the pages after it. */
export const paginationScenarios: readonly Scenario[] = [
  {
    name: "pages of users",
    lists: "counted",
    run: async ({ iam }) => {
      for (const UserName of names) {
        await iam(new CreateUserCommand({ UserName }));
      }
      let Marker: string | undefined;
      for (let page = 0; page < 3; page += 1) {
        const answer = await iam(new ListUsersCommand({ MaxItems: 2, Marker }));
        Marker = answer?.Marker;
      }
      await iam(new ListUsersCommand({ MaxItems: 5 }));
    },
  },
  {
    name: "pages of roles",
    lists: "counted",
    run: async ({ iam }) => {
      for (const RoleName of names) {
        await iam(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust("ec2.amazonaws.com") }));
      }
      let Marker: string | undefined;
      for (let page = 0; page < 3; page += 1) {
        const answer = await iam(new ListRolesCommand({ MaxItems: 2, Marker }));
        Marker = answer?.Marker;
      }
    },
  },
  {
    name: "pages of policies",
    lists: "counted",
    run: async ({ iam }) => {
      for (const PolicyName of names) {
        await iam(new CreatePolicyCommand({ PolicyName, PolicyDocument: allow("s3:*") }));
      }
      let Marker: string | undefined;
      for (let page = 0; page < 3; page += 1) {
        const answer = await iam(new ListPoliciesCommand({ Scope: "Local", MaxItems: 2, Marker }));
        Marker = answer?.Marker;
      }
    },
  },
];
