import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  CreateGroupCommand,
  CreateUserCommand,
  DeleteGroupCommand,
  DeleteGroupPolicyCommand,
  DeleteUserCommand,
  DetachGroupPolicyCommand,
  GetGroupCommand,
  GetGroupPolicyCommand,
  ListAttachedGroupPoliciesCommand,
  ListGroupPoliciesCommand,
  ListGroupsCommand,
  ListGroupsForUserCommand,
  PutGroupPolicyCommand,
  RemoveUserFromGroupCommand,
  UpdateGroupCommand,
} from "@aws-sdk/client-iam";
import { allow } from "../documents.ts";
import type { Scenario } from "../scenario.ts";

const GroupName = "operators";
const UserName = "jane";
const readOnly = "arn:aws:iam::aws:policy/ReadOnlyAccess";

/** Groups: their life, members, inline policies and attachments. */
export const groupScenarios: readonly Scenario[] = [
  {
    name: "a group is created, read, renamed and deleted",
    run: async ({ iam }) => {
      await iam(new CreateGroupCommand({ GroupName, Path: "/video/" }));
      await iam(new CreateGroupCommand({ GroupName }));
      await iam(new GetGroupCommand({ GroupName }));
      await iam(new ListGroupsCommand({}));
      await iam(new UpdateGroupCommand({ GroupName, NewGroupName: "renamed", NewPath: "/moved/" }));
      await iam(new GetGroupCommand({ GroupName: "renamed" }));
      await iam(new GetGroupCommand({ GroupName }));
      await iam(new UpdateGroupCommand({ GroupName, NewGroupName: "again" }));
      await iam(new DeleteGroupCommand({ GroupName: "renamed" }));
      await iam(new DeleteGroupCommand({ GroupName: "renamed" }));
      await iam(new ListGroupsCommand({}));
    },
  },
  {
    name: "a group's members",
    run: async ({ iam }) => {
      await iam(new CreateGroupCommand({ GroupName }));
      await iam(new CreateUserCommand({ UserName }));
      await iam(new ListGroupsForUserCommand({ UserName }));
      await iam(new AddUserToGroupCommand({ GroupName, UserName }));
      await iam(new AddUserToGroupCommand({ GroupName, UserName }));
      await iam(new GetGroupCommand({ GroupName }));
      await iam(new ListGroupsForUserCommand({ UserName }));
      await iam(new AddUserToGroupCommand({ GroupName, UserName: "missing" }));
      await iam(new AddUserToGroupCommand({ GroupName: "missing", UserName }));
      await iam(new ListGroupsForUserCommand({ UserName: "missing" }));
      await iam(new DeleteUserCommand({ UserName }));
      await iam(new DeleteGroupCommand({ GroupName }));
    },
  },
  {
    name: "a member leaves a group",
    run: async ({ iam }) => {
      await iam(new CreateGroupCommand({ GroupName }));
      await iam(new CreateUserCommand({ UserName }));
      await iam(new AddUserToGroupCommand({ GroupName, UserName }));
      await iam(new RemoveUserFromGroupCommand({ GroupName, UserName }));
      await iam(new GetGroupCommand({ GroupName }));
      await iam(new RemoveUserFromGroupCommand({ GroupName, UserName }));
      await iam(new RemoveUserFromGroupCommand({ GroupName: "missing", UserName }));
    },
  },
  {
    name: "inline policies of a group",
    run: async ({ iam }) => {
      await iam(new CreateGroupCommand({ GroupName }));
      await iam(new PutGroupPolicyCommand({ GroupName, PolicyName: "ivs", PolicyDocument: allow("ivs:Get*") }));
      await iam(new GetGroupPolicyCommand({ GroupName, PolicyName: "ivs" }));
      await iam(new ListGroupPoliciesCommand({ GroupName }));
      await iam(new PutGroupPolicyCommand({ GroupName, PolicyName: "bad", PolicyDocument: "{" }));
      await iam(new DeleteGroupPolicyCommand({ GroupName, PolicyName: "ivs" }));
      await iam(new DeleteGroupPolicyCommand({ GroupName, PolicyName: "ivs" }));
      await iam(new GetGroupPolicyCommand({ GroupName, PolicyName: "ivs" }));
      await iam(new ListGroupPoliciesCommand({ GroupName }));
      await iam(new ListGroupPoliciesCommand({ GroupName: "missing" }));
    },
  },
  {
    name: "managed policies attached to a group",
    awsPolicies: true,
    run: async ({ iam }) => {
      await iam(new CreateGroupCommand({ GroupName }));
      await iam(new AttachGroupPolicyCommand({ GroupName, PolicyArn: readOnly }));
      await iam(new AttachGroupPolicyCommand({ GroupName, PolicyArn: readOnly }));
      await iam(new ListAttachedGroupPoliciesCommand({ GroupName }));
      await iam(new DetachGroupPolicyCommand({ GroupName, PolicyArn: readOnly }));
      await iam(new DetachGroupPolicyCommand({ GroupName, PolicyArn: readOnly }));
      await iam(new ListAttachedGroupPoliciesCommand({ GroupName }));
      await iam(new AttachGroupPolicyCommand({ GroupName: "missing", PolicyArn: readOnly }));
      await iam(new AttachGroupPolicyCommand({ GroupName, PolicyArn: "arn:aws:iam::000000000000:policy/missing" }));
    },
  },
];
