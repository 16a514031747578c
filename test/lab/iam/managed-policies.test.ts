import { beforeEach, describe, expect, it } from "vitest";
import {
  administratorKey,
  allowing,
  ec2Trust,
  type IamUnderTest,
  iamUnderTest,
  members,
  record,
} from "./iam-under-test.ts";

let lab: IamUnderTest;
beforeEach(() => {
  lab = iamUnderTest();
  lab.call("CreatePolicy", { PolicyName: "operator", Path: "/ivs/", PolicyDocument: allowing("ivs:ListChannels") });
});

const PolicyArn = "arn:aws:iam::000000000000:policy/ivs/operator";
const administrator = "arn:aws:iam::aws:policy/AdministratorAccess";
const newVersion = (action: string, more: Readonly<Record<string, string>> = {}) =>
  lab.call("CreatePolicyVersion", { PolicyArn, PolicyDocument: allowing(action), ...more });
const versions = () => members(lab.call("ListPolicyVersions", { PolicyArn }), "Versions");

describe("a customer managed policy", () => {
  it("is made with a first version", () => {
    const { result } = lab.call("CreatePolicy", {
      PolicyName: "second",
      PolicyDocument: allowing("ivs:*"),
      Description: "IVS",
      "Tags.member.1.Key": "owner",
      "Tags.member.1.Value": "video",
    });
    const made = {
      PolicyName: "second",
      PolicyId: expect.stringMatching(/^ANPA[A-Z2-7]{17}$/),
      Arn: "arn:aws:iam::000000000000:policy/second",
      Path: "/",
      DefaultVersionId: "v1",
      AttachmentCount: "0",
      PermissionsBoundaryUsageCount: "0",
      IsAttachable: "true",
      CreateDate: "2026-06-02T10:00:00Z",
      UpdateDate: "2026-06-02T10:00:00Z",
      Tags: { member: [{ Key: "owner", Value: "video" }] },
    };
    expect(result?.Policy).toEqual(made);
    const read = lab.call("GetPolicy", { PolicyArn: made.Arn }).result?.Policy;
    expect(read).toEqual({ ...made, Description: "IVS" });
  });

  it("has a name that no other has, whatever the case or path", () => {
    expect(lab.call("CreatePolicy", { PolicyName: "OPERATOR", PolicyDocument: allowing("s3:*") })).toMatchObject({
      status: 409,
      code: "EntityAlreadyExists",
      message: "A policy called OPERATOR already exists. Duplicate names are not allowed.",
    });
  });

  it("has at most 6,144 characters a version, white space not counted", () => {
    const ofSize = (size: number): string =>
      allowing(`s3:${"a".repeat(size - allowing("s3:").length)}`).replace(",", `,${" ".repeat(3000)}`);
    const make = (PolicyDocument: string) => lab.call("CreatePolicyVersion", { PolicyArn, PolicyDocument });
    expect(make(ofSize(6144)).status).toBe(200);
    expect(make(ofSize(6145))).toMatchObject({
      status: 409,
      code: "LimitExceeded",
      message: "Cannot exceed quota for PolicySize: 6144",
    });
  });

  it("keeps its tags' keys apart by case", () => {
    for (const [key, value] of [
      ["owner", "a"],
      ["Owner", "b"],
    ] as const) {
      lab.call("TagPolicy", { PolicyArn, "Tags.member.1.Key": key, "Tags.member.1.Value": value });
    }
    lab.call("UntagPolicy", { PolicyArn, "TagKeys.member.1": "owner" });
    expect(lab.call("ListPolicyTags", { PolicyArn }).result?.Tags).toEqual({ member: [{ Key: "Owner", Value: "b" }] });
  });
});

