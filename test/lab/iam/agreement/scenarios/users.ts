import {
  AttachUserPolicyCommand,
  CreateUserCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  GetUserCommand,
  GetUserPolicyCommand,
  ListAttachedUserPoliciesCommand,
  ListUserPoliciesCommand,
  ListUsersCommand,
  ListUserTagsCommand,
  PutUserPolicyCommand,
  TagUserCommand,
  UntagUserCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-iam";
import { allow } from "../documents.ts";
import type { Scenario } from "../scenario.ts";

const UserName = "red5-stream-manager";
const administrator = "arn:aws:iam::aws:policy/AdministratorAccess";

/** Users: their life, inline policies, attachments and tags. */
export const userScenarios: readonly Scenario[] = [
  {
    name: "a user is created, read, renamed and deleted",
    run: async ({ iam }) => {
      await iam(new CreateUserCommand({ UserName, Path: "/service/", Tags: [{ Key: "owner", Value: "streaming" }] }));
      await iam(new GetUserCommand({ UserName }));
      await iam(new CreateUserCommand({ UserName }));
      await iam(new ListUsersCommand({}));
      await iam(new ListUsersCommand({ PathPrefix: "/service/" }));
      await iam(new ListUsersCommand({ PathPrefix: "/other/" }));
      await iam(new UpdateUserCommand({ UserName, NewUserName: "renamed" }));
      await iam(new GetUserCommand({ UserName: "renamed" }));
      await iam(new GetUserCommand({ UserName }));
      await iam(new UpdateUserCommand({ UserName: "renamed", NewPath: "/moved/" }));
      await iam(new ListUsersCommand({ PathPrefix: "/moved/" }));
      await iam(new UpdateUserCommand({ UserName, NewUserName: "again" }));
      await iam(new DeleteUserCommand({ UserName: "renamed" }));
      await iam(new GetUserCommand({ UserName: "renamed" }));
      await iam(new DeleteUserCommand({ UserName: "renamed" }));
    },
  },
  {
    name: "a user is not renamed to a name that is taken",
    run: async ({ iam }) => {
      await iam(new CreateUserCommand({ UserName: "one" }));
      await iam(new CreateUserCommand({ UserName: "two" }));
      await iam(new UpdateUserCommand({ UserName: "one", NewUserName: "two" }));
      await iam(new ListUsersCommand({}));
    },
  },
  {
    name: "inline policies of a user",
    run: async ({ iam }) => {
      await iam(new CreateUserCommand({ UserName }));
      await iam(new PutUserPolicyCommand({ UserName, PolicyName: "ec2", PolicyDocument: allow("ec2:RunInstances") }));
      await iam(new PutUserPolicyCommand({ UserName, PolicyName: "ec2", PolicyDocument: allow("ec2:*") }));
      await iam(new GetUserPolicyCommand({ UserName, PolicyName: "ec2" }));
      await iam(new ListUserPoliciesCommand({ UserName }));
      await iam(new DeleteUserCommand({ UserName }));
      await iam(new PutUserPolicyCommand({ UserName, PolicyName: "bad", PolicyDocument: "{" }));
      await iam(new DeleteUserPolicyCommand({ UserName, PolicyName: "ec2" }));
      await iam(new DeleteUserPolicyCommand({ UserName, PolicyName: "ec2" }));
      await iam(new GetUserPolicyCommand({ UserName, PolicyName: "ec2" }));
      await iam(new ListUserPoliciesCommand({ UserName }));
      await iam(new DeleteUserCommand({ UserName }));
      await iam(new PutUserPolicyCommand({ UserName, PolicyName: "ec2", PolicyDocument: allow("ec2:*") }));
      await iam(new ListUserPoliciesCommand({ UserName }));
    },
  },
  {
    name: "managed policies attached to a user",
    awsPolicies: true,
    run: async ({ iam }) => {
      await iam(new CreateUserCommand({ UserName }));
      await iam(new AttachUserPolicyCommand({ UserName, PolicyArn: administrator }));
      await iam(new AttachUserPolicyCommand({ UserName, PolicyArn: administrator }));
      await iam(new ListAttachedUserPoliciesCommand({ UserName }));
      await iam(new DeleteUserCommand({ UserName }));
      await iam(new DetachUserPolicyCommand({ UserName, PolicyArn: administrator }));
      await iam(new DetachUserPolicyCommand({ UserName, PolicyArn: administrator }));
      await iam(new ListAttachedUserPoliciesCommand({ UserName }));
      await iam(new AttachUserPolicyCommand({ UserName, PolicyArn: "arn:aws:iam::000000000000:policy/missing" }));
      await iam(new AttachUserPolicyCommand({ UserName: "missing", PolicyArn: administrator }));
      await iam(new ListAttachedUserPoliciesCommand({ UserName: "missing" }));
    },
  },
  {
    name: "tags of a user",
    run: async ({ iam }) => {
      await iam(new CreateUserCommand({ UserName }));
      await iam(new ListUserTagsCommand({ UserName }));
      await iam(new TagUserCommand({ UserName, Tags: [{ Key: "owner", Value: "streaming" }] }));
      await iam(
        new TagUserCommand({
          UserName,
          Tags: [
            { Key: "owner", Value: "security" },
            { Key: "stage", Value: "" },
          ],
        }),
      );
      await iam(new ListUserTagsCommand({ UserName }));
      await iam(new UntagUserCommand({ UserName, TagKeys: ["owner"] }));
      await iam(new GetUserCommand({ UserName }));
      await iam(new TagUserCommand({ UserName: "missing", Tags: [{ Key: "owner", Value: "nobody" }] }));
      await iam(new UntagUserCommand({ UserName: "missing", TagKeys: ["owner"] }));
      await iam(new ListUserTagsCommand({ UserName: "missing" }));
    },
  },
];
