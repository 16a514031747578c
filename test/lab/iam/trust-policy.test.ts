import { beforeEach, describe, expect, it } from "vitest";
import { ec2Trust, type IamUnderTest, iamUnderTest, record, trusting } from "./iam-under-test.ts";

let lab: IamUnderTest;
beforeEach(() => {
  lab = iamUnderTest();
  lab.call("CreateRole", { RoleName: "deploy", Path: "/ci/", AssumeRolePolicyDocument: ec2Trust });
  lab.call("CreateUser", { UserName: "jane" });
});

const own = "arn:aws:iam::000000000000";
const foreign = "arn:aws:iam::111122223333";
const aws = (name: string): string => `Invalid principal in policy: "AWS":"${name}"`;
const noPrincipals =
  "Invalid principal in policy: com.amazon.balsa.error.InvalidPolicyException: The passed in policy has a statement with no principals!";
const onlySts = "AssumeRole policy may only specify STS AssumeRole actions.";

const refused: readonly { name: string; input: string; expected: string }[] = [
  { name: "no JSON", input: "{", expected: "This policy contains invalid Json" },
  { name: "a repeated key", input: '{"Statement":[],"Statement":[]}', expected: "This policy contains invalid Json" },
  { name: "no statements", input: '{"Version":"2012-10-17","Statement":[]}', expected: "Syntax errors in policy." },
  { name: "a resource", input: trusting({ AWS: "*" }, { Resource: "*" }), expected: "Has prohibited field Resource" },
  {
    name: "a principal left out",
    input: trusting(undefined, { NotPrincipal: { AWS: "*" } }),
    expected: "Has prohibited field NotPrincipal",
  },
  { name: "an unknown element", input: trusting({ AWS: "*" }, { Actions: "x" }), expected: "Unknown field Actions" },
  { name: "no principal", input: trusting(undefined), expected: "Missing required field Principal" },
  {
    name: "no effect",
    input: trusting({ AWS: "*" }, { Effect: undefined }),
    expected: "Missing required field Effect",
  },
  {
    name: "no action",
    input: trusting({ AWS: "*" }, { Action: undefined }),
    expected: "Missing required field Action",
  },
  { name: "another action", input: trusting({ AWS: "*" }, { Action: ["sts:AssumeRole", "s3:*"] }), expected: onlySts },
  { name: "every STS action", input: trusting({ AWS: "*" }, { Action: "sts:*" }), expected: onlySts },
  { name: "NotAction", input: trusting({ AWS: "*" }, { Action: undefined, NotAction: "s3:*" }), expected: onlySts },
  {
    name: "everyone as a bare star",
    input: trusting("*"),
    expected: 'AssumeRolepolicy contained an invalid principal: "STAR":"*".',
  },
  { name: "an empty principal", input: trusting({}), expected: noPrincipals },
  { name: "an empty list of principals", input: trusting({ AWS: [] }), expected: noPrincipals },
  {
    name: "a principal that is a number",
    input: trusting({ AWS: 1, Service: "ec2.amazonaws.com" }),
    expected: "Syntax errors in policy.",
  },
  {
    name: "a role that does not exist",
    input: trusting({ AWS: `${own}:role/gone` }),
    expected: aws(`${own}:role/gone`),
  },
  {
    name: "a role under another path",
    input: trusting({ AWS: `${own}:role/deploy` }),
    expected: aws(`${own}:role/deploy`),
  },
  {
    name: "a user that does not exist",
    input: trusting({ AWS: [`${own}:root`, `${own}:user/joan`] }),
    expected: aws(`${own}:user/joan`),
  },
  {
    name: "the administrator, who is no user",
    input: trusting({ AWS: `${own}:user/administrator` }),
    expected: aws(`${own}:user/administrator`),
  },
  {
    name: "a session of a role that does not exist",
    input: trusting({ AWS: "arn:aws:sts::000000000000:assumed-role/gone/s" }),
    expected: aws("arn:aws:sts::000000000000:assumed-role/gone/s"),
  },
  { name: "a group", input: trusting({ AWS: `${foreign}:group/g` }), expected: aws(`${foreign}:group/g`) },
  {
    name: "a role's id that is gone",
    input: trusting({ AWS: "AROAAAAAAAAAAAAAAAAAA" }),
    expected: aws("AROAAAAAAAAAAAAAAAAAA"),
  },
  {
    name: "a user's id that is gone",
    input: trusting({ AWS: "AIDAAAAAAAAAAAAAAAAAA" }),
    expected: aws("AIDAAAAAAAAAAAAAAAAAA"),
  },
  { name: "an account id that is too short", input: trusting({ AWS: "11112222333" }), expected: aws("11112222333") },
  { name: "part of a wildcard", input: trusting({ AWS: `${foreign}:role/*` }), expected: aws(`${foreign}:role/*`) },
  {
    name: "another partition",
    input: trusting({ AWS: "arn:aws-cn:iam::111122223333:root" }),
    expected: aws("arn:aws-cn:iam::111122223333:root"),
  },
  {
    name: "a service that is none",
    input: trusting({ Service: "ec2" }),
    expected: 'Invalid principal in policy: "SERVICE":"ec2"',
  },
  {
    name: "a provider that is none",
    input: trusting({ Federated: "example.com" }),
    expected: 'Invalid principal in policy: "FEDERATED":"example.com"',
  },
  {
    name: "an unknown operator",
    input: trusting({ AWS: "*" }, { Condition: { Like: { "aws:a": "b" } } }),
    expected: "Syntax errors in policy.",
  },
];

