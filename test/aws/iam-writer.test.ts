import { afterEach, describe, expect, it } from "vitest";
import { createIamWriter } from "../../shared/aws/iam-writer.ts";
import type { IamCall } from "../../shared/remediation/remediation-plan.ts";
import { actions, prepare, stopAll, unpaced } from "./observe-scripted.ts";
import { answer, failure, type Reply } from "./scripted-iam.ts";

afterEach(stopAll);

const PolicyDocument = '{"Version":"2012-10-17","Statement":[]}';
const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
const detach: IamCall = { action: "DetachRolePolicy", input: { RoleName: "worker", PolicyArn } };

const role = { RoleName: "worker" };
const user = { UserName: "machine" };
const group = { GroupName: "operators" };
const PolicyName = "work";
const VersionId = "v2";
const PermissionsBoundary = PolicyArn;
const Tags = [{ Key: "stage", Value: "production" }];
const TagKeys = ["stage"];

const calls: readonly IamCall[] = [
  { action: "PutRolePolicy", input: { ...role, PolicyName, PolicyDocument } },
  { action: "PutUserPolicy", input: { ...user, PolicyName, PolicyDocument } },
  { action: "PutGroupPolicy", input: { ...group, PolicyName, PolicyDocument } },
  { action: "DeleteRolePolicy", input: { ...role, PolicyName } },
  { action: "DeleteUserPolicy", input: { ...user, PolicyName } },
  { action: "DeleteGroupPolicy", input: { ...group, PolicyName } },
  { action: "AttachRolePolicy", input: { ...role, PolicyArn } },
  { action: "AttachUserPolicy", input: { ...user, PolicyArn } },
  { action: "AttachGroupPolicy", input: { ...group, PolicyArn } },
  detach,
  { action: "DetachUserPolicy", input: { ...user, PolicyArn } },
  { action: "DetachGroupPolicy", input: { ...group, PolicyArn } },
  { action: "UpdateAssumeRolePolicy", input: { ...role, PolicyDocument } },
  { action: "SetDefaultPolicyVersion", input: { PolicyArn, VersionId } },
  { action: "DeletePolicyVersion", input: { PolicyArn, VersionId } },
  { action: "PutRolePermissionsBoundary", input: { ...role, PermissionsBoundary } },
  { action: "PutUserPermissionsBoundary", input: { ...user, PermissionsBoundary } },
  { action: "DeleteRolePermissionsBoundary", input: role },
  { action: "DeleteUserPermissionsBoundary", input: user },
  { action: "AddUserToGroup", input: { ...user, ...group } },
  { action: "RemoveUserFromGroup", input: { ...user, ...group } },
  { action: "CreateServiceLinkedRole", input: { AWSServiceName: "ivs.amazonaws.com" } },
  { action: "CreateUser", input: { ...user, Path: "/", PermissionsBoundary } },
  { action: "DeleteRole", input: role },
  { action: "DeleteUser", input: user },
  { action: "DeletePolicy", input: { PolicyArn } },
  { action: "UpdateAccessKey", input: { ...user, AccessKeyId: "AKIAIOSFODNN7EXAMPLE", Status: "Inactive" } },
  { action: "DeleteLoginProfile", input: user },
];

const flatTags = { "Tags.member.1.Key": "stage", "Tags.member.1.Value": "production" };
const flatKeys = { "TagKeys.member.1": "stage" };
const trust = { Path: "/", AssumeRolePolicyDocument: PolicyDocument };

