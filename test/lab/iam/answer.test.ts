import { describe, expect, it } from "vitest";
import { ec2Trust, iamUnderTest } from "./iam-under-test.ts";

describe("an answer", () => {
  it("is XML of IAM's namespace with a result and the request's id", () => {
    const { body } = iamUnderTest().call("ListRoles");
    expect(body).toBe(
      '<ListRolesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListRolesResult><Roles/><IsTruncated>false</IsTruncated></ListRolesResult><ResponseMetadata><RequestId>request-1</RequestId></ResponseMetadata></ListRolesResponse>',
    );
  });

  it("has no result element where the operation has none", () => {
    const lab = iamUnderTest();
    lab.call("CreateRole", { RoleName: "r", AssumeRolePolicyDocument: ec2Trust });
    expect(lab.call("DeleteRole", { RoleName: "r" }).body).toBe(
      '<DeleteRoleResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ResponseMetadata><RequestId>request-2</RequestId></ResponseMetadata></DeleteRoleResponse>',
    );
  });

  it("is an ErrorResponse when IAM refuses", () => {
    expect(iamUnderTest().call("GetRole", { RoleName: "gone" }).body).toBe(
      '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>NoSuchEntity</Code><Message>The role with name gone cannot be found.</Message></Error><RequestId>request-1</RequestId></ErrorResponse>',
    );
  });
});

describe("what the lab does not do", () => {
  it.each(["CreateSAMLProvider", "constructor", "__proto__", ""])("is refused: action '%s'", (action) => {
    expect(iamUnderTest().call(action)).toMatchObject({
      status: 501,
      code: "NotImplemented",
      message: `The lab's IAM does not do ${action}.`,
    });
  });

  it("is refused as a parameter rather than ignored, and nothing is done", () => {
    const lab = iamUnderTest();
    const made = lab.call("CreateRole", {
      RoleName: "r",
      AssumeRolePolicyDocument: ec2Trust,
      Nickname: "r2",
    });
    expect(made).toMatchObject({
      status: 501,
      code: "NotImplemented",
      message: "The lab's CreateRole does not know the parameter Nickname.",
    });
    expect(lab.call("GetRole", { RoleName: "r" }).code).toBe("NoSuchEntity");
  });

  it("does not include the parameters of every request, nor an empty list", () => {
    const lab = iamUnderTest();
    const params = { Action: "CreateRole", Version: "2010-05-08", RoleName: "r", AssumeRolePolicyDocument: ec2Trust };
    expect(lab.call("CreateRole", { ...params, Tags: "" }).status).toBe(200);
  });
});
