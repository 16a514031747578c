import { DeleteRolePolicyCommand, GetRoleCommand, PutRolePolicyCommand, TagRoleCommand } from "@aws-sdk/client-iam";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JudgedAlarm } from "../cloudwatch/alarms.ts";
import { type Flow, headlines, startFlow } from "./flow.ts";

const ALARM = "plumbline-watch-plumbline-dead-letters";
let flow: Flow;

beforeAll(async () => {
  flow = await startFlow({ hasRefusals: true });
});

afterAll(() => flow.stop());

const allowAll = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});
const put = (RoleName: string) =>
  flow.iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "more", PolicyDocument: allowAll }));

async function alarm(): Promise<JudgedAlarm | undefined> {
  const alarms = (await (await fetch(`${flow.lab.endpoint}/_lab/alarms`)).json()) as readonly JudgedAlarm[];
  return alarms.find(({ name }) => name === ALARM);
}

describe("a change of Plumbline itself", () => {
  it("is told to the alert topic in one sentence: what, whose word it is that who, when, and of which resource", async () => {
    const raised = await flow.raisedBy(() => put("plumbline-detect-drift"));
    const [told, ...others] = raised.filter(({ message }) => message.includes("Plumbline itself"));
    expect(others).toEqual([]);
    expect(told?.attributes).toEqual({});
    expect(told?.message).toMatch(
      /^"Plumbline itself was changed: PutRolePolicy of iam\.amazonaws\.com, called at \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ by IAMUser arn:aws:iam::000000000000:user\/\S+ from 127\.0\.0\.1, as CloudTrail says\. It names: plumbline-detect-drift {2}more"$/,
    );
    expect((await alarm())?.state).toBe("OK");
  });

  it("is a drift as well, of a role that Plumbline's own baseline describes, and is over when it is taken back", async () => {
    const raised = await flow.raisedBy(() => put("plumbline-remediate-drift"));
    expect(headlines(raised, "role/plumbline-remediate-drift")).toEqual(["[critical] Drift opened"]);
    const more = { RoleName: "plumbline-remediate-drift", PolicyName: "more" };
    const after = await flow.raisedBy(() => flow.iam.send(new DeleteRolePolicyCommand(more)));
    expect(headlines(after, "role/plumbline-remediate-drift")).toEqual(["[critical] Drift resolved"]);
  });

  it("is none where it is read, or is another role's that no baseline names", async () => {
    const raised = await flow.raisedBy(async () => {
      await flow.iam.send(new GetRoleCommand({ RoleName: "plumbline-detect-drift" }));
      const Tags = [{ Key: "team", Value: "video" }];
      await flow.iam.send(new TagRoleCommand({ RoleName: "matillion-agent-execution", Tags }));
    });
    expect(raised.filter(({ message }) => message.includes("Plumbline itself"))).toEqual([]);
  });

  it("that cannot be told is among the dead letters, and the alarm says so", async () => {
    const RoleName = "plumbline-watch-plumbline";
    const own = new DeleteRolePolicyCommand({ RoleName, PolicyName: "plumbline-watch-plumbline" });
    const raised = await flow.raisedBy(() => flow.iam.send(own));
    expect(raised.filter(({ message }) => message.includes("Plumbline itself"))).toEqual([]);
    expect(headlines(raised, `role/${RoleName}`)).toEqual(["[critical] Drift opened"]);
    expect((await alarm())?.state).toBe("ALARM");
    const credentials = { accessKeyId: "AKIALABTESTMESSENGER", secretAccessKey: "lab" };
    const sqs = new SQSClient({ region: "us-east-1", endpoint: flow.lab.endpoint, credentials });
    const QueueUrl = `${flow.lab.endpoint}/000000000000/${ALARM}`;
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    sqs.destroy();
    const names = Messages.map(
      ({ Body = "" }) => (JSON.parse(Body) as { detail: { eventName: string } }).detail.eventName,
    );
    expect(names).toEqual(["DeleteRolePolicy"]);
  });
});