/** Those whose parameters are sent in another form than the plan has them. */
const spelt: readonly { readonly call: IamCall; readonly sent: Readonly<Record<string, string>> }[] = [
  {
    call: { action: "CreatePolicyVersion", input: { PolicyArn, PolicyDocument, SetAsDefault: true } },
    sent: { PolicyArn, PolicyDocument, SetAsDefault: "true" },
  },
  { call: { action: "TagRole", input: { ...role, Tags } }, sent: { ...role, ...flatTags } },
  { call: { action: "TagUser", input: { ...user, Tags } }, sent: { ...user, ...flatTags } },
  { call: { action: "TagPolicy", input: { PolicyArn, Tags } }, sent: { PolicyArn, ...flatTags } },
  { call: { action: "UntagRole", input: { ...role, TagKeys } }, sent: { ...role, ...flatKeys } },
  { call: { action: "UntagUser", input: { ...user, TagKeys } }, sent: { ...user, ...flatKeys } },
  { call: { action: "UntagPolicy", input: { PolicyArn, TagKeys } }, sent: { PolicyArn, ...flatKeys } },
  {
    call: { action: "CreateRole", input: { ...role, ...trust, Tags, MaxSessionDuration: 7_200 } },
    sent: { ...role, ...trust, ...flatTags, MaxSessionDuration: "7200" },
  },
  {
    call: { action: "CreatePolicy", input: { PolicyName, PolicyDocument, Path: "/", Tags } },
    sent: { PolicyName, PolicyDocument, Path: "/", ...flatTags },
  },
];

/** Writes one call to an IAM that replies so. */
async function write(call: IamCall, reply: Reply | readonly Reply[], attemptTimeout = 2_000) {
  const { iam, iamClient } = await prepare({ [call.action]: reply }, { attemptTimeout });
  return { iam, result: await createIamWriter(iamClient).apply(call) };
}

const DENIED = failure(403, "AccessDenied", "User: x is not authorized to perform: iam:DetachRolePolicy");

interface Case {
  readonly name: string;
  readonly reply: Reply;
  readonly code: string;
  readonly retryable: boolean;
}

const failures: readonly Case[] = [
  { name: "that is denied", reply: DENIED, code: "AccessDenied", retryable: false },
  {
    name: "of what is not there",
    reply: failure(404, "NoSuchEntity", "It cannot be found."),
    code: "NoSuchEntity",
    retryable: false,
  },
  {
    name: "of a service-linked role",
    reply: failure(400, "UnmodifiableEntity", "Cannot perform the operation on the protected role."),
    code: "UnmodifiableEntity",
    retryable: false,
  },
  {
    name: "that is too much",
    reply: failure(409, "LimitExceeded", "Too many."),
    code: "LimitExceeded",
    retryable: false,
  },
  { name: "that the SDK knows no code for", reply: failure(400, "Odd", "Odd."), code: "Odd", retryable: false },
  {
    name: "that meets another",
    reply: failure(409, "ConcurrentModification", "Wait."),
    code: "ConcurrentModification",
    retryable: true,
  },
  {
    name: "of an entity that is still being made",
    reply: failure(409, "EntityTemporarilyUnmodifiable", "Wait."),
    code: "EntityTemporarilyUnmodifiable",
    retryable: true,
  },
  {
    name: "that is throttled",
    reply: failure(400, "Throttling", "Rate exceeded"),
    code: "Throttling",
    retryable: true,
  },
  {
    name: "that IAM fails at",
    reply: failure(500, "ServiceFailure", "Sorry."),
    code: "ServiceFailure",
    retryable: true,
  },
  {
    name: "that IAM is not there for",
    reply: failure(503, "ServiceUnavailable", "Sorry."),
    code: "ServiceUnavailable",
    retryable: true,
  },
  { name: "whose connection breaks", reply: { kind: "reset" }, code: "ECONNRESET", retryable: true },
];

