import {
  AttachRolePolicyCommand,
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreatePolicyVersionCommand,
  DeleteAccessKeyCommand,
  GetPolicyVersionCommand,
  type IAMClient,
  ListAccessKeysCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { EXAMPLE_ACCOUNT } from "./example-baseline.ts";

/** One thing that somebody did to the account, and how many days before the check. */
interface Change {
  readonly daysAgo: number;
  readonly make: (client: IAMClient) => Promise<unknown>;
}

const TASK_POLICY = `arn:aws:iam::${EXAMPLE_ACCOUNT}:policy/matillion-agent-task`;

const statement = (fields: object): object => ({ Effect: "Allow", ...fields });
const policy = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });

/** What happened to the account of the example, the earliest first. */
export const EXAMPLE_DRIFT: readonly Change[] = [
  { daysAgo: 131, make: (client) => rotate(client, "archive-sync", "keep") },
  { daysAgo: 81, make: (client) => rotate(client, "production-streammanager", "delete") },
  { daysAgo: 34, make: (client) => rotate(client, "graphics-push", "delete") },
  { daysAgo: 12, make: (client) => rotate(client, "playout-api", "delete") },
  {
    daysAgo: 9,
    make: (client) =>
      client.send(
        new AttachRolePolicyCommand({
          RoleName: "matillion-agent-task",
          PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess",
        }),
      ),
  },
  {
    daysAgo: 6,
    make: (client) =>
      client.send(new CreateLoginProfileCommand({ UserName: "graphics-push", Password: "Example-1-Example" })),
  },
  { daysAgo: 3, make: broadenTaskPolicy },
  {
    daysAgo: 3,
    make: (client) =>
      client.send(
        new UpdateAssumeRolePolicyCommand({
          RoleName: "matillion-agent-execution",
          PolicyDocument: policy(
            statement({ Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" }),
            statement({ Principal: { AWS: "arn:aws:iam::999988887777:root" }, Action: "sts:AssumeRole" }),
          ),
        }),
      ),
  },
  {
    daysAgo: 1,
    make: (client) =>
      client.send(
        new PutUserPolicyCommand({
          UserName: "newsroom-upload",
          PolicyName: "upload",
          PolicyDocument: policy(
            statement({
              Sid: "Upload",
              Action: ["s3:AbortMultipartUpload", "s3:PutObject", "s3:DeleteObject"],
              Resource: "arn:aws:s3:::newsroom-incoming/*",
            }),
            statement({ Sid: "Look", Action: ["s3:ListBucket"], Resource: "arn:aws:s3:::newsroom-incoming" }),
          ),
        }),
      ),
  },
];

/** Gives a user a new access key; the old one is deleted, or kept and made inactive. */
async function rotate(client: IAMClient, UserName: string, old: "delete" | "keep"): Promise<void> {
  const { AccessKeyMetadata = [] } = await client.send(new ListAccessKeysCommand({ UserName }));
  for (const { AccessKeyId } of AccessKeyMetadata) {
    if (old === "delete") await client.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
    else await client.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: "Inactive" }));
  }
  await client.send(new CreateAccessKeyCommand({ UserName }));
}

/** The agent may use every bucket, and hand any role to a service. */
async function broadenTaskPolicy(client: IAMClient): Promise<void> {
  const { PolicyVersion } = await client.send(new GetPolicyVersionCommand({ PolicyArn: TASK_POLICY, VersionId: "v1" }));
  const text = decodeURIComponent(PolicyVersion?.Document ?? "");
  const document = JSON.parse(text) as { Statement: { Sid: string; Resource: unknown }[] };
  const Statement = document.Statement.map((each) => (each.Sid === "S3Use" ? { ...each, Resource: "*" } : each));
  const PassAny = { Sid: "PassAny", ...statement({ Action: "iam:PassRole", Resource: "*" }) };
  const PolicyDocument = JSON.stringify({ ...document, Statement: [...Statement, PassAny] });
  await client.send(new CreatePolicyVersionCommand({ PolicyArn: TASK_POLICY, PolicyDocument, SetAsDefault: true }));
}
