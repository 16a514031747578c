import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateAccountAliasCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteAccountAliasCommand,
  GenerateCredentialReportCommand,
  GetAccountAuthorizationDetailsCommand,
  GetAccountSummaryCommand,
  GetCredentialReportCommand,
  ListAccountAliasesCommand,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { allow, trust, trustAccount } from "../documents.ts";
import type { Account, Scenario } from "../scenario.ts";

const PolicyArn = "arn:aws:iam::000000000000:policy/operator";

/** One entity of each kind, with every kind of policy. */
async function populate({ iam }: Account): Promise<void> {
  await iam(new CreatePolicyCommand({ PolicyName: "operator", PolicyDocument: allow("ivs:Get*") }));
  await iam(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: allow("ivs:*"), SetAsDefault: true }));
  await iam(new CreateUserCommand({ UserName: "jane", Tags: [{ Key: "team", Value: "video" }] }));
  await iam(new PutUserPolicyCommand({ UserName: "jane", PolicyName: "own", PolicyDocument: allow("s3:*") }));
  await iam(new AttachUserPolicyCommand({ UserName: "jane", PolicyArn }));
  await iam(new CreateGroupCommand({ GroupName: "operators" }));
  await iam(new AddUserToGroupCommand({ GroupName: "operators", UserName: "jane" }));
  await iam(new PutGroupPolicyCommand({ GroupName: "operators", PolicyName: "all", PolicyDocument: allow("ec2:*") }));
  await iam(new AttachGroupPolicyCommand({ GroupName: "operators", PolicyArn }));
  await iam(
    new CreateRoleCommand({
      RoleName: "task",
      AssumeRolePolicyDocument: trust("ecs-tasks.amazonaws.com"),
      Tags: [{ Key: "team", Value: "data" }],
    }),
  );
  await iam(new PutRolePolicyCommand({ RoleName: "task", PolicyName: "logs", PolicyDocument: allow("logs:*") }));
  await iam(new AttachRolePolicyCommand({ RoleName: "task", PolicyArn }));
}

/** What speaks of the account as a whole, and who is calling. */
export const accountScenarios: readonly Scenario[] = [
  {
    name: "authorization details",
    run: async (account) => {
      await populate(account);
      for (const Filter of ["User", "Group", "Role", "LocalManagedPolicy"] as const) {
        await account.iam(new GetAccountAuthorizationDetailsCommand({ Filter: [Filter] }));
      }
      await account.iam(new GetAccountAuthorizationDetailsCommand({ Filter: ["User", "Role"] }));
    },
  },
  {
    name: "the account summary counts",
    run: async (account) => {
      await account.iam(new GetAccountSummaryCommand({}));
      await populate(account);
      await account.iam(new GetAccountSummaryCommand({}));
    },
  },
  {
    name: "account aliases",
    run: async ({ iam }) => {
      await iam(new ListAccountAliasesCommand({}));
      await iam(new CreateAccountAliasCommand({ AccountAlias: "plumbline-lab" }));
      await iam(new ListAccountAliasesCommand({}));
      await iam(new DeleteAccountAliasCommand({ AccountAlias: "plumbline-lab" }));
      await iam(new ListAccountAliasesCommand({}));
    },
  },
  {
    name: "a credential report",
    run: async ({ iam }) => {
      await iam(new CreateUserCommand({ UserName: "jane" }));
      await iam(new GetCredentialReportCommand({}));
      await iam(new GenerateCredentialReportCommand({}));
      await iam(new GenerateCredentialReportCommand({}));
      await iam(new GetCredentialReportCommand({}));
    },
  },
  {
    name: "a user asks who it is",
    run: async ({ iam, as }) => {
      await iam(new CreateUserCommand({ UserName: "jane" }));
      const created = await iam(new CreateAccessKeyCommand({ UserName: "jane" }));
      const jane = as({
        accessKeyId: created?.AccessKey?.AccessKeyId ?? "",
        secretAccessKey: created?.AccessKey?.SecretAccessKey ?? "",
      });
      await jane.sts(new GetCallerIdentityCommand({}));
    },
  },
  {
    name: "a role session asks who it is",
    run: async ({ iam, sts, as }) => {
      await iam(new CreateRoleCommand({ RoleName: "deploy", AssumeRolePolicyDocument: trustAccount("000000000000") }));
      const assumed = await sts(
        new AssumeRoleCommand({ RoleArn: "arn:aws:iam::000000000000:role/deploy", RoleSessionName: "session" }),
      );
      const session = as({
        accessKeyId: assumed?.Credentials?.AccessKeyId ?? "",
        secretAccessKey: assumed?.Credentials?.SecretAccessKey ?? "",
        sessionToken: assumed?.Credentials?.SessionToken ?? "",
      });
      await session.sts(new GetCallerIdentityCommand({}));
    },
  },
];
