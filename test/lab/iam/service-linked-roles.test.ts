import { describe, expect, it } from "vitest";
import { allowing, ec2Trust, type IamUnderTest, iamUnderTest, members } from "./iam-under-test.ts";

const AWSServiceName = "ivs.amazonaws.com";
const RoleName = "AWSServiceRoleForIVSRecordToS3";
const recordToS3 = "arn:aws:iam::aws:policy/aws-service-role/IVSRecordToS3";

function withRole(options: { deletionSeconds?: number } = {}): IamUnderTest {
  const lab = iamUnderTest(options);
  expect(lab.call("CreateServiceLinkedRole", { AWSServiceName }).status).toBe(200);
  return lab;
}

describe("CreateServiceLinkedRole", () => {
  it("makes the service's role, with its path, trust and policy", () => {
    const lab = withRole();
    expect(lab.call("GetRole", { RoleName }).result?.Role).toMatchObject({
      Path: "/aws-service-role/ivs.amazonaws.com/",
      Arn: `arn:aws:iam::000000000000:role/aws-service-role/ivs.amazonaws.com/${RoleName}`,
      AssumeRolePolicyDocument: encodeURIComponent(
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ivs.amazonaws.com"},"Action":"sts:AssumeRole"}]}',
      ),
    });
    expect(lab.call("ListAttachedRolePolicies", { RoleName }).result?.AttachedPolicies).toEqual({
      member: [{ PolicyName: "IVSRecordToS3", PolicyArn: recordToS3 }],
    });
  });

  it.each([
    ["ecs.amazonaws.com", "AWSServiceRoleForECS"],
    ["autoscaling.amazonaws.com", "AWSServiceRoleForAutoScaling"],
    ["elasticloadbalancing.amazonaws.com", "AWSServiceRoleForElasticLoadBalancing"],
    ["rds.amazonaws.com", "AWSServiceRoleForRDS"],
    ["support.amazonaws.com", "AWSServiceRoleForSupport"],
    ["trustedadvisor.amazonaws.com", "AWSServiceRoleForTrustedAdvisor"],
    ["organizations.amazonaws.com", "AWSServiceRoleForOrganizations"],
  ])("knows the role of %s, and its policy", (service, name) => {
    const lab = iamUnderTest();
    const made = lab.call("CreateServiceLinkedRole", { AWSServiceName: service }).result?.Role;
    expect(made).toMatchObject({ RoleName: name });
    const [attached] = members(lab.call("ListAttachedRolePolicies", { RoleName: name }), "AttachedPolicies");
    expect(lab.call("GetPolicy", { PolicyArn: attached?.PolicyArn ?? "" }).status).toBe(200);
  });

  it("says InvalidInput of a role that exists, not EntityAlreadyExists", () => {
    expect(withRole().call("CreateServiceLinkedRole", { AWSServiceName })).toMatchObject({
      status: 400,
      code: "InvalidInput",
      message: `Service role name ${RoleName} has been taken in this account, please try a different suffix.`,
    });
  });

  it("refuses a service that has none, and a suffix where there is but one", () => {
    const lab = iamUnderTest();
    expect(lab.call("CreateServiceLinkedRole", { AWSServiceName: "s3.amazonaws.com" }).code).toBe("InvalidInput");
    expect(lab.call("CreateServiceLinkedRole", { AWSServiceName, CustomSuffix: "x" })).toMatchObject({
      code: "InvalidInput",
      message: "Custom suffix is not allowed for ivs.amazonaws.com",
    });
    const suffixed = { AWSServiceName: "autoscaling.amazonaws.com", CustomSuffix: "x" };
    expect(lab.call("CreateServiceLinkedRole", suffixed).result?.Role).toMatchObject({
      RoleName: "AWSServiceRoleForAutoScaling_x",
    });
  });
});

describe("a service-linked role", () => {
  it.each([
    ["PutRolePolicy", { PolicyName: "own", PolicyDocument: allowing("s3:*") }],
    ["DeleteRolePolicy", { PolicyName: "own" }],
    ["AttachRolePolicy", { PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" }],
    ["DetachRolePolicy", { PolicyArn: recordToS3 }],
    ["UpdateAssumeRolePolicy", { PolicyDocument: ec2Trust }],
    ["UpdateRole", { MaxSessionDuration: "7200" }],
    ["DeleteRole", {}],
  ])("cannot be edited by %s", (action, params) => {
    expect(withRole().call(action, { RoleName, ...params })).toMatchObject({
      status: 400,
      code: "UnmodifiableEntity",
      message: `Cannot perform the operation on the protected role '${RoleName}' - this role is only modifiable by AWS`,
    });
  });

  it("may be described and tagged", () => {
    const lab = withRole();
    expect(lab.call("UpdateRoleDescription", { RoleName, Description: "records" }).status).toBe(200);
    expect(lab.call("UpdateRole", { RoleName, Description: "records streams" }).status).toBe(200);
    expect(lab.call("TagRole", { RoleName, "Tags.member.1.Key": "k", "Tags.member.1.Value": "v" }).status).toBe(200);
    expect(lab.call("GetRole", { RoleName }).result?.Role).toMatchObject({ Description: "records streams" });
  });
});

describe("DeleteServiceLinkedRole", () => {
  const taskOf = (lab: IamUnderTest): string =>
    String(lab.call("DeleteServiceLinkedRole", { RoleName }).result?.DeletionTaskId);
  const statusOf = (lab: IamUnderTest, DeletionTaskId: string) =>
    lab.call("GetServiceLinkedRoleDeletionStatus", { DeletionTaskId }).result?.Status;

  it("is a task, after which the role is gone though nobody asked", () => {
    const lab = withRole();
    const task = taskOf(lab);
    expect(task).toMatch(new RegExp(`^task/aws-service-role/ivs.amazonaws.com/${RoleName}/[0-9a-f-]{36}$`));
    expect(lab.call("GetRole", { RoleName }).status).toBe(200);
    lab.advance(2);
    expect(lab.call("GetRole", { RoleName }).code).toBe("NoSuchEntity");
    expect(statusOf(lab, task)).toBe("SUCCEEDED");
  });

  it("is in progress meanwhile, gives the same task again, and keeps the name taken", () => {
    const lab = withRole();
    const task = taskOf(lab);
    lab.advance(1);
    expect(statusOf(lab, task)).toBe("IN_PROGRESS");
    expect(taskOf(lab)).toBe(task);
    expect(lab.call("CreateServiceLinkedRole", { AWSServiceName }).code).toBe("InvalidInput");
  });

  it("takes as long as the host says, and leaves a later role of the name alone", () => {
    const lab = withRole({ deletionSeconds: 0 });
    const task = taskOf(lab);
    expect(lab.call("GetRole", { RoleName }).code).toBe("NoSuchEntity");
    expect(lab.call("CreateServiceLinkedRole", { AWSServiceName }).status).toBe(200);
    lab.advance(60);
    expect(statusOf(lab, task)).toBe("SUCCEEDED");
    expect(lab.call("GetRole", { RoleName }).status).toBe(200);
  });

  it("knows neither other roles nor other tasks", () => {
    const lab = iamUnderTest();
    lab.call("CreateRole", { RoleName: "task", AssumeRolePolicyDocument: ec2Trust });
    for (const name of ["task", "gone"]) {
      expect(lab.call("DeleteServiceLinkedRole", { RoleName: name })).toMatchObject({
        status: 404,
        code: "NoSuchEntity",
      });
    }
    expect(lab.call("GetServiceLinkedRoleDeletionStatus", { DeletionTaskId: "task/x" }).code).toBe("NoSuchEntity");
  });
});
