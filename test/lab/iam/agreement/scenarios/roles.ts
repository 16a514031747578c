import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
} from "@aws-sdk/client-iam";
import { allow, trust } from "../documents.ts";
import type { Scenario } from "../scenario.ts";

const RoleName = "deploy";
const AssumeRolePolicyDocument = trust("ecs-tasks.amazonaws.com");
const administrator = "arn:aws:iam::aws:policy/AdministratorAccess";

/** Roles: their life, their trust, inline policies, attachments and tags. */
export const roleScenarios: readonly Scenario[] = [
  {
    name: "a role is created, read, updated and deleted",
    run: async ({ iam }) => {
      await iam(
        new CreateRoleCommand({
          RoleName,
          Path: "/team/",
          AssumeRolePolicyDocument,
          Description: "Deploys",
          MaxSessionDuration: 7200,
          Tags: [{ Key: "owner", Value: "platform" }],
        }),
      );
      await iam(new GetRoleCommand({ RoleName }));
      await iam(new UpdateRoleCommand({ RoleName, Description: "Deploys more", MaxSessionDuration: 3600 }));
      await iam(new UpdateRoleDescriptionCommand({ RoleName, Description: "Deploys all" }));
      await iam(new GetRoleCommand({ RoleName }));
      await iam(new ListRolesCommand({}));
      await iam(new ListRolesCommand({ PathPrefix: "/other/" }));
      await iam(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
      await iam(new DeleteRoleCommand({ RoleName }));
      await iam(new GetRoleCommand({ RoleName }));
      await iam(new DeleteRoleCommand({ RoleName }));
    },
  },
  {
    name: "a role's trust policy is replaced, and refused where it is no trust policy",
    run: async ({ iam }) => {
      await iam(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
      await iam(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: trust("ec2.amazonaws.com") }));
      await iam(new GetRoleCommand({ RoleName }));
      await iam(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: "{not json" }));
      await iam(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: allow("s3:GetObject") }));
      await iam(new UpdateAssumeRolePolicyCommand({ RoleName: "missing", PolicyDocument: AssumeRolePolicyDocument }));
      await iam(new GetRoleCommand({ RoleName }));
    },
  },
  {
    name: "inline policies of a role",
    run: async ({ iam }) => {
      await iam(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
      await iam(new PutRolePolicyCommand({ RoleName, PolicyName: "read", PolicyDocument: allow("s3:GetObject") }));
      await iam(new PutRolePolicyCommand({ RoleName, PolicyName: "list", PolicyDocument: allow("s3:ListBucket") }));
      await iam(new PutRolePolicyCommand({ RoleName, PolicyName: "read", PolicyDocument: allow("s3:Get*") }));
      await iam(new GetRolePolicyCommand({ RoleName, PolicyName: "read" }));
      await iam(new ListRolePoliciesCommand({ RoleName }));
      await iam(new DeleteRoleCommand({ RoleName }));
      await iam(new PutRolePolicyCommand({ RoleName, PolicyName: "bad", PolicyDocument: "[]" }));
      await iam(new PutRolePolicyCommand({ RoleName, PolicyName: "bad", PolicyDocument: trust("ec2.amazonaws.com") }));
      await iam(new DeleteRolePolicyCommand({ RoleName, PolicyName: "read" }));
      await iam(new DeleteRolePolicyCommand({ RoleName, PolicyName: "read" }));
      await iam(new GetRolePolicyCommand({ RoleName, PolicyName: "read" }));
      await iam(new ListRolePoliciesCommand({ RoleName }));
      await iam(
        new PutRolePolicyCommand({ RoleName: "missing", PolicyName: "read", PolicyDocument: allow("s3:GetObject") }),
      );
      await iam(new ListRolePoliciesCommand({ RoleName: "missing" }));
    },
  },
  {
    name: "managed policies attached to a role",
    awsPolicies: true,
    run: async ({ iam }) => {
      await iam(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
      await iam(new AttachRolePolicyCommand({ RoleName, PolicyArn: administrator }));
      await iam(new AttachRolePolicyCommand({ RoleName, PolicyArn: administrator }));
      await iam(new ListAttachedRolePoliciesCommand({ RoleName }));
      await iam(new DeleteRoleCommand({ RoleName }));
      await iam(new DetachRolePolicyCommand({ RoleName, PolicyArn: administrator }));
      await iam(new DetachRolePolicyCommand({ RoleName, PolicyArn: administrator }));
      await iam(new ListAttachedRolePoliciesCommand({ RoleName }));
      await iam(new AttachRolePolicyCommand({ RoleName: "missing", PolicyArn: administrator }));
      await iam(new AttachRolePolicyCommand({ RoleName, PolicyArn: "arn:aws:iam::000000000000:policy/missing" }));
      await iam(new DeleteRoleCommand({ RoleName }));
    },
  },
  {
    name: "tags of a role",
    run: async ({ iam }) => {
      await iam(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
      await iam(new ListRoleTagsCommand({ RoleName }));
      await iam(
        new TagRoleCommand({
          RoleName,
          Tags: [
            { Key: "owner", Value: "platform" },
            { Key: "stage", Value: "" },
          ],
        }),
      );
      await iam(new TagRoleCommand({ RoleName, Tags: [{ Key: "owner", Value: "security" }] }));
      await iam(new ListRoleTagsCommand({ RoleName }));
      await iam(new UntagRoleCommand({ RoleName, TagKeys: ["stage", "unknown"] }));
      await iam(new GetRoleCommand({ RoleName }));
      await iam(
        new TagRoleCommand({
          RoleName,
          Tags: [
            { Key: "twice", Value: "1" },
            { Key: "twice", Value: "2" },
          ],
        }),
      );
      await iam(new TagRoleCommand({ RoleName: "missing", Tags: [{ Key: "owner", Value: "nobody" }] }));
      await iam(new ListRoleTagsCommand({ RoleName: "missing" }));
    },
  },
];