describe("the versions of a managed policy", () => {
  it("are numbered, and an id is never used again", () => {
    lab.advance(60);
    expect(newVersion("ivs:Get*").result?.PolicyVersion).toEqual({
      VersionId: "v2",
      IsDefaultVersion: "false",
      CreateDate: "2026-06-02T10:01:00Z",
    });
    lab.call("DeletePolicyVersion", { PolicyArn, VersionId: "v2" });
    expect(newVersion("ivs:*", { SetAsDefault: "true" }).result?.PolicyVersion).toMatchObject({
      VersionId: "v3",
      IsDefaultVersion: "true",
    });
    expect(versions().map((version) => [version.VersionId, version.IsDefaultVersion])).toEqual([
      ["v3", "true"],
      ["v1", "false"],
    ]);
  });

  it("are five at most", () => {
    for (const action of ["ivs:a", "ivs:b", "ivs:c", "ivs:d"]) {
      expect(newVersion(action).status).toBe(200);
    }
    expect(newVersion("ivs:e")).toMatchObject({
      status: 409,
      code: "LimitExceeded",
      message:
        "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.",
    });
  });

  it("are rolled back without a new update date", () => {
    lab.advance(60);
    newVersion("ivs:Get*", { SetAsDefault: "true" });
    lab.advance(60);
    expect(lab.call("SetDefaultPolicyVersion", { PolicyArn, VersionId: "v1" })).toMatchObject({ status: 200 });
    expect(lab.call("GetPolicy", { PolicyArn }).result?.Policy).toMatchObject({
      DefaultVersionId: "v1",
      UpdateDate: "2026-06-02T10:01:00Z",
    });
    expect(lab.call("GetPolicyVersion", { PolicyArn, VersionId: "v1" }).result?.PolicyVersion).toEqual({
      Document: encodeURIComponent(allowing("ivs:ListChannels")).replaceAll("*", "%2A"),
      VersionId: "v1",
      IsDefaultVersion: "true",
      CreateDate: "2026-06-02T10:00:00Z",
    });
  });

  it("are deleted, but for the default", () => {
    newVersion("ivs:Get*");
    expect(lab.call("DeletePolicyVersion", { PolicyArn, VersionId: "v1" })).toMatchObject({
      status: 409,
      code: "DeleteConflict",
      message: "Cannot delete the default version of a policy.",
    });
    expect(lab.call("DeletePolicyVersion", { PolicyArn, VersionId: "v2" }).status).toBe(200);
    for (const action of ["DeletePolicyVersion", "GetPolicyVersion", "SetDefaultPolicyVersion"]) {
      expect(lab.call(action, { PolicyArn, VersionId: "v2" })).toMatchObject({
        status: 404,
        code: "NoSuchEntity",
        message: `Policy ${PolicyArn} version v2 does not exist or is not attachable.`,
      });
    }
    expect(lab.call("GetPolicyVersion", { PolicyArn, VersionId: "1" })).toMatchObject({ code: "ValidationError" });
  });
});

describe("DeletePolicy", () => {
  it("refuses while the policy is attached or has further versions", () => {
    lab.call("CreateRole", { RoleName: "task", AssumeRolePolicyDocument: ec2Trust });
    lab.call("AttachRolePolicy", { RoleName: "task", PolicyArn });
    newVersion("ivs:Get*");
    expect(lab.call("DeletePolicy", { PolicyArn })).toMatchObject({
      status: 409,
      code: "DeleteConflict",
      message: "Cannot delete a policy attached to entities.",
    });
    lab.call("DetachRolePolicy", { RoleName: "task", PolicyArn });
    expect(lab.call("DeletePolicy", { PolicyArn })).toMatchObject({
      status: 409,
      code: "DeleteConflict",
      message: expect.stringMatching(/^This policy has more than one version\./),
    });
    lab.call("DeletePolicyVersion", { PolicyArn, VersionId: "v2" });
    expect(lab.call("DeletePolicy", { PolicyArn })).toMatchObject({ status: 200, result: undefined });
    expect(lab.call("GetPolicy", { PolicyArn })).toMatchObject({
      status: 404,
      code: "NoSuchEntity",
      message: `Policy ${PolicyArn} was not found.`,
    });
  });
});

