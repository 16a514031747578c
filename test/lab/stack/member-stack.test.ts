import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { StackRefusal } from "../../../infra/stack-refusal.ts";
import { createAccount, type LabAccount } from "../account.ts";
import { memberTarget } from "../stack-target.ts";
import { type DeployedStack, deploy } from "./deploy.ts";
import { templateStack } from "./stack.ts";

const MEMBER = "111111111111";
const opened: LabAccount[] = [];
let lab: LabAccount;

beforeEach(() => {
  lab = createAccount(() => "127.0.0.1:1", {}, [
    { id: MEMBER, name: "media", unit: "r-lab0", tags: {}, state: "ACTIVE" },
  ]);
  opened.push(lab);
});

afterAll(async () => {
  await Promise.all(opened.map(({ messaging }) => messaging.close()));
});

function member() {
  const [only] = lab.members;
  if (only === undefined) throw new Error("The lab has no member.");
  return only;
}

const make = (template: string): Promise<DeployedStack> =>
  deploy(templateStack(template, "member.yml"), {}, memberTarget(member()));

const roleOf = (properties: string) => `
Parameters: { Hub: { Type: String, Default: "000000000000" } }
Resources:
  Reader:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: "2012-10-17"
        Statement: { Effect: Allow, Principal: { AWS: !Sub "arn:\${AWS::Partition}:iam::\${Hub}:root" }, Action: sts:AssumeRole }
${properties.replaceAll(/^(?=.)/gm, "      ")}`;

describe("a member's stack", () => {
  it("makes a role in the member's IAM", async () => {
    const made = await make(
      roleOf(`
RoleName: reader
Path: /audit/
Description: reads
MaxSessionDuration: 7200
Policies:
  - PolicyName: read
    PolicyDocument: { Version: "2012-10-17", Statement: { Effect: Allow, Action: iam:Get*, Resource: "*" } }
Tags: [{ Key: team, Value: security }]`),
    );
    const role = member().iam.account.roles.get("reader");
    const Arn = `arn:aws:iam::${MEMBER}:role/audit/reader`;
    expect(made.resources.get("Reader")).toEqual({ ref: "reader", attributes: { Arn, RoleId: role?.roleId } });
    expect(role).toMatchObject({
      arn: Arn,
      description: "reads",
      maxSessionDuration: 7200,
      tags: [{ Key: "team", Value: "security" }],
    });
    expect(JSON.parse(role?.trust.document ?? "")).toMatchObject({
      Statement: { Principal: { AWS: "arn:aws:iam::000000000000:root" } },
    });
    expect(JSON.parse(role?.inlinePolicies.get("read") ?? "")).toMatchObject({ Statement: { Action: "iam:Get*" } });
    expect(lab.iam.account.roles.size).toBe(0);
  });

  it("attaches a managed policy of its own to a role", async () => {
    const made = await make(
      `${roleOf("ManagedPolicyArns: [!Ref Reading]")}
  Reading:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: { Version: "2012-10-17", Statement: { Effect: Allow, Action: iam:Get*, Resource: "*" } }`,
    );
    const arn = `arn:aws:iam::${MEMBER}:policy/plumbline-Reading`;
    expect(made.resources.get("Reading")?.ref).toBe(arn);
    expect([...(member().iam.account.roles.get("plumbline-Reader")?.attachedPolicies ?? [])]).toEqual([arn]);
  });

  it("names a role after the stack where it has no name", async () => {
    expect((await make(roleOf("Path: /"))).resources.get("Reader")?.ref).toBe("plumbline-Reader");
  });

  it.each([
    {
      name: "a property that the lab does not set",
      template: roleOf("PermissionsBoundary: none"),
      says: /Reader: .* make this AWS::IAM::Role: .*PermissionsBoundary/,
    },
    { name: "what IAM refuses", template: roleOf("Path: none"), says: /member\.yml: Reader: .*path/ },
    {
      name: "a queue",
      template: "Resources: { Q: { Type: AWS::SQS::Queue } }",
      says: /Account 111111111111: A member of the lab has no queues/,
    },
    {
      name: "a bus target without a role",
      template: `
Resources:
  Rule:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: { source: [aws.iam] }
      Targets: [{ Id: hub, Arn: "arn:aws:events:us-east-1:000000000000:event-bus/default" }]`,
      says: /RoleArn is required/,
    },
  ])("is refused for $name", async ({ template, says }) => {
    const made = make(template);
    await expect(made).rejects.toThrow(StackRefusal);
    await expect(made).rejects.toThrow(says);
  });
});
