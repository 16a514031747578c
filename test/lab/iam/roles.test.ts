import { beforeEach, describe, expect, it } from "vitest";
import {
  type Answer,
  allowing,
  ec2Trust,
  type IamUnderTest,
  iamUnderTest,
  members,
  trusting,
} from "./iam-under-test.ts";

let lab: IamUnderTest;
beforeEach(() => {
  lab = iamUnderTest();
  lab.call("CreateRole", { RoleName: "Admin", AssumeRolePolicyDocument: ec2Trust });
});

const role = (RoleName = "Admin") => lab.call("GetRole", { RoleName }).result?.Role;

describe("CreateRole", () => {
  it("answers what IAM answers, without description and session length", () => {
    const { result } = lab.call("CreateRole", {
      RoleName: "deploy",
      Path: "/ci/",
      AssumeRolePolicyDocument: ec2Trust,
      Description: "deploys <a> & 'b'\r\n",
      MaxSessionDuration: "7200",
      "Tags.member.1.Key": "team",
      "Tags.member.1.Value": "video: live",
    });
    expect(result?.Role).toEqual({
      Path: "/ci/",
      RoleName: "deploy",
      RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
      Arn: "arn:aws:iam::000000000000:role/ci/deploy",
      CreateDate: "2026-06-02T10:00:00Z",
      AssumeRolePolicyDocument: encodeURIComponent(ec2Trust),
      Tags: { member: [{ Key: "team", Value: "video: live" }] },
    });
    expect(role("deploy")).toMatchObject({
      Description: "deploys <a> & 'b'\r\n",
      MaxSessionDuration: "7200",
      RoleLastUsed: "",
    });
  });

  it("encodes a document by RFC 3986, asterisks too", () => {
    lab.call("CreateRole", { RoleName: "open", AssumeRolePolicyDocument: trusting({ AWS: "*" }) });
    expect(role("open")).toMatchObject({ AssumeRolePolicyDocument: expect.stringContaining("%22AWS%22%3A%22%2A%22") });
  });

  it("refuses a name that is taken in any case, and finds it only as it is spelt", () => {
    const made = lab.call("CreateRole", { RoleName: "admin", Path: "/other/", AssumeRolePolicyDocument: ec2Trust });
    expect(made).toMatchObject({
      status: 409,
      code: "EntityAlreadyExists",
      message: "Role with name admin already exists.",
    });
    expect(lab.call("GetRole", { RoleName: "admin" })).toMatchObject({
      status: 404,
      code: "NoSuchEntity",
      message: "The role with name admin cannot be found.",
    });
  });

  const invalid: readonly { name: string; input: Record<string, string>; code: string; expected: string | RegExp }[] = [
    {
      name: "no name",
      input: { RoleName: "" },
      code: "ValidationError",
      expected:
        "1 validation error detected: Value '' at 'roleName' failed to satisfy constraint: Member must have length greater than or equal to 1",
    },
    {
      name: "a name of 65 characters",
      input: { RoleName: "a".repeat(65) },
      code: "ValidationError",
      expected: /at 'roleName' failed to satisfy constraint: Member must have length less than or equal to 64$/,
    },
    {
      name: "a space in the name",
      input: { RoleName: "a b" },
      code: "ValidationError",
      expected:
        "The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
    },
    {
      name: "a path without its end",
      input: { Path: "/ci" },
      code: "ValidationError",
      expected: /^The specified value for path is invalid\. It must begin and end with \//,
    },
    {
      name: "a session of a minute",
      input: { MaxSessionDuration: "60" },
      code: "ValidationError",
      expected: /^1 validation error detected: Value '60' at 'maxSessionDuration' .* greater than or equal to 3600$/,
    },
    {
      name: "a session length that is no number",
      input: { MaxSessionDuration: "an hour" },
      code: "MalformedInput",
      expected: "Could not parse request body.",
    },
    {
      name: "two faults at once",
      input: { RoleName: "a".repeat(65), MaxSessionDuration: "60" },
      code: "ValidationError",
      expected: /^2 validation errors detected: Value 'a+' at 'roleName' .*; Value '60' at 'maxSessionDuration'/,
    },
    {
      name: "a path of AWS's own",
      input: { Path: "/aws-service-role/ecs.amazonaws.com/" },
      code: "InvalidInput",
      expected: "The path /aws-service-role/ecs.amazonaws.com/ is reserved for roles that AWS makes.",
    },
    {
      name: "a repeated tag",
      input: {
        "Tags.member.1.Key": "a",
        "Tags.member.1.Value": "1",
        "Tags.member.2.Key": "A",
        "Tags.member.2.Value": "2",
      },
      code: "InvalidInput",
      expected: "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    },
  ];

  it.each(invalid)("refuses $name", ({ input, code, expected }) => {
    const made = lab.call("CreateRole", { RoleName: "new", AssumeRolePolicyDocument: ec2Trust, ...input });
    expect(made).toMatchObject({ status: 400, code });
    expect(made.message).toMatch(expected);
    expect(lab.call("GetRole", { RoleName: "new" }).code).toBe("NoSuchEntity");
  });

  it("says so when a name is not given at all", () => {
    expect(lab.call("CreateRole", { AssumeRolePolicyDocument: ec2Trust })).toMatchObject({
      code: "ValidationError",
      message:
        "1 validation error detected: Value null at 'roleName' failed to satisfy constraint: Member must not be null",
    });
  });
});

describe("ListRoles", () => {
  beforeEach(() => {
    for (const name of ["c", "a", "b"]) {
      lab.call("CreateRole", { RoleName: name, Path: "/team/", AssumeRolePolicyDocument: ec2Trust });
    }
  });

  const names = (answer: Answer) => members(answer, "Roles").map((role) => role.RoleName);

  it("gives pages in the order of names, under a path", () => {
    const first = lab.call("ListRoles", { PathPrefix: "/team", MaxItems: "2" });
    expect(names(first)).toEqual(["a", "b"]);
    expect(first.result?.IsTruncated).toBe("true");
    const Marker = String(first.result?.Marker);
    const second = lab.call("ListRoles", { PathPrefix: "/team", MaxItems: "2", Marker });
    expect(names(second)).toEqual(["c"]);
    expect(second.result).toMatchObject({ IsTruncated: "false" });
    expect(second.result).not.toHaveProperty("Marker");
  });

  it("skips and repeats nothing when a role of the first page is deleted before the second", () => {
    const { Marker } = lab.call("ListRoles", { PathPrefix: "/team", MaxItems: "2" }).result ?? {};
    lab.call("DeleteRole", { RoleName: "b" });
    expect(names(lab.call("ListRoles", { PathPrefix: "/team", Marker: String(Marker) }))).toEqual(["c"]);
  });

  it("leaves out tags and last use", () => {
    lab.call("TagRole", { RoleName: "a", "Tags.member.1.Key": "k", "Tags.member.1.Value": "v" });
    const { body } = lab.call("ListRoles");
    expect(body).not.toMatch(/<Tags>|RoleLastUsed/);
  });

  it("refuses a marker that it never gave", () => {
    expect(lab.call("ListRoles", { Marker: "AAAA" })).toMatchObject({ status: 400, code: "ValidationError" });
  });
});

describe("updates of a role", () => {
  it("change what they name and leave the rest", () => {
    lab.call("UpdateRole", { RoleName: "Admin", Description: "one" });
    expect(lab.call("UpdateRole", { RoleName: "Admin", MaxSessionDuration: "43200" }).result).toBe("");
    expect(role()).toMatchObject({ Description: "one", MaxSessionDuration: "43200" });
    expect(lab.call("UpdateRoleDescription", { RoleName: "Admin", Description: "" }).result?.Role).toMatchObject({
      RoleName: "Admin",
      Description: "",
    });
  });

  it("need the role", () => {
    for (const action of ["UpdateRole", "UpdateRoleDescription", "DeleteRole"]) {
      const params = { RoleName: "gone", ...(action === "UpdateRoleDescription" ? { Description: "x" } : {}) };
      expect(lab.call(action, params)).toMatchObject({ status: 404, code: "NoSuchEntity" });
    }
  });
});

describe("DeleteRole", () => {
  it("refuses a role that still has policies", () => {
    const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
    lab.call("AttachRolePolicy", { RoleName: "Admin", PolicyArn });
    lab.call("PutRolePolicy", { RoleName: "Admin", PolicyName: "own", PolicyDocument: allowing("s3:*") });
    const deleted = () => lab.call("DeleteRole", { RoleName: "Admin" });
    expect(deleted()).toMatchObject({
      status: 409,
      code: "DeleteConflict",
      message: "Cannot delete entity, must detach all policies first.",
    });
    lab.call("DetachRolePolicy", { RoleName: "Admin", PolicyArn });
    expect(deleted()).toMatchObject({
      status: 409,
      code: "DeleteConflict",
      message: "Cannot delete entity, must delete policies first.",
    });
    lab.call("DeleteRolePolicy", { RoleName: "Admin", PolicyName: "own" });
    expect(deleted()).toMatchObject({ status: 200, result: undefined });
    expect(lab.call("GetRole", { RoleName: "Admin" }).code).toBe("NoSuchEntity");
  });
});

describe("tags of a role", () => {
  const tag = (Key: string, Value: string) =>
    lab.call("TagRole", { RoleName: "Admin", "Tags.member.1.Key": Key, "Tags.member.1.Value": Value });
  const tags = () => members(lab.call("ListRoleTags", { RoleName: "Admin" }), "Tags");

  it("are set, replaced in any case of the key, and taken away", () => {
    tag("team", "video");
    tag("Stage", "live");
    tag("stage", "test");
    expect(tags()).toEqual([
      { Key: "stage", Value: "test" },
      { Key: "team", Value: "video" },
    ]);
    lab.call("UntagRole", { RoleName: "Admin", "TagKeys.member.1": "TEAM", "TagKeys.member.2": "none" });
    expect(tags()).toEqual([{ Key: "stage", Value: "test" }]);
  });

  it("keep IAM's rules", () => {
    expect(tag("aws:team", "video")).toMatchObject({ status: 400, code: "InvalidInput" });
    expect(tag("k".repeat(129), "v")).toMatchObject({ status: 400, code: "ValidationError" });
    expect(tag("", "v")).toMatchObject({ status: 400, code: "ValidationError" });
    expect(tag("k", "v".repeat(257))).toMatchObject({ status: 400, code: "ValidationError" });
    expect(tag("k!", "v")).toMatchObject({ message: expect.stringContaining("regular expression pattern") });
    expect(tags()).toEqual([]);
  });

  it("are fifty at most", () => {
    for (let index = 0; index < 50; index += 1) {
      expect(tag(`k${index}`, "v").status).toBe(200);
    }
    expect(tag("k50", "v")).toMatchObject({ status: 409, code: "LimitExceeded" });
    expect(tag("k0", "w").status).toBe(200);
  });
});