describe("writing to IAM", () => {
  it.each(calls)("sends $action with the parameters of the plan, and no others", async (call) => {
    const { iam, result } = await write(call, answer(call.action, ""));
    expect(result).toEqual({ status: "done" });
    expect(actions(iam)).toEqual([call.action]);
    const { Action: _, Version: __, ...sent } = Object.fromEntries(iam.requests[0]?.parameters ?? []);
    expect(sent).toEqual(call.input);
  });

  it.each(spelt)("sends $call.action in IAM's own form", async ({ call, sent }) => {
    const { iam, result } = await write(call, answer(call.action, ""));
    expect(result).toEqual({ status: "done" });
    const { Action: _, Version: __, ...parameters } = Object.fromEntries(iam.requests[0]?.parameters ?? []);
    expect(parameters).toEqual(sent);
  });

  it.each([
    { name: "breaks the connection", reply: { kind: "reset" }, unanswered: true },
    { name: "fails of itself", reply: failure(500, "ServiceFailure", "Sorry."), unanswered: true },
    { name: "throttles", reply: failure(400, "Throttling", "Rate exceeded"), unanswered: undefined },
    { name: "refuses", reply: failure(403, "AccessDenied", "No."), unanswered: undefined },
  ] as const)("says whether it is known that the write was made, where IAM $name", async ({ reply, unanswered }) => {
    const { result } = await write(
      { action: "CreateServiceLinkedRole", input: { AWSServiceName: "x.amazonaws.com" } },
      reply,
    );
    expect(result).toMatchObject({ status: "failed" });
    expect("unanswered" in result ? result.unanswered : undefined).toBe(unanswered);
  });

  it.each([
    { name: "denied", GetRole: failure(403, "AccessDenied", "No."), code: "AccessDenied", retryable: false },
    { name: "answered without the role", GetRole: answer("GetRole", ""), code: "MalformedAnswer", retryable: true },
  ])(
    "changes no session length where the description is not known: GetRole is $name",
    async ({ GetRole, code, retryable }) => {
      const { iam, iamClient } = await prepare({ GetRole, UpdateRole: answer("UpdateRole", "") });
      const call: IamCall = { action: "UpdateRole", input: { ...role, MaxSessionDuration: 3_600 } };
      expect(await createIamWriter(iamClient).apply(call)).toMatchObject({ status: "failed", code, retryable });
      expect(actions(iam)).toEqual(["GetRole"]);
    },
  );

  it.each([
    {
      name: "a description, which is sent along as it is",
      described: "<Description>Runs.</Description>",
      sent: "Runs.",
    },
    { name: "no description, and gives it none", described: "", sent: undefined },
  ])("changes the session length of a role that has $name", async ({ described, sent }) => {
    const GetRole = answer("GetRole", `<Role><RoleName>worker</RoleName>${described}</Role>`);
    const { iam, iamClient } = await prepare({ GetRole, UpdateRole: answer("UpdateRole", "") });
    const call: IamCall = { action: "UpdateRole", input: { ...role, MaxSessionDuration: 3_600 } };
    expect(await createIamWriter(iamClient).apply(call)).toEqual({ status: "done" });
    expect(actions(iam)).toEqual(["GetRole", "UpdateRole"]);
    const parameters = Object.fromEntries(iam.requests[1]?.parameters ?? []);
    expect(parameters).toMatchObject({ ...role, MaxSessionDuration: "3600" });
    expect(parameters.Description).toBe(sent);
  });

  it("changes no session length where the description could not be read", async () => {
    const { iam, iamClient } = await prepare({ GetRole: DENIED }, {}, unpaced);
    const call: IamCall = { action: "UpdateRole", input: { ...role, MaxSessionDuration: 3_600 } };
    const result = await createIamWriter(iamClient).apply(call);
    expect(result).toMatchObject({ status: "failed", code: "AccessDenied", retryable: false });
    expect(actions(iam)).toEqual(["GetRole"]);
  });

  it.each(failures)("returns what came of a write $name", async ({ reply, code, retryable }) => {
    const { iamClient } = await prepare({ DetachRolePolicy: reply }, {}, unpaced);
    const result = await createIamWriter(iamClient).apply(detach);
    expect(result).toMatchObject({ status: "failed", code, retryable });
  });

  it("has a write tried again that was never answered", async () => {
    const { result } = await write(detach, { kind: "hang" }, 100);
    expect(result).toMatchObject({ status: "failed", code: "ETIMEDOUT", retryable: true });
  });

  it("shows an access key that IAM's sentence spells out by its last four characters", async () => {
    const call = calls.find(({ action }) => action === "UpdateAccessKey");
    if (call === undefined) throw new Error("The cases have lost it.");
    const sentence = "The Access Key with id AKIAIOSFODNN7EXAMPLE cannot be found.";
    const { result } = await write(call, failure(404, "NoSuchEntity", sentence));
    expect(result).toMatchObject({ message: "The Access Key with id …MPLE cannot be found." });
  });

  it("throws a fault of the program, which no waiting mends", async () => {
    const { iamClient } = await prepare({});
    iamClient.middlewareStack.add(
      () => () => {
        throw new TypeError("a bug");
      },
      { step: "serialize" },
    );
    await expect(createIamWriter(iamClient).apply(detach)).rejects.toThrow("a bug");
  });
});
