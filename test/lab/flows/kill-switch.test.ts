import { DisableRuleCommand, EnableRuleCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import {
  AttachRolePolicyCommand,
  DetachRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMINISTRATOR, type Flow, headlines, startFlow } from "./flow.ts";

const RoleName = "matillion-agent-task";
const NAME = "/plumbline/kill-switch";

let flow: Flow;
let ssm: SSMClient;

beforeAll(async () => {
  flow = await startFlow();
  const credentials = { accessKeyId: "AKIALABTESTMESSENGER", secretAccessKey: "lab" };
  ssm = new SSMClient({ region: "us-east-1", endpoint: flow.lab.endpoint, credentials });
});

afterAll(async () => {
  ssm.destroy();
  await flow.stop();
});

const turn = (Value: string) => ssm.send(new PutParameterCommand({ Name: NAME, Value, Overwrite: true }));
const attach = (role = RoleName) =>
  flow.iam.send(new AttachRolePolicyCommand({ RoleName: role, PolicyArn: ADMINISTRATOR }));
const detach = () => flow.iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn: ADMINISTRATOR }));

async function isAttached(role = RoleName): Promise<boolean> {
  const { AttachedPolicies } = await flow.iam.send(new ListAttachedRolePoliciesCommand({ RoleName: role }));
  return (AttachedPolicies ?? []).some(({ PolicyArn }) => PolicyArn === ADMINISTRATOR);
}

describe("the kill switch", () => {
  it("is at run when the stack is deployed", async () => {
    const raised = await flow.raisedBy(() => attach());
    expect(headlines(raised, `role/${RoleName}`)).toContain("[critical] Drift remediated");
    expect(await isAttached()).toBe(false);
  });

  it("stops repairs without a deployment, and that is told once, with how to set it back", async () => {
    await turn("stop");
    const raised = await flow.raisedBy(() => attach());
    expect(headlines(raised, `role/${RoleName}`).toSorted()).toEqual([
      "[critical] Drift opened",
      "[critical] Remediation refused",
    ]);
    const message = raised.map((each) => each.message.replaceAll(/\s+/g, " ")).join(" ");
    expect(message).toContain(`The kill switch ${NAME} is set to \`stop\`, so nothing is repaired.`);
    expect(message).toContain(`aws ssm put-parameter --name ${NAME} --value run --overwrite`);
    expect(await isAttached()).toBe(true);
    expect(await flow.raisedBy(() => attach())).toEqual([]);
  });

  it("stops them, too, where it cannot be read", async () => {
    await flow.raisedBy(detach);
    await turn("run");
    await flow.fault({ service: "ssm", action: "GetParameter", code: "AccessDeniedException", times: 1 });
    const raised = await flow.raisedBy(() => attach());
    expect(headlines(raised, `role/${RoleName}`)).toContain("[critical] Remediation refused");
    const message = raised.map((each) => each.message.replaceAll(/\s+/g, " ")).join(" ");
    expect(message).toContain(`${NAME} could not be read (GetParameter: AccessDeniedException)`);
    expect(await isAttached()).toBe(true);
  });

  it("has the next sweep ask again for what it refused, which is told of only when it is made", async () => {
    await turn("stop");
    expect(await flow.raisedBy(() => flow.invoke("sweep-account", {}))).toEqual([]);
    expect(await isAttached()).toBe(true);
    await turn("run");
    const raised = await flow.raisedBy(() => flow.invoke("sweep-account", {}));
    expect(headlines(raised, `role/${RoleName}`).toSorted()).toEqual([
      "[critical] Drift remediated",
      "[critical] Drift resolved",
    ]);
    expect(await isAttached()).toBe(false);
  });

  it("lets repairs go on when it is set back", async () => {
    const raised = await flow.raisedBy(() => attach());
    expect(headlines(raised, `role/${RoleName}`)).toContain("[critical] Drift remediated");
    expect(await isAttached()).toBe(false);
  });
});

describe("the kill switch, thrown in the middle of a plan,", () => {
  const role = "matillion-agent-execution";
  const extra = { RoleName: role, PolicyName: "extra" };

  async function hasExtra(): Promise<boolean> {
    const { PolicyNames } = await flow.iam.send(new ListRolePoliciesCommand({ RoleName: role }));
    return (PolicyNames ?? []).includes(extra.PolicyName);
  }

  /** One reading finds both drifts, so that one plan is for both. */
  async function driftTwice(): Promise<void> {
    const credentials = { accessKeyId: "AKIALABTESTSCHEDULER", secretAccessKey: "lab" };
    const events = new EventBridgeClient({ region: "us-east-1", endpoint: flow.lab.endpoint, credentials });
    await events.send(new DisableRuleCommand({ Name: "plumbline-detect-drift" }));
    const PolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
    });
    await flow.iam.send(new PutRolePolicyCommand({ ...extra, PolicyDocument }));
    await attach(role);
    await flow.settled();
    await events.send(new EnableRuleCommand({ Name: "plumbline-detect-drift" }));
    events.destroy();
    await flow.invoke("sweep-account", {});
    await flow.settled();
  }

  it("stops it there, is told of, and the rest is left", async () => {
    await flow.fault({ service: "iam", action: "DeleteRolePolicy", code: "ConcurrentModification", times: 9 });
    await driftTwice();
    expect([await hasExtra(), await isAttached(role)]).toEqual([true, false]);
    await turn("stop");
    const raised = await flow.raisedBy(() => flow.advance("PT10M"));
    expect(await hasExtra()).toBe(true);
    // Each of the two findings is told of it: neither will be repaired.
    const refused = raised.filter(({ subject }) => subject.includes("Remediation refused"));
    const stopped = `The kill switch ${NAME} is set to \`stop\`, so nothing is repaired.`;
    expect(refused.map(({ message }) => message.replaceAll(/\s+/g, " ").includes(stopped))).toEqual([true, true]);
  });
});
