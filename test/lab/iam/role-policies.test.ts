import { beforeEach, describe, expect, it } from "vitest";
import { allowing, ec2Trust, type IamUnderTest, iamUnderTest } from "./iam-under-test.ts";

let lab: IamUnderTest;
beforeEach(() => {
  lab = iamUnderTest();
  lab.call("CreateRole", { RoleName: "task", AssumeRolePolicyDocument: ec2Trust });
});

const RoleName = "task";
const administrator = "arn:aws:iam::aws:policy/AdministratorAccess";
const put = (PolicyName: string, PolicyDocument: string) =>
  lab.call("PutRolePolicy", { RoleName, PolicyName, PolicyDocument });

describe("inline policies of a role", () => {
  it("are put, read, replaced, listed and deleted", () => {
    expect(put("b", allowing("s3:GetObject"))).toMatchObject({ status: 200, result: undefined });
    put("a", allowing("s3:*"));
    put("b", allowing("s3:*"));
    expect(lab.call("ListRolePolicies", { RoleName }).result).toEqual({
      PolicyNames: { member: ["a", "b"] },
      IsTruncated: "false",
    });
    expect(lab.call("GetRolePolicy", { RoleName, PolicyName: "b" }).result).toEqual({
      RoleName,
      PolicyName: "b",
      PolicyDocument: encodeURIComponent(allowing("s3:*")).replaceAll("*", "%2A"),
    });
    expect(lab.call("DeleteRolePolicy", { RoleName, PolicyName: "b" }).status).toBe(200);
    for (const action of ["GetRolePolicy", "DeleteRolePolicy"]) {
      expect(lab.call(action, { RoleName, PolicyName: "b" })).toMatchObject({
        status: 404,
        code: "NoSuchEntity",
        message: "The role policy with name b cannot be found.",
      });
    }
  });

  it("stay as they were when a document is refused", () => {
    put("own", allowing("s3:GetObject"));
    expect(put("own", "{")).toMatchObject({ status: 400, code: "MalformedPolicyDocument" });
    expect(put("own", `{"\u0007":1}`)).toMatchObject({ status: 400, code: "ValidationError" });
    expect(lab.call("GetRolePolicy", { RoleName, PolicyName: "own" }).result?.PolicyDocument).toContain("GetObject");
  });

  it("have 10,240 characters together at most, white space not counted", () => {
    const ofSize = (size: number): string => {
      const filled = allowing(`s3:${"a".repeat(size - allowing("s3:").length)}`);
      return filled.replaceAll(",", " ,\n\t");
    };
    expect(put("first", ofSize(6000)).status).toBe(200);
    expect(put("second", ofSize(4240)).status).toBe(200);
    expect(put("third", ofSize(100))).toMatchObject({
      status: 409,
      code: "LimitExceeded",
      message: "Maximum policy size of 10240 bytes exceeded for role task",
    });
    expect(put("second", ofSize(4241)).code).toBe("LimitExceeded");
    expect(put("second", ofSize(4239)).status).toBe(200);
  });
});

describe("attachments of a role", () => {
  const attach = (PolicyArn: string) => lab.call("AttachRolePolicy", { RoleName, PolicyArn });
  const detach = (PolicyArn: string) => lab.call("DetachRolePolicy", { RoleName, PolicyArn });
  const attached = (more = {}) => lab.call("ListAttachedRolePolicies", { RoleName, ...more }).result?.AttachedPolicies;

  it("are made once, listed, and taken away", () => {
    expect(attach(administrator)).toMatchObject({ status: 200, result: undefined });
    expect(attach(administrator).status).toBe(200);
    expect(attached()).toEqual({ member: [{ PolicyName: "AdministratorAccess", PolicyArn: administrator }] });
    expect(detach(administrator).status).toBe(200);
    expect(attached()).toBe("");
    expect(detach(administrator)).toMatchObject({
      status: 404,
      code: "NoSuchEntity",
      message: `Policy ${administrator} was not found.`,
    });
  });

  it("are listed under a path", () => {
    attach(administrator);
    attach("arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy");
    expect(attached({ PathPrefix: "/service-role/" })).toMatchObject({
      member: [{ PolicyName: "AmazonECSTaskExecutionRolePolicy" }],
    });
  });

  const refused: readonly { name: string; input: string; status: number; code: string; expected: string }[] = [
    {
      name: "an AWS policy that does not exist",
      input: "arn:aws:iam::aws:policy/AdministratorAcess",
      status: 404,
      code: "NoSuchEntity",
      expected: "Policy arn:aws:iam::aws:policy/AdministratorAcess does not exist or is not attachable.",
    },
    {
      name: "a policy of this account that does not exist",
      input: "arn:aws:iam::000000000000:policy/gone",
      status: 404,
      code: "NoSuchEntity",
      expected: "Policy arn:aws:iam::000000000000:policy/gone does not exist or is not attachable.",
    },
    {
      name: "the policy of a service-linked role",
      input: "arn:aws:iam::aws:policy/aws-service-role/IVSRecordToS3",
      status: 400,
      code: "PolicyNotAttachable",
      expected: "Cannot attach a Service Role Policy to a Customer Role.",
    },
    {
      name: "an ARN of something else",
      input: "arn:aws:iam::000000000000:role/task",
      status: 400,
      code: "InvalidInput",
      expected: "ARN arn:aws:iam::000000000000:role/task is not valid.",
    },
    {
      name: "a bare name",
      input: "AdministratorAccess",
      status: 400,
      code: "ValidationError",
      expected:
        "1 validation error detected: Value 'AdministratorAccess' at 'policyArn' failed to satisfy constraint: Member must have length greater than or equal to 20",
    },
  ];

  it.each(refused)("are refused to $name", ({ input, status, code, expected }) => {
    expect(attach(input)).toMatchObject({ status, code, message: expected });
    expect(attached()).toBe("");
  });

  it("are ten at most", () => {
    for (let index = 0; index < 11; index += 1) {
      lab.call("CreatePolicy", { PolicyName: `p${index}`, PolicyDocument: allowing("s3:*") });
    }
    const arn = (index: number): string => `arn:aws:iam::000000000000:policy/p${index}`;
    for (let index = 0; index < 10; index += 1) {
      expect(attach(arn(index)).status).toBe(200);
    }
    expect(attach(arn(10))).toMatchObject({
      status: 409,
      code: "LimitExceeded",
      message: "Cannot exceed quota for PoliciesPerRole: 10",
    });
    expect(attach(arn(3)).status).toBe(200);
  });

  it("need the role", () => {
    for (const action of ["AttachRolePolicy", "DetachRolePolicy"]) {
      expect(lab.call(action, { RoleName: "gone", PolicyArn: administrator })).toMatchObject({
        code: "NoSuchEntity",
        message: "The role with name gone cannot be found.",
      });
    }
  });
});
