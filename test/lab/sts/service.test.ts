import { beforeEach, describe, expect, it } from "vitest";
import { type IamUnderTest, iamUnderTest, newAccessKey, record, trusting } from "../iam/iam-under-test.ts";

let lab: IamUnderTest;
let janesKey: string;
beforeEach(() => {
  lab = iamUnderTest();
  lab.call("CreateUser", { UserName: "jane" });
  janesKey = newAccessKey(lab, "jane");
});

const RoleArn = "arn:aws:iam::000000000000:role/deploy";
const root = "arn:aws:iam::000000000000:root";
const jane = "arn:aws:iam::000000000000:user/jane";
const role = (AssumeRolePolicyDocument: string) =>
  lab.call("CreateRole", { RoleName: "deploy", AssumeRolePolicyDocument });
const assume = (more: Readonly<Record<string, string>> = {}, key?: string) =>
  lab.callSts("AssumeRole", { RoleArn, RoleSessionName: "session", ...more }, key);

describe("GetCallerIdentity", () => {
  it("says who calls", () => {
    expect(lab.callSts("GetCallerIdentity", {}, janesKey).body).toBe(
      `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>${jane}</Arn><UserId>${lab.iam.account.users.get("jane")?.userId}</UserId><Account>000000000000</Account></GetCallerIdentityResult><ResponseMetadata><RequestId>request-3</RequestId></ResponseMetadata></GetCallerIdentityResponse>`,
    );
  });
});

