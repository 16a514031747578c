import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DetachRolePolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  ListEntitiesForPolicyCommand,
  ListPoliciesCommand,
  ListPolicyTagsCommand,
  ListPolicyVersionsCommand,
  SetDefaultPolicyVersionCommand,
  TagPolicyCommand,
  UntagPolicyCommand,
} from "@aws-sdk/client-iam";
import { allow, trust } from "../documents.ts";
import type { Scenario } from "../scenario.ts";

const PolicyName = "operator";
const PolicyArn = "arn:aws:iam::000000000000:policy/operator";
const missing = "arn:aws:iam::000000000000:policy/missing";
const create = new CreatePolicyCommand({ PolicyName, PolicyDocument: allow("ivs:ListChannels") });

/** Customer managed policies: their life, versions, attachments and tags. */
export const policyScenarios: readonly Scenario[] = [
  {
    name: "a managed policy is created, read and deleted",
    run: async ({ iam }) => {
      await iam(
        new CreatePolicyCommand({
          PolicyName,
          Path: "/video/",
          Description: "Operates IVS",
          PolicyDocument: allow("ivs:ListChannels"),
          Tags: [{ Key: "owner", Value: "video" }],
        }),
      );
      const arn = "arn:aws:iam::000000000000:policy/video/operator";
      await iam(new GetPolicyCommand({ PolicyArn: arn }));
      await iam(new GetPolicyVersionCommand({ PolicyArn: arn, VersionId: "v1" }));
      await iam(new ListPoliciesCommand({ Scope: "Local" }));
      await iam(new ListPoliciesCommand({ Scope: "Local", PathPrefix: "/other/" }));
      await iam(new ListPoliciesCommand({ Scope: "Local", OnlyAttached: true }));
      await iam(new CreatePolicyCommand({ PolicyName, Path: "/video/", PolicyDocument: allow("ivs:ListChannels") }));
      await iam(new DeletePolicyCommand({ PolicyArn: arn }));
      await iam(new GetPolicyCommand({ PolicyArn: arn }));
      await iam(new DeletePolicyCommand({ PolicyArn: arn }));
    },
  },
  {
    name: "documents that are no identity policy are refused",
    run: async ({ iam }) => {
      for (const PolicyDocument of [
        "{",
        "[]",
        '{"Version":"2012-10-17"}',
        '{"Version":"2020-01-01","Statement":[]}',
        '{"Version":"2012-10-17","Statement":[{"Effect":"Perhaps","Action":"s3:*","Resource":"*"}]}',
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Resource":"*"}]}',
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*"}]}',
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3","Resource":"*"}]}',
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","NotAction":"s3:*","Resource":"*"}]}',
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"bucket"}]}',
        trust("ec2.amazonaws.com"),
      ]) {
        await iam(new CreatePolicyCommand({ PolicyName, PolicyDocument }));
      }
      await iam(new ListPoliciesCommand({ Scope: "Local" }));
    },
  },
  {
    name: "a managed policy has at most five versions",
    run: async ({ iam }) => {
      await iam(create);
      for (const action of ["Get", "Put", "List", "Create", "Delete"]) {
        await iam(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: allow(`ivs:${action}*`) }));
      }
      await iam(new ListPolicyVersionsCommand({ PolicyArn }));
      await iam(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: "v3" }));
      await iam(new GetPolicyCommand({ PolicyArn }));
      await iam(new DeletePolicyVersionCommand({ PolicyArn, VersionId: "v3" }));
      await iam(new DeletePolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
      await iam(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: allow("ivs:*"), SetAsDefault: true }));
      await iam(new ListPolicyVersionsCommand({ PolicyArn }));
      await iam(new GetPolicyVersionCommand({ PolicyArn, VersionId: "v6" }));
      await iam(new GetPolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
      await iam(new SetDefaultPolicyVersionCommand({ PolicyArn, VersionId: "v1" }));
      await iam(new DeletePolicyCommand({ PolicyArn }));
      await iam(new CreatePolicyVersionCommand({ PolicyArn: missing, PolicyDocument: allow("ivs:*") }));
      await iam(new ListPolicyVersionsCommand({ PolicyArn: missing }));
    },
  },
  {
    name: "an attached managed policy",
    run: async ({ iam }) => {
      await iam(create);
      await iam(new CreateUserCommand({ UserName: "operator" }));
      await iam(new CreateRoleCommand({ RoleName: "operator", AssumeRolePolicyDocument: trust("ec2.amazonaws.com") }));
      await iam(new AttachUserPolicyCommand({ UserName: "operator", PolicyArn }));
      await iam(new AttachRolePolicyCommand({ RoleName: "operator", PolicyArn }));
      await iam(new GetPolicyCommand({ PolicyArn }));
      await iam(new ListPoliciesCommand({ Scope: "Local", OnlyAttached: true }));
      await iam(new ListEntitiesForPolicyCommand({ PolicyArn }));
      await iam(new ListEntitiesForPolicyCommand({ PolicyArn, EntityFilter: "Role" }));
      await iam(new DetachRolePolicyCommand({ RoleName: "operator", PolicyArn }));
      await iam(new ListEntitiesForPolicyCommand({ PolicyArn }));
      await iam(new DeletePolicyCommand({ PolicyArn }));
      await iam(new ListEntitiesForPolicyCommand({ PolicyArn: missing }));
    },
  },
  {
    name: "tags of a managed policy",
    run: async ({ iam }) => {
      await iam(create);
      await iam(new TagPolicyCommand({ PolicyArn, Tags: [{ Key: "owner", Value: "video" }] }));
      await iam(new TagPolicyCommand({ PolicyArn, Tags: [{ Key: "stage", Value: "live" }] }));
      await iam(new ListPolicyTagsCommand({ PolicyArn }));
      await iam(new UntagPolicyCommand({ PolicyArn, TagKeys: ["owner"] }));
      await iam(new GetPolicyCommand({ PolicyArn }));
      await iam(new TagPolicyCommand({ PolicyArn: missing, Tags: [{ Key: "owner", Value: "video" }] }));
    },
  },
];
