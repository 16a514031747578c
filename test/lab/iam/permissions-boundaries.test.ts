import { beforeEach, describe, expect, it } from "vitest";
import { allowing, ec2Trust, type IamUnderTest, iamUnderTest, members, record } from "./iam-under-test.ts";

const BOUNDARY = "arn:aws:iam::000000000000:policy/boundary";
const READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const shown = (arn: string) => ({ PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: arn });

let lab: IamUnderTest;
beforeEach(() => {
  lab = iamUnderTest();
  lab.call("CreatePolicy", { PolicyName: "boundary", PolicyDocument: allowing("s3:*") });
  lab.call("CreateRole", { RoleName: "task", AssumeRolePolicyDocument: ec2Trust });
  lab.call("CreateUser", { UserName: "jane" });
});

/** The two that can be bounded, and how each is spoken of. */
const PRINCIPALS = [
  {
    kind: "Role",
    name: { RoleName: "task" },
    fresh: { RoleName: "new", AssumeRolePolicyDocument: ec2Trust },
    list: "RoleDetailList",
  },
  { kind: "User", name: { UserName: "jane" }, fresh: { UserName: "new" }, list: "UserDetailList" },
] as const;

describe.each(PRINCIPALS)("the permissions boundary of a $kind", ({ kind, name, fresh, list }) => {
  const put = (PermissionsBoundary: string) =>
    lab.call(`Put${kind}PermissionsBoundary`, { ...name, PermissionsBoundary });
  const take = () => lab.call(`Delete${kind}PermissionsBoundary`, name);
  const boundary = (): unknown => record(lab.call(`Get${kind}`, name), kind).PermissionsBoundary;

  it("is set, replaced and taken away", () => {
    expect(boundary()).toBeUndefined();
    expect(put(BOUNDARY)).toMatchObject({ status: 200, result: undefined });
    expect(boundary()).toEqual(shown(BOUNDARY));
    put(READ_ONLY);
    expect(boundary()).toEqual(shown(READ_ONLY));
    expect(take()).toMatchObject({ status: 200, result: undefined });
    expect(boundary()).toBeUndefined();
    expect(take().status).toBe(200);
  });

  it("can be given at creation, and is answered then, in authorization details, and in no list", () => {
    const made = lab.call(`Create${kind}`, { ...fresh, PermissionsBoundary: BOUNDARY });
    expect(made.result?.[kind]).toMatchObject({ PermissionsBoundary: shown(BOUNDARY) });
    const details = members(lab.call("GetAccountAuthorizationDetails"), list);
    expect(details.map(({ PermissionsBoundary }) => PermissionsBoundary)).toEqual(
      kind === "Role" ? [shown(BOUNDARY), undefined] : [undefined, shown(BOUNDARY)],
    );
    const listed = members(lab.call(`List${kind}s`), `${kind}s`);
    expect(listed).toHaveLength(2);
    expect(listed.some((one) => "PermissionsBoundary" in one)).toBe(false);
  });

  it.each([
    { what: "a policy that is not there", arn: `${BOUNDARY}-2`, status: 404, code: "NoSuchEntity" },
    { what: "an ARN of another thing", arn: "arn:aws:iam::000000000000:role/task", status: 400, code: "InvalidInput" },
    {
      what: "a service-linked role's policy",
      arn: "arn:aws:iam::aws:policy/aws-service-role/IVSRecordToS3",
      status: 400,
      code: "PolicyNotAttachable",
    },
  ])("is not $what", ({ arn, status, code }) => {
    expect(put(arn)).toMatchObject({ status, code });
    expect(lab.call(`Create${kind}`, { ...fresh, PermissionsBoundary: arn })).toMatchObject({ status, code });
    expect(boundary()).toBeUndefined();
  });

  it("of one that is not there cannot be set or taken away", () => {
    const nobody = Object.fromEntries(Object.keys(name).map((key) => [key, "missing"]));
    for (const action of [`Put${kind}PermissionsBoundary`, `Delete${kind}PermissionsBoundary`]) {
      const params = action.startsWith("Put") ? { ...nobody, PermissionsBoundary: BOUNDARY } : nobody;
      expect(lab.call(action, params)).toMatchObject({ status: 404, code: "NoSuchEntity" });
    }
  });

  it("does not keep it from being deleted", () => {
    put(BOUNDARY);
    expect(lab.call(`Delete${kind}`, name).status).toBe(200);
  });
});

describe("a policy that bounds", () => {
  const policy = () => lab.call("GetPolicy", { PolicyArn: BOUNDARY }).result?.Policy;
  const names = (params: Readonly<Record<string, string>> = {}) => {
    const listed = lab.call("ListEntitiesForPolicy", { PolicyArn: BOUNDARY, ...params });
    return [
      ...members(listed, "PolicyUsers").map(({ UserName }) => UserName),
      ...members(listed, "PolicyRoles").map(({ RoleName }) => RoleName),
    ];
  };

  beforeEach(() => {
    lab.call("PutUserPermissionsBoundary", { UserName: "jane", PermissionsBoundary: BOUNDARY });
    lab.call("AttachRolePolicy", { RoleName: "task", PolicyArn: BOUNDARY });
  });

  it("counts that apart from what it is attached to", () => {
    expect(policy()).toMatchObject({ AttachmentCount: "1", PermissionsBoundaryUsageCount: "1" });
    expect(names()).toEqual(["jane", "task"]);
    expect(names({ PolicyUsageFilter: "PermissionsBoundary" })).toEqual(["jane"]);
    expect(names({ PolicyUsageFilter: "PermissionsPolicy" })).toEqual(["task"]);
  });

  it("is not deleted while it does", () => {
    lab.call("DetachRolePolicy", { RoleName: "task", PolicyArn: BOUNDARY });
    expect(lab.call("DeletePolicy", { PolicyArn: BOUNDARY })).toMatchObject({ status: 409, code: "DeleteConflict" });
    lab.call("DeleteUserPermissionsBoundary", { UserName: "jane" });
    expect(lab.call("DeletePolicy", { PolicyArn: BOUNDARY }).status).toBe(200);
  });
});

describe("a service-linked role", () => {
  it("has no boundary set or taken away", () => {
    lab.call("CreateServiceLinkedRole", { AWSServiceName: "ivs.amazonaws.com" });
    const RoleName = "AWSServiceRoleForIVSRecordToS3";
    const refused = { status: 400, code: "UnmodifiableEntity" };
    expect(lab.call("PutRolePermissionsBoundary", { RoleName, PermissionsBoundary: BOUNDARY })).toMatchObject(refused);
    expect(lab.call("DeleteRolePermissionsBoundary", { RoleName })).toMatchObject(refused);
  });
});
