import { type Case, record, write } from "./record.ts";

const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";
const wholeGroup = (name: string) => [
  `GetGroup ${name}`,
  `ListGroupPolicies ${name}`,
  `ListAttachedGroupPolicies ${name}`,
];

export const GROUP_CASES: readonly Case[] = [
  write(
    "documented",
    "CreateGroup",
    record("CreateGroup", { groupName: "admins" }, { group: { groupName: "admins" } }),
    ["group/admins"],
    ...wholeGroup("admins"),
  ),
  write(
    "documented",
    "UpdateGroup with a new name touches both names",
    record("UpdateGroup", { groupName: "admins", newGroupName: "staff" }),
    ["group/admins", "group/staff"],
    ...wholeGroup("admins"),
    ...wholeGroup("staff"),
  ),
  write(
    "documented",
    "AddUserToGroup touches both",
    record("AddUserToGroup", { userName: "dana", groupName: "admins" }),
    ["user/dana", "group/admins"],
    "ListGroupsForUser dana",
    "GetGroup admins",
  ),
  write(
    "documented",
    "RemoveUserFromGroup touches both",
    record("RemoveUserFromGroup", { groupName: "admins", userName: "dana" }),
    ["user/dana", "group/admins"],
    "ListGroupsForUser dana",
    "GetGroup admins",
  ),
  write(
    "documented",
    "AttachGroupPolicy",
    record("AttachGroupPolicy", { groupName: "admins", policyArn: ADMINISTRATOR }),
    ["group/admins"],
    "ListAttachedGroupPolicies admins",
  ),
  write(
    "documented",
    "PutGroupPolicy",
    record("PutGroupPolicy", { groupName: "admins", policyName: "more", policyDocument: "{}" }),
    ["group/admins"],
    "ListGroupPolicies admins",
    "GetGroupPolicy admins more",
  ),
  write(
    "documented",
    "DeleteGroupPolicy",
    record("DeleteGroupPolicy", { groupName: "admins", policyName: "more" }),
    ["group/admins"],
    "ListGroupPolicies admins",
  ),
  write(
    "documented",
    "DetachGroupPolicy",
    record("DetachGroupPolicy", { groupName: "admins", policyArn: ADMINISTRATOR }),
    ["group/admins"],
    "ListAttachedGroupPolicies admins",
  ),
  write(
    "documented",
    "UpdateGroup with a new path alone",
    record("UpdateGroup", { groupName: "admins", newPath: "/left/" }),
    ["group/admins"],
    ...wholeGroup("admins"),
  ),
  write(
    "documented",
    "DeleteGroup",
    record("DeleteGroup", { groupName: "admins" }),
    ["group/admins"],
    ...wholeGroup("admins"),
  ),
];