describe("ListPolicies and ListEntitiesForPolicy", () => {
  const list = (params: Readonly<Record<string, string>>) =>
    members(lab.call("ListPolicies", params), "Policies").map((policy) => policy.PolicyName);

  it("tell the customer's policies from AWS's, and the attached from the rest", () => {
    expect(list({ Scope: "Local" })).toEqual(["operator"]);
    expect(list({ Scope: "AWS" })).toContain("IVSFullAccess");
    expect(list({ Scope: "AWS", PathPrefix: "/aws-service-role/" })).toContain("IVSRecordToS3");
    expect(list({})).toEqual(expect.arrayContaining(["operator", "AdministratorAccess"]));
    expect(list({ OnlyAttached: "true" })).toEqual([]);
    lab.call("CreateUser", { UserName: "jane" });
    lab.call("AttachUserPolicy", { UserName: "jane", PolicyArn: administrator });
    expect(list({ OnlyAttached: "true" })).toEqual(["AdministratorAccess"]);
    expect(list({ OnlyAttached: "true", Scope: "Local" })).toEqual([]);
    expect(lab.call("ListPolicies", { Scope: "Mine" })).toMatchObject({
      code: "ValidationError",
      message: expect.stringContaining("Member must satisfy enum value set: [All, AWS, Local]"),
    });
  });

  it("name every role, user and group that has the policy", () => {
    lab.call("CreateUser", { UserName: "jane" });
    lab.call("CreateGroup", { GroupName: "operators" });
    lab.call("CreateRole", { RoleName: "task", Path: "/ivs/", AssumeRolePolicyDocument: ec2Trust });
    lab.call("AttachUserPolicy", { UserName: "jane", PolicyArn });
    lab.call("AttachGroupPolicy", { GroupName: "operators", PolicyArn });
    lab.call("AttachRolePolicy", { RoleName: "task", PolicyArn });
    expect(lab.call("GetPolicy", { PolicyArn }).result?.Policy).toMatchObject({ AttachmentCount: "3" });
    const roles = { member: [{ RoleName: "task", RoleId: expect.stringMatching(/^AROA/) }] };
    expect(lab.call("ListEntitiesForPolicy", { PolicyArn }).result).toEqual({
      PolicyGroups: { member: [{ GroupName: "operators", GroupId: expect.stringMatching(/^AGPA/) }] },
      PolicyUsers: { member: [{ UserName: "jane", UserId: expect.stringMatching(/^AIDA/) }] },
      PolicyRoles: roles,
      IsTruncated: "false",
    });
    const onlyRoles = { PolicyGroups: "", PolicyUsers: "", PolicyRoles: roles, IsTruncated: "false" };
    expect(lab.call("ListEntitiesForPolicy", { PolicyArn, EntityFilter: "Role" }).result).toEqual(onlyRoles);
    expect(lab.call("ListEntitiesForPolicy", { PolicyArn, PathPrefix: "/ivs/" }).result).toEqual(onlyRoles);
  });
});

describe("an AWS managed policy", () => {
  it("can be read", () => {
    const read = lab.call("GetPolicyVersion", { PolicyArn: administrator, VersionId: "v1" });
    const document = decodeURIComponent(record(read, "PolicyVersion").Document ?? "");
    expect(JSON.parse(document).Statement).toEqual([{ Action: "*", Effect: "Allow", Resource: "*" }]);
    expect(lab.call("GetPolicy", { PolicyArn: administrator }).result?.Policy).toMatchObject({
      DefaultVersionId: "v1",
    });
  });

  it.each([
    ["CreatePolicyVersion", { PolicyDocument: allowing("s3:*") }],
    ["DeletePolicyVersion", { VersionId: "v1" }],
    ["SetDefaultPolicyVersion", { VersionId: "v1" }],
    ["DeletePolicy", {}],
    ["TagPolicy", { "Tags.member.1.Key": "k", "Tags.member.1.Value": "v" }],
    ["UntagPolicy", { "TagKeys.member.1": "k" }],
  ])("cannot be edited by %s", (action, params) => {
    expect(lab.call(action, { PolicyArn: administrator, ...params }, administratorKey)).toMatchObject({
      status: 403,
      code: "AccessDenied",
      message: `User: arn:aws:iam::000000000000:user/administrator is not authorized to perform: iam:${action} on resource: policy ${administrator}`,
    });
  });
});
