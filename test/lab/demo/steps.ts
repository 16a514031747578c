import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreateLoginProfileCommand,
  CreatePolicyVersionCommand,
  DeleteServiceLinkedRoleCommand,
  GetRolePolicyCommand,
  PutRolePolicyCommand,
  SetDefaultPolicyVersionCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import type { Stage } from "./stage.ts";

/** One act of the demo: somebody tampers with one entity, and Plumbline answers. */
export interface Step {
  readonly title: string;
  readonly baseline: string;
  readonly entity: string;
  /** The CloudTrail event that tells of it; `Scheduled Event` where only a sweep can see it. */
  readonly event: string;
  readonly act: (stage: Stage) => Promise<void>;
  /** How long it lasts, for the reader, where that is long. */
  readonly lasts?: string;
  /** How it must end; the demo fails where it ends otherwise. */
  readonly ends: "resolved" | "open";
  /** Why it stays open, for the reader. */
  readonly because?: string;
}

const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";

/** Adds one Allow statement to a role's inline policy, as a hurried engineer would. */
async function widenInlinePolicy(stage: Stage, role: string, policy: string, action: string): Promise<void> {
  const { PolicyDocument } = await stage.iam.send(new GetRolePolicyCommand({ RoleName: role, PolicyName: policy }));
  const document = JSON.parse(decodeURIComponent(PolicyDocument ?? "")) as { Statement: unknown[] };
  document.Statement.push({ Sid: "Temporary", Effect: "Allow", Action: action, Resource: "*" });
  await stage.iam.send(
    new PutRolePolicyCommand({ RoleName: role, PolicyName: policy, PolicyDocument: JSON.stringify(document) }),
  );
}

const attachToRole = (RoleName: string) => async (stage: Stage) => {
  await stage.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: ADMINISTRATOR }));
};

/** A rotation as a page would tell it: a successor is made near the end of the old key's life, and used. */
async function growOld(stage: Stage, user: string): Promise<void> {
  await stage.advance("P85D");
  const { AccessKey } = await stage.iam.send(new CreateAccessKeyCommand({ UserName: user }));
  await stage.useKey(AccessKey?.AccessKeyId ?? "", AccessKey?.SecretAccessKey ?? "");
  await stage.advance("P6D");
}

const stranger = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: "arn:aws:iam::111122223333:root" }, Action: "sts:AssumeRole" }],
});

/** The acts, vendor by vendor. The lab's account holds what its baselines ask for when they begin. */
export const STEPS: readonly Step[] = [
  {
    title: "An inline policy is widened",
    baseline: "viz-now",
    entity: "role/viz-now-deploy-infra",
    event: "PutRolePolicy",
    act: (stage) => widenInlinePolicy(stage, "viz-now-deploy-infra", "viz-now-deploy-infra", "lambda:*"),
    ends: "resolved",
  },
  {
    title: "A stranger's account is put in a trust policy",
    baseline: "viz-now",
    entity: "role/viz-now-deploy-infra",
    event: "UpdateAssumeRolePolicy",
    act: async (stage) => {
      await stage.iam.send(
        new UpdateAssumeRolePolicyCommand({ RoleName: "viz-now-deploy-infra", PolicyDocument: stranger }),
      );
    },
    ends: "open",
    because: "`narrow` never grants, and a trust policy that is put back could",
  },
  {
    title: "AdministratorAccess is attached to a vendor's role",
    baseline: "viz-now",
    entity: "role/viz-now-manage",
    event: "AttachRolePolicy",
    act: attachToRole("viz-now-manage"),
    ends: "resolved",
  },
  {
    title: "A reconstructed document is widened",
    baseline: "viz-now",
    entity: "role/viz-now-manage",
    event: "PutRolePolicy",
    act: (stage) => widenInlinePolicy(stage, "viz-now-manage", "viz-now-manage", "lambda:*"),
    ends: "open",
    because: "a reconstructed document is never written to an account",
  },
  {
    title: "A managed policy is rolled back to an older, broader version",
    baseline: "amazon-ivs",
    entity: "policy/ivs-operator",
    event: "SetDefaultPolicyVersion",
    act: async (stage) => {
      const PolicyArn = `arn:aws:iam::${stage.account}:policy/ivs-operator`;
      await stage.iam.send(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
    },
    ends: "resolved",
  },
  {
    title: "A service-linked role is deleted",
    baseline: "amazon-ivs-recording",
    entity: "role/AWSServiceRoleForIVSRecordToS3",
    event: "DeleteServiceLinkedRole",
    act: async (stage) => {
      await stage.iam.send(new DeleteServiceLinkedRoleCommand({ RoleName: "AWSServiceRoleForIVSRecordToS3" }));
    },
    ends: "resolved",
  },
  {
    title: "AdministratorAccess is attached to a vendor's user",
    baseline: "red5-stream-manager",
    entity: "user/production-streammanager",
    event: "AttachUserPolicy",
    act: async (stage) => {
      await stage.iam.send(
        new AttachUserPolicyCommand({ UserName: "production-streammanager", PolicyArn: ADMINISTRATOR }),
      );
    },
    ends: "resolved",
  },
  {
    title: "A machine user gets a console password",
    baseline: "red5-stream-manager",
    entity: "user/production-streammanager",
    event: "CreateLoginProfile",
    act: async (stage) => {
      await stage.iam.send(
        new CreateLoginProfileCommand({ UserName: "production-streammanager", Password: "Correct-Horse-7-Battery" }),
      );
    },
    ends: "resolved",
  },
  {
    title: "AdministratorAccess is attached to a task role",
    baseline: "matillion-agent",
    entity: "role/matillion-agent-task",
    event: "AttachRolePolicy",
    act: attachToRole("matillion-agent-task"),
    ends: "resolved",
  },
  {
    title: "A task role's policy gets a new, wider default version",
    baseline: "matillion-agent",
    entity: "policy/matillion-agent-task",
    event: "CreatePolicyVersion",
    act: async (stage) => {
      await stage.iam.send(
        new CreatePolicyVersionCommand({
          PolicyArn: `arn:aws:iam::${stage.account}:policy/matillion-agent-task`,
          SetAsDefault: true,
          PolicyDocument: JSON.stringify({
            Version: "2012-10-17",
            Statement: [{ Sid: "Everything", Effect: "Allow", Action: ["s3:*", "secretsmanager:*"], Resource: "*" }],
          }),
        }),
      );
    },
    ends: "open",
    because: "a reconstructed document is never written to an account",
  },
  {
    title: "Plumbline's own reading role is given rights over IAM",
    baseline: "plumbline",
    entity: "role/plumbline-detect-drift",
    event: "PutRolePolicy",
    act: (stage) => widenInlinePolicy(stage, "plumbline-detect-drift", "plumbline-detect-drift", "iam:*"),
    ends: "open",
    because: "Plumbline changes nothing of its own roles",
  },
  {
    title: "An access key grows too old while its successor is in use",
    baseline: "red5-stream-manager",
    entity: "user/production-streammanager",
    event: "Scheduled Event",
    lasts: "(three months go by, with a sweep on each day: half a minute)",
    act: (stage) => growOld(stage, "production-streammanager"),
    ends: "resolved",
  },
];
