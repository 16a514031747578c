import { beforeEach, describe, expect, it } from "vitest";
import { allowing, ec2Trust, type IamUnderTest, iamUnderTest } from "../iam/iam-under-test.ts";
import { decideByRole } from "./role-policies.ts";

const POLICY = "arn:aws:iam::000000000000:policy/more";
const READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const NAMED = { RoleName: "task" };

let lab: IamUnderTest;
let roleId = "";

beforeEach(() => {
  lab = iamUnderTest();
  lab.call("CreateRole", { ...NAMED, AssumeRolePolicyDocument: ec2Trust });
  lab.call("CreatePolicy", { PolicyName: "more", PolicyDocument: allowing("s3:PutObject") });
  roleId = lab.iam.account.roles.get("task")?.roleId ?? "";
});

const decided = (action: string) =>
  decideByRole(lab.iam.account, { roleName: "task", roleId }, { action, resource: "arn:aws:s3:::b/k", context: {} });
const putInline = (PolicyDocument: string) =>
  lab.call("PutRolePolicy", { ...NAMED, PolicyName: "own", PolicyDocument });

describe("decideByRole", () => {
  it("allows nothing of itself", () => {
    expect(decided("s3:GetObject")).toEqual({ policies: "none", boundary: "allow" });
  });

  it("asks inline policies and attached ones, as they are now", () => {
    putInline(allowing("s3:GetObject"));
    lab.call("AttachRolePolicy", { ...NAMED, PolicyArn: POLICY });
    expect([decided("s3:GetObject").policies, decided("s3:PutObject").policies]).toEqual(["allow", "allow"]);
    const version = { PolicyArn: POLICY, PolicyDocument: allowing("s3:DeleteObject"), SetAsDefault: "true" };
    lab.call("CreatePolicyVersion", version);
    lab.call("DeleteRolePolicy", { ...NAMED, PolicyName: "own" });
    const actions = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"];
    expect(actions.map((action) => decided(action).policies)).toEqual(["none", "none", "allow"]);
  });

  it("asks AWS's own policies", () => {
    lab.call("AttachRolePolicy", { ...NAMED, PolicyArn: READ_ONLY });
    expect([decided("s3:GetObject").policies, decided("s3:PutObject").policies]).toEqual(["allow", "none"]);
  });

  it("asks a permissions boundary beside them", () => {
    putInline(allowing("s3:*"));
    lab.call("PutRolePermissionsBoundary", { ...NAMED, PermissionsBoundary: POLICY });
    expect(decided("s3:PutObject")).toEqual({ policies: "allow", boundary: "allow" });
    expect(decided("s3:GetObject")).toEqual({ policies: "allow", boundary: "none" });
  });

  it("allows nothing to a session of a role that is gone, also where another has its name", () => {
    putInline(allowing("s3:*"));
    expect(decided("s3:GetObject").policies).toBe("allow");
    lab.call("DeleteRolePolicy", { ...NAMED, PolicyName: "own" });
    lab.call("DeleteRole", NAMED);
    expect(decided("s3:GetObject").policies).toBe("none");
    lab.call("CreateRole", { ...NAMED, AssumeRolePolicyDocument: ec2Trust });
    putInline(allowing("s3:*"));
    expect(decided("s3:GetObject").policies).toBe("none");
  });
});
