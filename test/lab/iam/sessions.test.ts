import { beforeEach, describe, expect, it } from "vitest";
import { administratorKey, ec2Trust, type IamUnderTest, iamUnderTest, newAccessKey } from "./iam-under-test.ts";

let lab: IamUnderTest;
let keyId: string;
beforeEach(() => {
  lab = iamUnderTest();
  lab.call("CreateRole", { RoleName: "task", AssumeRolePolicyDocument: ec2Trust });
  lab.call("CreateUser", { UserName: "jane", Path: "/team/" });
  keyId = newAccessKey(lab, "jane");
});

const invalidToken = {
  status: 403,
  code: "InvalidClientTokenId",
  message: "The security token included in the request is invalid.",
};

describe("the caller behind a key", () => {
  it("is the key's user", () => {
    expect(lab.iam.whoIs(keyId)).toEqual({
      type: "IAMUser",
      principalId: lab.iam.account.users.get("jane")?.userId,
      arn: "arn:aws:iam::000000000000:user/team/jane",
      accountId: "000000000000",
      accessKeyId: keyId,
      userName: "jane",
    });
  });

  it("is the administrator for any other key, always the same one, who is no user of the account", () => {
    const first = lab.iam.whoIs(administratorKey);
    expect(first).toMatchObject({ type: "IAMUser", userName: "administrator" });
    expect(lab.iam.whoIs("AKIAI44QH8DHBEXAMPLE").principalId).toBe(first.principalId);
    expect(lab.call("ListUsers").body).not.toContain("administrator");
  });

  it("is a session's role, also of a role that only calls", () => {
    const { accessKeyId } = lab.iam.registerSession({ roleName: "host", sessionName: "w", durationSeconds: 900 });
    expect(accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(lab.iam.whoIs(accessKeyId)).toMatchObject({
      type: "AssumedRole",
      arn: "arn:aws:sts::000000000000:assumed-role/host/w",
      role: { roleName: "host", arn: "arn:aws:iam::000000000000:role/host" },
    });
  });
});

describe("a key that may not be used", () => {
  it("is an inactive one, until it is active again", () => {
    const set = (Status: string) => lab.call("UpdateAccessKey", { UserName: "jane", AccessKeyId: keyId, Status });
    set("Inactive");
    const before = lab.records.length;
    expect(lab.call("CreateUser", { UserName: "joan" }, keyId)).toMatchObject(invalidToken);
    expect(lab.callSts("GetCallerIdentity", {}, keyId)).toMatchObject(invalidToken);
    expect(lab.records).toHaveLength(before);
    set("Active");
    expect(lab.call("CreateUser", { UserName: "joan" }, keyId).status).toBe(200);
  });

  it("is a deleted one, which does not become the administrator's", () => {
    lab.call("DeleteAccessKey", { UserName: "jane", AccessKeyId: keyId });
    expect(lab.call("ListRoles", {}, keyId)).toMatchObject(invalidToken);
  });

  it("is a session's that has run out", () => {
    const { accessKeyId, expiration } = lab.iam.registerSession({
      roleName: "task",
      sessionName: "worker",
      durationSeconds: 900,
    });
    expect(expiration.toISOString()).toBe("2026-06-02T10:15:00.750Z");
    lab.advance(899);
    expect(lab.call("ListRoles", {}, accessKeyId).status).toBe(200);
    lab.advance(1);
    expect(lab.call("ListRoles", {}, accessKeyId)).toMatchObject({ status: 403, code: "ExpiredToken" });
  });
});

describe("a use of a key", () => {
  it("is kept for the user's key and for the session's role", () => {
    const { accessKeyId } = lab.iam.registerSession({ roleName: "task", sessionName: "w", durationSeconds: 900 });
    lab.advance(60);
    lab.iam.keyUsed(keyId, "sqs", "eu-west-1");
    lab.iam.keyUsed(accessKeyId, "iam", "us-east-1");
    lab.iam.keyUsed(administratorKey, "iam", "us-east-1");
    expect(lab.call("GetAccessKeyLastUsed", { AccessKeyId: keyId }).result?.AccessKeyLastUsed).toEqual({
      LastUsedDate: "2026-06-02T10:01:00Z",
      ServiceName: "sqs",
      Region: "eu-west-1",
    });
    expect(lab.call("GetRole", { RoleName: "task" }).result?.Role).toMatchObject({
      RoleLastUsed: { LastUsedDate: "2026-06-02T10:01:00Z", Region: "us-east-1" },
    });
  });

  it("is not kept for a later role of the same name", () => {
    const { accessKeyId } = lab.iam.registerSession({ roleName: "task", sessionName: "w", durationSeconds: 900 });
    lab.call("DeleteRole", { RoleName: "task" });
    lab.call("CreateRole", { RoleName: "task", AssumeRolePolicyDocument: ec2Trust });
    lab.iam.keyUsed(accessKeyId, "iam", "us-east-1");
    expect(lab.call("GetRole", { RoleName: "task" }).result?.Role).toMatchObject({ RoleLastUsed: "" });
  });
});