describe("AssumeRole", () => {
  it("opens a session that calls as the role", () => {
    role(trusting({ AWS: root }));
    const opened = assume();
    const credentials = record(opened, "Credentials");
    const roleId = lab.iam.account.roles.get("deploy")?.roleId;
    expect(credentials).toMatchObject({
      AccessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/),
      Expiration: "2026-06-02T11:00:00Z",
    });
    expect(opened.result?.AssumedRoleUser).toEqual({
      AssumedRoleId: `${roleId}:session`,
      Arn: "arn:aws:sts::000000000000:assumed-role/deploy/session",
    });
    expect(lab.callSts("GetCallerIdentity", {}, credentials.AccessKeyId).result).toEqual({
      Arn: "arn:aws:sts::000000000000:assumed-role/deploy/session",
      UserId: `${roleId}:session`,
      Account: "000000000000",
    });
  });

  const external = (operator: string, value: unknown, key = "sts:ExternalId") => ({
    Condition: { [operator]: { [key]: value } },
  });

  const cases: readonly {
    name: string;
    trust: string;
    input?: Readonly<Record<string, string>>;
    expected: "allowed" | "denied";
  }[] = [
    { name: "everyone is trusted", trust: trusting({ AWS: "*" }), expected: "allowed" },
    { name: "the account is trusted", trust: trusting({ AWS: "000000000000" }), expected: "allowed" },
    { name: "the account's root is trusted", trust: trusting({ AWS: [root] }), expected: "allowed" },
    { name: "the user is trusted", trust: trusting({ AWS: jane }), expected: "allowed" },
    { name: "another account is trusted", trust: trusting({ AWS: "111122223333" }), expected: "denied" },
    { name: "only a service is trusted", trust: trusting({ Service: "ec2.amazonaws.com" }), expected: "denied" },
    {
      name: "another action is allowed",
      trust: trusting({ AWS: root }, { Action: "sts:TagSession" }),
      expected: "denied",
    },
    {
      name: "the external id is given",
      trust: trusting({ AWS: root }, external("StringEquals", "x1")),
      input: { ExternalId: "x1" },
      expected: "allowed",
    },
    {
      name: "the condition key is in another case",
      trust: trusting({ AWS: root }, external("StringEquals", ["x0", "x1"], "STS:externalid")),
      input: { ExternalId: "x1" },
      expected: "allowed",
    },
    {
      name: "the external id is another",
      trust: trusting({ AWS: root }, external("StringEquals", "x1")),
      input: { ExternalId: "X1" },
      expected: "denied",
    },
    {
      name: "the external id is missing",
      trust: trusting({ AWS: root }, external("StringLike", "*")),
      expected: "denied",
    },
    {
      name: "the external id is like the pattern",
      trust: trusting({ AWS: root }, external("StringLike", "Spacelift@?*")),
      input: { ExternalId: "Spacelift@abc" },
      expected: "allowed",
    },
    {
      name: "the external id is unlike the pattern",
      trust: trusting({ AWS: root }, external("StringLike", "Spacelift@?*")),
      input: { ExternalId: "xSpacelift@abc" },
      expected: "denied",
    },
    {
      name: "StringEquals has an asterisk",
      trust: trusting({ AWS: root }, external("StringEquals", "Spacelift@*")),
      input: { ExternalId: "Spacelift@abc" },
      expected: "denied",
    },
    {
      name: "an operator is beyond the lab",
      trust: trusting({ AWS: root }, external("StringNotEquals", "x1")),
      input: { ExternalId: "x2" },
      expected: "denied",
    },
    {
      name: "a key is beyond the lab",
      trust: trusting({ AWS: root }, external("Bool", "false", "aws:MultiFactorAuthPresent")),
      expected: "denied",
    },
    {
      name: "a variable is beyond the lab",
      trust: trusting({ AWS: root }, external("StringLike", `\${aws:username}`)),
      input: { ExternalId: "jane" },
      expected: "denied",
    },
  ];

  it.each(cases)("$name: $expected", ({ trust, input, expected }) => {
    expect(role(trust).status).toBe(200);
    const answer = assume(input, janesKey);
    expect(answer.status).toBe(expected === "allowed" ? 200 : 403);
    expect(answer.message).toBe(
      expected === "allowed"
        ? undefined
        : `User: ${jane} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
    );
  });

  const deny = (more: Readonly<Record<string, unknown>>) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { AWS: root }, Action: "sts:AssumeRole" },
        { Effect: "Deny", Principal: { AWS: jane }, Action: "sts:AssumeRole", ...more },
      ],
    });

  it("is denied where a Deny applies or may apply, and not where it does not", () => {
    role(deny({}));
    expect(assume({}, janesKey).code).toBe("AccessDenied");
    expect(assume().status).toBe(200);
    const change = (PolicyDocument: string) =>
      lab.call("UpdateAssumeRolePolicy", { RoleName: "deploy", PolicyDocument });
    change(deny(external("Bool", "false", "aws:SecureTransport")));
    expect(assume({}, janesKey).code).toBe("AccessDenied");
    change(deny(external("StringEquals", "bad")));
    expect(assume({ ExternalId: "good" }, janesKey).status).toBe(200);
  });

  it("trusts a user, not whoever has the name later", () => {
    role(trusting({ AWS: jane }));
    lab.call("DeleteAccessKey", { UserName: "jane", AccessKeyId: janesKey });
    lab.call("DeleteUser", { UserName: "jane" });
    lab.call("CreateUser", { UserName: "jane" });
    expect(assume({}, newAccessKey(lab, "jane")).code).toBe("AccessDenied");
  });

  it("says no more of a role that does not exist", () => {
    expect(assume({}, janesKey)).toMatchObject({
      status: 403,
      code: "AccessDenied",
      message: `User: ${jane} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
    });
  });

  it("lasts no longer than the role allows, and an hour from another session", () => {
    role(trusting({ AWS: root }));
    expect(assume({ DurationSeconds: "3601" })).toMatchObject({
      status: 400,
      code: "ValidationError",
      message: "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    });
    lab.call("UpdateRole", { RoleName: "deploy", MaxSessionDuration: "7200" });
    const session = record(assume({ DurationSeconds: "7200" }), "Credentials");
    expect(session.Expiration).toBe("2026-06-02T12:00:00Z");
    expect(assume({ DurationSeconds: "7200" }, session.AccessKeyId)).toMatchObject({
      code: "ValidationError",
      message: "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    });
  });

  it("refuses what it does not do", () => {
    expect(assume({ Policy: "{}" })).toMatchObject({ status: 501, code: "NotImplemented" });
    expect(lab.callSts("GetSessionToken")).toMatchObject({
      status: 501,
      message: "The lab's STS does not do GetSessionToken.",
    });
  });
});
