import { existsSync, readFileSync } from "node:fs";
import { beforeEach, describe, expect, it } from "vitest";
import { allowing, ec2Trust, type IamUnderTest, iamUnderTest } from "./iam-under-test.ts";

let lab: IamUnderTest;
beforeEach(() => {
  lab = iamUnderTest();
  lab.call("CreateRole", { RoleName: "task", AssumeRolePolicyDocument: ec2Trust });
});

const RoleName = "task";
const administrator = "arn:aws:iam::aws:policy/AdministratorAccess";
const last = () => lab.records.at(-1);

describe("the record of a write", () => {
  it("has every member that CloudTrail's has, in its order", () => {
    const PolicyDocument = allowing("s3:*");
    lab.call("PutRolePolicy", { RoleName, PolicyName: "own", PolicyDocument });
    expect(last()).toEqual({
      eventVersion: "1.08",
      userIdentity: {
        type: "IAMUser",
        principalId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
        arn: "arn:aws:iam::000000000000:user/administrator",
        accountId: "000000000000",
        accessKeyId: "AKIAIOSFODNN7EXAMPLE",
        userName: "administrator",
      },
      eventTime: "2026-06-02T10:00:00Z",
      eventSource: "iam.amazonaws.com",
      eventName: "PutRolePolicy",
      awsRegion: "us-east-1",
      sourceIPAddress: "192.0.2.7",
      userAgent: "test",
      requestParameters: { roleName: "task", policyName: "own", policyDocument: PolicyDocument },
      responseElements: null,
      requestID: "request-2",
      eventID: expect.stringMatching(/^[0-9a-f-]{36}$/),
      readOnly: false,
      eventType: "AwsApiCall",
      managementEvent: true,
      recipientAccountId: "000000000000",
      eventCategory: "Management",
      tlsDetails: {
        tlsVersion: "TLSv1.2",
        cipherSuite: "ECDHE-RSA-AES128-GCM-SHA256",
        clientProvidedHostHeader: "iam.amazonaws.com",
      },
    });
  });

  it("gives what a Create answered, its document encoded and its date as text", () => {
    lab.advance(2 * 3600 + 5 * 60 + 6);
    lab.call("CreateRole", {
      RoleName: "deploy",
      Path: "/",
      AssumeRolePolicyDocument: ec2Trust,
      MaxSessionDuration: "3600",
      "Tags.member.1.Key": "team",
      "Tags.member.1.Value": "video",
    });
    expect(last()).toMatchObject({
      requestParameters: {
        path: "/",
        roleName: "deploy",
        assumeRolePolicyDocument: ec2Trust,
        maxSessionDuration: 3600,
        tags: [{ key: "team", value: "video" }],
      },
      responseElements: {
        role: {
          path: "/",
          roleName: "deploy",
          roleId: expect.stringMatching(/^AROA/),
          arn: "arn:aws:iam::000000000000:role/deploy",
          createDate: "Jun 2, 2026 12:05:06 PM",
          assumeRolePolicyDocument: encodeURIComponent(ec2Trust),
          tags: [{ key: "team", value: "video" }],
        },
      },
    });
  });

  it("spells a service-linked role's request as CloudTrail does, and names the role only in the response", () => {
    lab.call("CreateServiceLinkedRole", { AWSServiceName: "ivs.amazonaws.com" });
    expect(last()).toMatchObject({
      requestParameters: { aWSServiceName: "ivs.amazonaws.com" },
      responseElements: {
        role: { roleName: "AWSServiceRoleForIVSRecordToS3", path: "/aws-service-role/ivs.amazonaws.com/" },
      },
    });
    lab.call("DeleteServiceLinkedRole", { RoleName: "AWSServiceRoleForIVSRecordToS3" });
    expect(last()).toMatchObject({
      requestParameters: { roleName: "AWSServiceRoleForIVSRecordToS3" },
      responseElements: { deletionTaskId: expect.stringMatching(/^task\/aws-service-role\//) },
    });
  });

  it.each([
    ["AttachRolePolicy", { RoleName, PolicyArn: administrator }],
    ["UpdateRole", { RoleName, Description: "x" }],
    ["UpdateAssumeRolePolicy", { RoleName, PolicyDocument: ec2Trust }],
    ["TagRole", { RoleName, "Tags.member.1.Key": "k", "Tags.member.1.Value": "v" }],
    ["UntagRole", { RoleName, "TagKeys.member.1": "k" }],
    ["PutRolePermissionsBoundary", { RoleName, PermissionsBoundary: administrator }],
    ["DeleteRolePermissionsBoundary", { RoleName }],
    ["DeleteRole", { RoleName }],
  ])("of %s has no response", (action, params) => {
    expect(lab.call(action, params).status).toBe(200);
    expect(last()).toMatchObject({ eventName: action, responseElements: null });
    expect(last()).not.toHaveProperty("errorCode");
  });

  it("keeps numbers, flags and lists as such", () => {
    lab.call("CreatePolicy", { PolicyName: "p", PolicyDocument: allowing("s3:*") });
    expect(last()?.responseElements).toMatchObject({ policy: { attachmentCount: 0, isAttachable: true } });
    const PolicyArn = "arn:aws:iam::000000000000:policy/p";
    lab.call("CreatePolicyVersion", { PolicyArn, PolicyDocument: allowing("s3:*"), SetAsDefault: "true" });
    expect(last()).toMatchObject({
      requestParameters: { setAsDefault: true },
      responseElements: { policyVersion: { versionId: "v2", isDefaultVersion: true } },
    });
    lab.call("UntagPolicy", { PolicyArn, "TagKeys.member.1": "a", "TagKeys.member.2": "b" });
    expect(last()?.requestParameters).toEqual({ policyArn: PolicyArn, tagKeys: ["a", "b"] });
  });

  it("never holds a secret", () => {
    lab.call("CreateUser", { UserName: "jane" });
    const { body } = lab.call("CreateAccessKey", { UserName: "jane" });
    const secret = /<SecretAccessKey>(.+)<\/SecretAccessKey>/.exec(body)?.[1];
    lab.call("CreateLoginProfile", { UserName: "jane", Password: "Correct-horse-7" });
    expect(secret).toHaveLength(40);
    expect(JSON.stringify(lab.records)).not.toContain(JSON.stringify(secret).slice(1, -1));
    expect(JSON.stringify(lab.records)).not.toContain("Correct-horse-7");
  });
});

describe("the record of a write that was refused", () => {
  const refused: readonly {
    name: string;
    action: string;
    params: Readonly<Record<string, string>>;
    expected: Readonly<Record<string, unknown>>;
  }[] = [
    {
      name: "for want of an entity",
      action: "DeleteRole",
      params: { RoleName: "gone" },
      expected: {
        errorCode: "NoSuchEntityException",
        errorMessage: "The role with name gone cannot be found.",
        requestParameters: { roleName: "gone" },
      },
    },
    {
      name: "as a duplicate",
      action: "CreateRole",
      params: { RoleName: "TASK", AssumeRolePolicyDocument: ec2Trust },
      expected: { errorCode: "EntityAlreadyExistsException", requestParameters: { roleName: "TASK" } },
    },
    {
      name: "by right",
      action: "DeletePolicy",
      params: { PolicyArn: administrator },
      expected: { errorCode: "AccessDenied", requestParameters: null },
    },
    {
      name: "for its parameters",
      action: "DeleteRole",
      params: { RoleName: "a b" },
      expected: { errorCode: "ValidationException", requestParameters: null },
    },
  ];

  it.each(refused)("$name", ({ action, params, expected }) => {
    const before = lab.records.length;
    lab.call(action, params);
    expect(lab.records).toHaveLength(before + 1);
    expect(last()).toMatchObject({ eventName: action, readOnly: false, responseElements: null, ...expected });
  });
});

describe("no record", () => {
  it("is made of a read, nor of what the lab does not do", () => {
    const before = lab.records.length;
    lab.call("GetRole", { RoleName });
    lab.call("GetRole", { RoleName: "gone" });
    lab.call("CreateSAMLProvider", { Name: "x" });
    lab.call("CreateRole", { RoleName: "new", AssumeRolePolicyDocument: ec2Trust, Nickname: "n" });
    expect(lab.records).toHaveLength(before);
  });
});

describe("a session's record", () => {
  it("names the role behind the session", () => {
    const { accessKeyId } = lab.iam.registerSession({
      roleName: RoleName,
      sessionName: "worker",
      durationSeconds: 900,
    });
    lab.call("UpdateRole", { RoleName, Description: "x" }, accessKeyId);
    const roleId = lab.iam.account.roles.get(RoleName)?.roleId;
    expect(last()?.userIdentity).toEqual({
      type: "AssumedRole",
      principalId: `${roleId}:worker`,
      arn: "arn:aws:sts::000000000000:assumed-role/task/worker",
      accountId: "000000000000",
      accessKeyId,
      sessionContext: {
        sessionIssuer: {
          type: "Role",
          principalId: roleId,
          arn: "arn:aws:iam::000000000000:role/task",
          accountId: "000000000000",
          userName: "task",
        },
        webIdFederationData: {},
        attributes: { creationDate: "2026-06-02T10:00:00Z", mfaAuthenticated: "false" },
      },
    });
  });
});

const captured = "../shared/data/cloudtrail/invictus-aws-dataset.iam.ndjson";

describe.runIf(existsSync(captured))("records captured in AWS (left out where the data set is not there)", () => {
  /** The shape of a value: names and types, without what a call happens to say. */
  const shape = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      return value.slice(0, 1).map(shape);
    }
    return typeof value === "object" && value !== null
      ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shape(member)]))
      : value === null
        ? null
        : typeof value;
  };
  const records = existsSync(captured)
    ? readFileSync(captured, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
    : [];
  const tag = { "Tags.member.1.Key": "StratusRedTeam", "Tags.member.1.Value": "true" };
  const again: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    CreateRole: { RoleName: "r", Path: "/", AssumeRolePolicyDocument: ec2Trust, MaxSessionDuration: "3600", ...tag },
    CreatePolicy: { PolicyName: "p", Path: "/", PolicyDocument: allowing("s3:*"), Description: "", ...tag },
    PutRolePolicy: { RoleName, PolicyName: "own", PolicyDocument: allowing("s3:*") },
    UpdateAssumeRolePolicy: { RoleName, PolicyDocument: ec2Trust },
    AttachRolePolicy: { RoleName, PolicyArn: administrator },
    DeleteRole: { RoleName },
  };

  it.each(Object.entries(again))("%s leaves a record of the same shape", (action, params) => {
    const real = records.find(
      (record) =>
        record.eventName === action &&
        record.errorCode === undefined &&
        (params["Tags.member.1.Key"] === undefined || record.requestParameters.tags !== undefined),
    );
    expect(real, `a captured ${action}`).toBeDefined();
    expect(lab.call(action, params).status).toBe(200);
    expect(shape(last())).toEqual(shape(real));
    expect(Object.keys(last() ?? {})).toEqual(Object.keys(real));
  });

  it("DeleteLoginProfile's refusal leaves a record of the same shape and code", () => {
    const real = records.find((record) => record.eventName === "DeleteLoginProfile" && record.errorCode !== undefined);
    lab.call("CreateUser", { UserName: "jane" });
    lab.call("DeleteLoginProfile", { UserName: "jane" });
    expect(shape(last())).toEqual(shape(real));
    expect(Object.keys(last() ?? {})).toEqual(Object.keys(real));
    expect(last()?.errorCode).toBe(real.errorCode);
  });
});