const taken: readonly { name: string; input: string }[] = [
  { name: "everyone", input: trusting({ AWS: "*" }) },
  { name: "an account", input: trusting({ AWS: "111122223333" }) },
  { name: "an account's root", input: trusting({ AWS: `${foreign}:root` }) },
  { name: "a role of this account", input: trusting({ AWS: `${own}:role/ci/deploy` }) },
  { name: "a user of this account", input: trusting({ AWS: [`${own}:user/jane`] }) },
  { name: "a role of another account", input: trusting({ AWS: `${foreign}:role/any` }) },
  { name: "a session", input: trusting({ AWS: "arn:aws:sts::000000000000:assumed-role/deploy/s" }) },
  {
    name: "services",
    input: trusting({ Service: ["ecs-tasks.amazonaws.com", "member.org.stacksets.cloudformation.amazonaws.com"] }),
  },
  {
    name: "a provider",
    input: trusting(
      { Federated: `${own}:oidc-provider/token.actions.githubusercontent.com` },
      { Action: "sts:AssumeRoleWithWebIdentity" },
    ),
  },
  {
    name: "no version",
    input: JSON.stringify({ Statement: { Effect: "Deny", Principal: { AWS: "*" }, Action: "STS:assumerole" } }),
  },
  {
    name: "an external id",
    input: trusting({ AWS: "111122223333" }, { Condition: { StringLike: { "sts:ExternalId": "Spacelift@*" } } }),
  },
];

describe("a trust policy that IAM refuses", () => {
  it.each(refused)("has $name", ({ input, expected }) => {
    const made = lab.call("CreateRole", { RoleName: "new", AssumeRolePolicyDocument: input });
    expect(made).toMatchObject({ status: 400, code: "MalformedPolicyDocument", message: expected });
    expect(lab.call("GetRole", { RoleName: "new" }).code).toBe("NoSuchEntity");
    const changed = lab.call("UpdateAssumeRolePolicy", { RoleName: "deploy", PolicyDocument: input });
    expect(changed).toMatchObject({ status: 400, code: "MalformedPolicyDocument", message: expected });
    expect(trustOf("deploy")).toBe(ec2Trust);
  });
});

describe("a trust policy that IAM takes", () => {
  it.each(taken)("has $name", ({ input }) => {
    expect(lab.call("CreateRole", { RoleName: "new", AssumeRolePolicyDocument: input }).status).toBe(200);
    expect(trustOf("new")).toBe(input);
  });

  it("has at most 2,048 characters, white space not counted", () => {
    const ofSize = (size: number): string => {
      const sid = "a".repeat(size - trusting({ AWS: "*" }, { Sid: "" }).length);
      return `${trusting({ AWS: "*" }, { Sid: sid })}${" \n".repeat(500)}`;
    };
    expect(lab.call("CreateRole", { RoleName: "full", AssumeRolePolicyDocument: ofSize(2048) }).status).toBe(200);
    expect(lab.call("CreateRole", { RoleName: "over", AssumeRolePolicyDocument: ofSize(2049) })).toMatchObject({
      status: 409,
      code: "LimitExceeded",
      message: "Cannot exceed quota for ACLSizePerRole: 2048",
    });
  });
});

describe("a trust in a role or user of this account", () => {
  const trust = trusting(
    { AWS: [`${own}:role/ci/deploy`, `${own}:user/jane`] },
    {
      Condition: { ArnLike: { "aws:PrincipalArn": `${own}:role/ci/deploy` } },
    },
  );
  const idOf = (kind: "Role" | "User", name: string): string => {
    const entity = record(lab.call(`Get${kind}`, { [`${kind}Name`]: name }), kind);
    return entity[`${kind}Id`] ?? "";
  };

  it("shows its id once it is gone, as a principal and nowhere else", () => {
    const roleId = idOf("Role", "deploy");
    lab.call("CreateRole", { RoleName: "target", AssumeRolePolicyDocument: trust });
    lab.call("DeleteRole", { RoleName: "deploy" });
    const shown = JSON.parse(trustOf("target"));
    expect(shown.Statement[0].Principal).toEqual({ AWS: [roleId, `${own}:user/jane`] });
    expect(shown.Statement[0].Condition).toEqual({ ArnLike: { "aws:PrincipalArn": `${own}:role/ci/deploy` } });
    const again = lab.call("UpdateAssumeRolePolicy", { RoleName: "target", PolicyDocument: trustOf("target") });
    expect(again).toMatchObject({ code: "MalformedPolicyDocument", message: aws(roleId) });
  });

  it("is not a trust in a later role of that name", () => {
    const roleId = idOf("Role", "deploy");
    lab.call("CreateRole", { RoleName: "target", AssumeRolePolicyDocument: trust });
    lab.call("DeleteRole", { RoleName: "deploy" });
    lab.call("CreateRole", { RoleName: "deploy", Path: "/ci/", AssumeRolePolicyDocument: ec2Trust });
    expect(trustOf("target")).toContain(roleId);
  });

  it("follows a user to a new name", () => {
    lab.call("CreateRole", { RoleName: "target", AssumeRolePolicyDocument: trust });
    lab.call("UpdateUser", { UserName: "jane", NewUserName: "joan" });
    expect(trustOf("target")).toContain(`${own}:user/joan`);
  });
});

function trustOf(roleName: string): string {
  const role = record(lab.call("GetRole", { RoleName: roleName }), "Role");
  return decodeURIComponent(role.AssumeRolePolicyDocument ?? "");
}
