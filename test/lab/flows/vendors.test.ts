import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateLoginProfileCommand,
  CreatePolicyVersionCommand,
  DeleteServiceLinkedRoleCommand,
  DetachRolePolicyCommand,
  DetachUserPolicyCommand,
  GetLoginProfileCommand,
  GetPolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListAttachedUserPoliciesCommand,
  PutRolePolicyCommand,
  SetDefaultPolicyVersionCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMINISTRATOR, CONTRACTOR, type Flow, headlines, startFlow } from "./flow.ts";

const LINKED = "AWSServiceRoleForIVSRecordToS3";
const TASK = "matillion-agent-task";
const STREAM_MANAGER = "production-streammanager";
const policyArn = (name: string) => `arn:aws:iam::000000000000:policy/${name}`;

let flow: Flow;

beforeAll(async () => {
  flow = await startFlow();
});

afterAll(async () => {
  await flow.stop();
});

async function inlinePolicy(RoleName: string): Promise<string> {
  const { PolicyDocument } = await flow.iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: RoleName }));
  return decodeURIComponent(PolicyDocument ?? "");
}

/** Adds one statement to the inline policy that bears its role's name. */
async function widen(RoleName: string): Promise<void> {
  const { Version, Statement } = JSON.parse(await inlinePolicy(RoleName)) as { Version: string; Statement: object[] };
  const more = { Sid: "Temporary", Effect: "Allow", Action: "lambda:*", Resource: "*" };
  const PolicyDocument = JSON.stringify({ Version, Statement: [...Statement, more] });
  await flow.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: RoleName, PolicyDocument }));
}

async function attachedToRole(RoleName: string): Promise<readonly (string | undefined)[]> {
  const { AttachedPolicies } = await flow.iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  return (AttachedPolicies ?? []).map(({ PolicyName }) => PolicyName);
}

/** The status of each finding of an entity, by rule. */
async function findings(entity: string): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries((await flow.findingsOf(entity)).map(({ drift, status }) => [drift.rule, status]));
}

const PUT_BACK = ["Drift opened", "Drift remediated", "Drift resolved"];
/** What is refused for good is no news of its own. */
const LEFT_OPEN = ["Drift opened"];

/** What was told of an entity, without how bad it is. */
async function told(entity: string, act: () => Promise<unknown>): Promise<readonly string[]> {
  const raised = await flow.raisedBy(act);
  return headlines(raised, entity)
    .map((headline) => headline.replace(/^\[\w+\] /, ""))
    .toSorted();
}

describe("Viz Now", () => {
  it("has the inline policy of its deploy role put back when it is widened", async () => {
    const before = await inlinePolicy("viz-now-deploy-infra");
    const said = await told("role/viz-now-deploy-infra", () => widen("viz-now-deploy-infra"));
    expect(said).toEqual(PUT_BACK);
    expect(JSON.parse(await inlinePolicy("viz-now-deploy-infra"))).toEqual(JSON.parse(before));
    expect(await findings("role/viz-now-deploy-infra")).toEqual({ "inline-policy-changed": "resolved" });
  });

  it("has nothing put back that was narrowed, which its page advises", async () => {
    const PolicyDocument =
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ec2:DescribeInstances","Resource":"*"}]}';
    const put = { RoleName: "viz-now-deploy-infra", PolicyName: "viz-now-deploy-infra", PolicyDocument };
    expect(await told("role/viz-now-deploy-infra", () => flow.iam.send(new PutRolePolicyCommand(put)))).toEqual([]);
    expect(await inlinePolicy("viz-now-deploy-infra")).toBe(PolicyDocument);
  });

  it("has its manage role's policy left to a person: its document is reconstructed", async () => {
    expect(await told("role/viz-now-manage", () => widen("viz-now-manage"))).toEqual(LEFT_OPEN);
    expect(await inlinePolicy("viz-now-manage")).toContain("lambda:*");
    expect(await findings("role/viz-now-manage")).toEqual({ "inline-policy-changed": "open" });
  });
});

describe("Amazon IVS", () => {
  const operator = { PolicyArn: policyArn("ivs-operator") };
  const defaultVersion = async () => (await flow.iam.send(new GetPolicyCommand(operator))).Policy?.DefaultVersionId;

  it("has a policy that was rolled back put back", async () => {
    const said = await told("policy/ivs-operator", () =>
      flow.iam.send(new SetDefaultPolicyVersionCommand({ ...operator, VersionId: "v1" })),
    );
    expect(said).toEqual(PUT_BACK);
    expect(await defaultVersion()).toBe("v2");
    expect(await findings("policy/ivs-operator")).toEqual({ "policy-version-changed": "resolved" });
  });

  it("has its operator's missing policy attached again, whoever took it away", async () => {
    const detach = { UserName: "ivs-operator", PolicyArn: policyArn("ivs-operator") };
    const detached = await told("user/ivs-operator", () => flow.iam.send(new DetachUserPolicyCommand(detach)));
    expect(detached).toEqual(PUT_BACK);
  });
});

