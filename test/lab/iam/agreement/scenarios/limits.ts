import {
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetPolicyVersionCommand,
  SetDefaultPolicyVersionCommand,
  TagRoleCommand,
  TagUserCommand,
} from "@aws-sdk/client-iam";
import { allow, trust } from "../documents.ts";
import type { Scenario } from "../scenario.ts";

const UserName = "jane";
const AssumeRolePolicyDocument = trust("ec2.amazonaws.com");

/** Values out of IAM's ranges. */
export const limitScenarios: readonly Scenario[] = [
  {
    name: "tags that break the rules are refused",
    run: async ({ iam }) => {
      await iam(new CreateUserCommand({ UserName }));
      for (const Tags of [
        [{ Key: "k".repeat(129), Value: "v" }],
        [{ Key: "k", Value: "v".repeat(257) }],
        [{ Key: "k!", Value: "v" }],
        Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: "v" })),
      ]) {
        await iam(new CreateRoleCommand({ RoleName: "tagged", AssumeRolePolicyDocument, Tags }));
      }
      await iam(
        new CreateRoleCommand({ RoleName: "tagged", AssumeRolePolicyDocument, Tags: [{ Key: "k", Value: "v" }] }),
      );
      await iam(new TagRoleCommand({ RoleName: "tagged", Tags: [{ Key: "k".repeat(129), Value: "v" }] }));
      await iam(new TagRoleCommand({ RoleName: "tagged", Tags: [{ Key: "k", Value: "v?" }] }));
      await iam(new TagUserCommand({ UserName, Tags: [{ Key: "k".repeat(129), Value: "v" }] }));
    },
  },
  {
    name: "names, paths and numbers out of range are refused",
    run: async ({ iam }) => {
      await iam(new CreateUserCommand({ UserName: "has space" }));
      await iam(new CreateUserCommand({ UserName: "path", Path: "no-slashes" }));
      await iam(new CreateRoleCommand({ RoleName: "short", AssumeRolePolicyDocument, MaxSessionDuration: 100 }));
      await iam(
        new CreatePolicyCommand({ PolicyName: "Red5 Stream Manager", PolicyDocument: allow("ec2:RunInstances") }),
      );
    },
  },
  {
    name: "version ids of another form are refused",
    run: async ({ iam }) => {
      await iam(new CreatePolicyCommand({ PolicyName: "operator", PolicyDocument: allow("ivs:*") }));
      const PolicyArn = "arn:aws:iam::000000000000:policy/operator";
      await iam(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: "first" }));
      await iam(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: "v9" }));
      await iam(new GetPolicyVersionCommand({ PolicyArn, VersionId: "v9" }));
    },
  },
  {
    name: "a managed policy of more than 6,144 characters is refused",
    run: async ({ iam }) => {
      const PolicyDocument = allow("s3:GetObject", `arn:aws:s3:::bucket/${"k".repeat(6144)}`);
      await iam(new CreatePolicyCommand({ PolicyName: "long", PolicyDocument }));
    },
  },
];
