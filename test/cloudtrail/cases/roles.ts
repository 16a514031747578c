import { ACCOUNT, type Case, ROLE_IDENTITY, record, write } from "./record.ts";

const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";
const whole = (name: string) => [`GetRole ${name}`, `ListRolePolicies ${name}`, `ListAttachedRolePolicies ${name}`];
const trust = '{"Version":"2012-10-17","Statement":[]}';

function created(roleName: string, path = "/") {
  const arn = `arn:aws:iam::${ACCOUNT}:role${path}${roleName}`;
  const assumeRolePolicyDocument = encodeURIComponent(trust);
  return {
    role: {
      path,
      roleName,
      roleId: "AROAEXAMPLE",
      arn,
      createDate: "Feb 3, 2024 4:05:06 AM",
      assumeRolePolicyDocument,
    },
  };
}

export const ROLE_CASES: readonly Case[] = [
  write(
    "captured",
    "CreateRole touches the role",
    record("CreateRole", { path: "/", roleName: "builder", assumeRolePolicyDocument: trust }, created("builder")),
    ["role/builder"],
    ...whole("builder"),
  ),
  write(
    "captured",
    "CreateRole with a session length and tags",
    record(
      "CreateRole",
      {
        path: "/",
        roleName: "b2",
        assumeRolePolicyDocument: trust,
        maxSessionDuration: 3600,
        tags: [{ key: "a", value: "b" }],
      },
      created("b2"),
    ),
    ["role/b2"],
    ...whole("b2"),
  ),
  write(
    "documented",
    "CreateRole below a path is the role without it",
    record("CreateRole", { roleName: "deep", assumeRolePolicyDocument: trust }, created("deep", "/a/b/")),
    ["role/deep"],
    ...whole("deep"),
  ),
  write("captured", "DeleteRole", record("DeleteRole", { roleName: "builder" }), ["role/builder"], ...whole("builder")),
  write(
    "captured",
    "PutRolePolicy",
    record("PutRolePolicy", { roleName: "builder", policyDocument: trust, policyName: "inline-policy" }),
    ["role/builder"],
    "ListRolePolicies builder",
    "GetRolePolicy builder inline-policy",
  ),
  write(
    "captured",
    "DeleteRolePolicy with the policy named first",
    record("DeleteRolePolicy", { policyName: "inline", roleName: "builder" }),
    ["role/builder"],
    "ListRolePolicies builder",
  ),
  write(
    "captured",
    "AttachRolePolicy of an AWS managed policy",
    record("AttachRolePolicy", { roleName: "builder", policyArn: ADMINISTRATOR }),
    ["role/builder"],
    "ListAttachedRolePolicies builder",
  ),
  write(
    "captured",
    "AttachRolePolicy of a customer managed policy touches the role alone",
    record("AttachRolePolicy", { roleName: "builder", policyArn: `arn:aws:iam::${ACCOUNT}:policy/own` }),
    ["role/builder"],
    "ListAttachedRolePolicies builder",
  ),
  write(
    "captured",
    "DetachRolePolicy",
    record("DetachRolePolicy", { roleName: "builder", policyArn: ADMINISTRATOR }),
    ["role/builder"],
    "ListAttachedRolePolicies builder",
  ),
  write(
    "captured",
    "UpdateAssumeRolePolicy",
    record("UpdateAssumeRolePolicy", { policyDocument: trust, roleName: "builder" }),
    ["role/builder"],
    "GetRole builder",
  ),
  write(
    "documented",
    "UpdateRole",
    record("UpdateRole", { roleName: "builder", maxSessionDuration: 43200 }, {}),
    ["role/builder"],
    "GetRole builder",
  ),
  write(
    "documented",
    "TagRole",
    record("TagRole", { roleName: "builder", tags: [{ key: "owner", value: "x" }] }),
    ["role/builder"],
    "GetRole builder",
  ),
  write(
    "documented",
    "PutRolePermissionsBoundary touches the role, not the boundary",
    record("PutRolePermissionsBoundary", {
      roleName: "builder",
      permissionsBoundary: `arn:aws:iam::${ACCOUNT}:policy/boundary`,
    }),
    ["role/builder"],
    "GetRole builder",
  ),
  write(
    "documented",
    "DeleteRolePermissionsBoundary",
    record("DeleteRolePermissionsBoundary", { roleName: "builder" }),
    ["role/builder"],
    "GetRole builder",
  ),
  write(
    "documented",
    "UntagRole",
    record("UntagRole", { roleName: "builder", tagKeys: ["owner"] }),
    ["role/builder"],
    "GetRole builder",
  ),
  write(
    "documented",
    "CreateServiceLinkedRole: the name is only in the response",
    record(
      "CreateServiceLinkedRole",
      { aWSServiceName: "ivs.amazonaws.com" },
      {
        role: { ...created("AWSServiceRoleForIVSRecordToS3", "/aws-service-role/ivs.amazonaws.com/").role },
      },
    ),
    ["role/AWSServiceRoleForIVSRecordToS3"],
    ...whole("AWSServiceRoleForIVSRecordToS3"),
  ),
  write(
    "documented",
    "CreateServiceLinkedRole by a service on somebody's behalf",
    record(
      "CreateServiceLinkedRole",
      { aWSServiceName: "ecs.amazonaws.com" },
      created("AWSServiceRoleForECS", "/aws-service-role/ecs.amazonaws.com/"),
      {
        userIdentity: { ...ROLE_IDENTITY, invokedBy: "ecs.amazonaws.com" },
        sourceIPAddress: "ecs.amazonaws.com",
        userAgent: "ecs.amazonaws.com",
      },
    ),
    ["role/AWSServiceRoleForECS"],
    ...whole("AWSServiceRoleForECS"),
  ),
  write(
    "documented",
    "DeleteServiceLinkedRole",
    record(
      "DeleteServiceLinkedRole",
      { roleName: "AWSServiceRoleForLexBots" },
      { deletionTaskId: "task/aws-service-role/lex.amazonaws.com/AWSServiceRoleForLexBots/4ba0ee4b" },
    ),
    ["role/AWSServiceRoleForLexBots"],
    "GetServiceLinkedRoleDeletionStatus task/aws-service-role/lex.amazonaws.com/AWSServiceRoleForLexBots/4ba0ee4b",
    ...whole("AWSServiceRoleForLexBots"),
  ),
  write(
    "documented",
    "DeleteServiceLinkedRole without its request: the task id has the name",
    record("DeleteServiceLinkedRole", null, {
      deletionTaskId: "task/aws-service-role/lex.amazonaws.com/AWSServiceRoleForLexBots/4ba0ee4b",
    }),
    ["role/AWSServiceRoleForLexBots"],
    "GetServiceLinkedRoleDeletionStatus task/aws-service-role/lex.amazonaws.com/AWSServiceRoleForLexBots/4ba0ee4b",
    ...whole("AWSServiceRoleForLexBots"),
  ),
  write(
    "captured",
    "AddRoleToInstanceProfile touches both",
    record("AddRoleToInstanceProfile", { instanceProfileName: "machine", roleName: "builder" }),
    ["role/builder", "instance-profile/machine"],
    "ListInstanceProfilesForRole builder",
    "GetInstanceProfile machine",
  ),
  write(
    "captured",
    "RemoveRoleFromInstanceProfile touches both",
    record("RemoveRoleFromInstanceProfile", { roleName: "builder", instanceProfileName: "machine" }),
    ["role/builder", "instance-profile/machine"],
    "ListInstanceProfilesForRole builder",
    "GetInstanceProfile machine",
  ),
];