describe("Amazon IVS recording", () => {
  it("has its service-linked role created again once it is gone, at the latest when the account is swept", async () => {
    const said = await told(`role/${LINKED}`, async () => {
      await flow.iam.send(new DeleteServiceLinkedRoleCommand({ RoleName: LINKED }));
      await flow.advance("P1D");
    });
    expect(said).toEqual(PUT_BACK);
    const { Role } = await flow.iam.send(new GetRoleCommand({ RoleName: LINKED }));
    expect(Role?.Path).toBe("/aws-service-role/ivs.amazonaws.com/");
    expect(await findings(`role/${LINKED}`)).toEqual({ "entity-missing": "resolved" });
  });

  it("cannot have that role tampered with by anybody: IAM itself refuses", async () => {
    const attach = flow.iam.send(new AttachRolePolicyCommand({ RoleName: LINKED, PolicyArn: ADMINISTRATOR }));
    await expect(attach).rejects.toMatchObject({ name: "UnmodifiableEntityException" });
    await flow.settled();
    expect(await findings(`role/${LINKED}`)).toEqual({ "entity-missing": "resolved" });
  });
});

describe("Red5 Stream Manager", () => {
  it("has AdministratorAccess taken from its user", async () => {
    const attach = new AttachUserPolicyCommand({ UserName: STREAM_MANAGER, PolicyArn: ADMINISTRATOR });
    expect(await told(`user/${STREAM_MANAGER}`, () => flow.iam.send(attach))).toEqual(PUT_BACK);
    const { AttachedPolicies } = await flow.iam.send(new ListAttachedUserPoliciesCommand({ UserName: STREAM_MANAGER }));
    expect(AttachedPolicies?.map(({ PolicyArn }) => PolicyArn)).toEqual([
      policyArn("stream-manager-programmatic-access"),
    ]);
  });

  it("has a console password taken away", async () => {
    const create = new CreateLoginProfileCommand({ UserName: STREAM_MANAGER, Password: "Correct-Horse-7-Battery" });
    expect(await told(`user/${STREAM_MANAGER}`, () => flow.iam.send(create))).toEqual(PUT_BACK);
    const profile = flow.iam.send(new GetLoginProfileCommand({ UserName: STREAM_MANAGER }));
    await expect(profile).rejects.toMatchObject({ name: "NoSuchEntityException" });
    expect(await findings(`user/${STREAM_MANAGER}`)).toEqual({
      "attachment-unexpected": "resolved",
      "console-access-forbidden": "resolved",
    });
  });
});

describe("the Matillion agent", () => {
  it("has AdministratorAccess taken from its task role, and its own policy left on it", async () => {
    const attach = new AttachRolePolicyCommand({ RoleName: TASK, PolicyArn: ADMINISTRATOR });
    expect(await told(`role/${TASK}`, () => flow.iam.send(attach))).toEqual(PUT_BACK);
    expect(await attachedToRole(TASK)).toEqual([TASK]);
  });

  it("has a wider policy version left to a person: its document is reconstructed", async () => {
    const PolicyDocument =
      '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"secretsmanager:*","Resource":"*"}]}';
    const version = new CreatePolicyVersionCommand({ PolicyArn: policyArn(TASK), PolicyDocument, SetAsDefault: true });
    expect(await told(`policy/${TASK}`, () => flow.iam.send(version))).toEqual(LEFT_OPEN);
    expect(await findings(`policy/${TASK}`)).toEqual({ "policy-version-changed": "open" });
  });

  it("has its task role's missing policy put back, and its foreign trust, whose document is reconstructed, left to a person", async () => {
    const PolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { AWS: CONTRACTOR }, Action: "sts:AssumeRole" }],
    });
    const said = await told(`role/${TASK}`, async () => {
      await flow.iam.send(new DetachRolePolicyCommand({ RoleName: TASK, PolicyArn: policyArn(TASK) }));
      await flow.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: TASK, PolicyDocument }));
    });
    expect(said.filter((headline) => headline === "Drift opened")).toHaveLength(2);
    expect(said).toContain("Drift remediated");
    expect(await findings(`role/${TASK}`)).toEqual({
      "attachment-unexpected": "resolved",
      "attachment-missing": "resolved",
      "trust-changed": "open",
    });
  });
});
