import {
  AttachRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRolePolicyCommand,
  ListAttachedRolePoliciesCommand,
  PutRolePolicyCommand,
  TagRoleCommand,
} from "@aws-sdk/client-iam";
import { SetTopicAttributesCommand, SNSClient } from "@aws-sdk/client-sns";
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { packageFixture } from "../fixtures/fixture-lab.ts";
import { startLab } from "../lab.ts";
import { ADMINISTRATOR, type Flow, headlines, startFlow } from "./flow.ts";

const DEPLOY = "viz-now-deploy-infra";
const TASK = "matillion-agent-task";
const EXECUTION = "matillion-agent-execution";
const REGION = "us-east-1";
const TOPIC = `arn:aws:sns:${REGION}:000000000000:plumbline-alerts`;

interface Statement {
  readonly Action: string | readonly string[];
  readonly Principal?: { readonly Service?: string | readonly string[] };
}

/** A policy of which everything is kept but what a test takes out of it. */
type Taking = (statement: Statement) => boolean;

let flow: Flow;
let sns: SNSClient;
let sqs: SQSClient;

beforeAll(async () => {
  flow = await startFlow({ hasRefusals: true });
  const options = { region: REGION, endpoint: flow.lab.endpoint, credentials: flow.iam.config.credentials };
  sns = new SNSClient(options);
  sqs = new SQSClient(options);
});

afterAll(async () => {
  sns.destroy();
  sqs.destroy();
  await flow.stop();
});

const session = (name: string) => `arn:aws:sts::000000000000:assumed-role/plumbline-${name}/plumbline-${name}`;
const lines = async (source: string) =>
  (await flow.logs()).filter((one) => one.function === source).map(({ line }) => line);
const attach = (RoleName: string) => flow.iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn: ADMINISTRATOR }));
const touch = (RoleName: string) =>
  flow.iam.send(new TagRoleCommand({ RoleName, Tags: [{ Key: "looked-at", Value: `${performance.now()}` }] }));

async function isAttached(RoleName: string): Promise<boolean> {
  const { AttachedPolicies = [] } = await flow.iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  return AttachedPolicies.some(({ PolicyArn }) => PolicyArn === ADMINISTRATOR);
}

function taken(policy: string, taking: Taking): string {
  const { Statement, ...others } = JSON.parse(policy) as { readonly Statement: readonly Statement[] };
  const left = Statement.filter((statement) => !taking(statement));
  expect(left).toHaveLength(Statement.length - 1);
  return JSON.stringify({ ...others, Statement: left });
}

const about =
  (action: string): Taking =>
  (statement) =>
    [statement.Action].flat().includes(action);

/** Does something while the role of a function lacks one of its statements. */
async function without<T>(name: string, taking: Taking, act: () => Promise<T>): Promise<T> {
  const policy = { RoleName: `plumbline-${name}`, PolicyName: `plumbline-${name}` };
  const { PolicyDocument = "" } = await flow.iam.send(new GetRolePolicyCommand(policy));
  const whole = decodeURIComponent(PolicyDocument);
  await flow.iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument: taken(whole, taking) }));
  try {
    return await act();
  } finally {
    await flow.iam.send(new PutRolePolicyCommand({ ...policy, PolicyDocument: whole }));
  }
}

/** Does something while a queue's policy lacks the statement that lets a service send. */
async function withoutSender<T>(QueueName: string, service: string, act: () => Promise<T>): Promise<T> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["Policy"] }));
  const Policy = Attributes?.Policy ?? "";
  const put = (text: string) => sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy: text } }));
  await put(taken(Policy, ({ Principal }) => Principal?.Service === service));
  try {
    return await act();
  } finally {
    await put(Policy);
  }
}

/** KMS, of which the project has no client, as the account's administrator. */
async function kms(action: string, input: object): Promise<unknown> {
  const { accessKeyId } = await flow.iam.config.credentials();
  const headers = {
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/${REGION}/kms/aws4_request`,
    "x-amz-target": `TrentService.${action}`,
    "content-type": "application/x-amz-json-1.1",
  };
  const answer = await fetch(flow.lab.endpoint, { method: "POST", headers, body: JSON.stringify(input) });
  expect(answer.status).toBe(200);
  const text = await answer.text();
  return text === "" ? {} : JSON.parse(text);
}

describe("a function whose role lacks a statement", () => {
  it("may not read what the statement named: the alert says so in IAM's words, and so do the lab's logs", async () => {
    const raised = await without("detect-drift", about("iam:GetRole"), () => flow.raisedBy(() => attach(DEPLOY)));
    const says = `User: ${session("detect-drift")} is not authorized to perform: iam:GetRole on resource: role ${DEPLOY} because no identity-based policy allows the iam:GetRole action`;
    expect(headlines(raised, `role/${DEPLOY}`)).toEqual(["[critical] Not readable"]);
    expect(raised[0]?.message).toContain("GetRole: AccessDenied");
    expect(await lines("access")).toContain(says);
    await flow.raisedBy(() => touch(DEPLOY));
    expect(await isAttached(DEPLOY)).toBe(false);
  });

  it("may not write either: the attempt is on record without what it asked for, and nothing has changed", async () => {
    const raised = await without("remediate-drift", about("iam:DetachRolePolicy"), () =>
      flow.raisedBy(() => attach(TASK)),
    );
    expect(headlines(raised, `role/${TASK}`)).toContain("[critical] Remediation failed");
    expect(await isAttached(TASK)).toBe(true);
    const records = await flow.events();
    const attempt = records.findLast(({ eventName }) => eventName === "DetachRolePolicy");
    expect(attempt).toMatchObject({
      userIdentity: { arn: session("remediate-drift") },
      errorCode: "AccessDenied",
      errorMessage: `User: ${session("remediate-drift")} is not authorized to perform: iam:DetachRolePolicy on resource: role ${TASK} because no identity-based policy allows the iam:DetachRolePolicy action`,
      requestParameters: null,
    });
    await flow.raisedBy(() => flow.iam.send(new DetachRolePolicyCommand({ RoleName: TASK, PolicyArn: ADMINISTRATOR })));
  });

  it("may publish where the topic's own policy names its role, unless that denies it", async () => {
    const role = "arn:aws:iam::000000000000:role/plumbline-send-alert";
    const putPolicy = (Effect: string) => {
      const statement = { Effect, Principal: { AWS: role }, Action: "sns:Publish", Resource: TOPIC };
      const AttributeValue = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
      return sns.send(new SetTopicAttributesCommand({ TopicArn: TOPIC, AttributeName: "Policy", AttributeValue }));
    };
    const publishing = `User: ${session("send-alert")} is not authorized to perform: SNS:Publish on resource: ${TOPIC}`;
    await without("send-alert", about("sns:Publish"), async () => {
      await flow.raisedBy(() => attach(EXECUTION));
      expect(await lines("access")).toContain(
        `${publishing} because no identity-based policy allows the SNS:Publish action`,
      );
      await putPolicy("Allow");
      const raised = await flow.raisedBy(() => flow.advance("PT10M"));
      expect(headlines(raised, `role/${EXECUTION}`)).toContain("[critical] Drift opened");
    });
    await putPolicy("Deny");
    expect(await flow.raisedBy(() => attach(EXECUTION))).toEqual([]);
    expect(await lines("access")).toContain(`${publishing} with an explicit deny in a resource-based policy`);
    await putPolicy("Allow");
    expect(await flow.raisedBy(() => flow.advance("PT10M"))).not.toEqual([]);
  });
});

describe("a queue whose policy lacks a statement", () => {
  it("gets nothing from the rule that the statement named", async () => {
    const raised = await withoutSender("plumbline-detect-drift", "events.amazonaws.com", () =>
      flow.raisedBy(() => attach(TASK)),
    );
    expect(raised).toEqual([]);
    const rule = `arn:aws:events:${REGION}:000000000000:rule/plumbline-detect-drift`;
    const queue = `arn:aws:sqs:${REGION}:000000000000:plumbline-detect-drift`;
    const why = `The policy of ${queue} does not let events.amazonaws.com send for ${rule}.`;
    expect((await lines("events")).some((line) => line.endsWith(why))).toBe(true);
    expect(headlines(await flow.raisedBy(() => touch(TASK)), `role/${TASK}`)).toContain("[critical] Drift remediated");
  });

  it("gets nothing from the topic that it named", async () => {
    const before = (await flow.slack()).length;
    const raised = await withoutSender("plumbline-post-to-slack", "sns.amazonaws.com", () =>
      flow.raisedBy(() => attach(TASK)),
    );
    expect(headlines(raised, `role/${TASK}`)).toContain("[critical] Drift opened");
    expect(await flow.slack()).toHaveLength(before);
    expect((await lines("sns")).at(-1)).toMatch(/^SNS could not deliver to .*:plumbline-post-to-slack: its policy/);
  });
});

describe("the key that queues and topics are under", () => {
  it("lets rules send only as long as its policy says so", async () => {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: "plumbline-detect-drift" }));
    const asked = { QueueUrl, AttributeNames: ["KmsMasterKeyId" as const] };
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand(asked));
    const KeyId = Attributes?.KmsMasterKeyId ?? "";
    const { Policy } = (await kms("GetKeyPolicy", { KeyId })) as { readonly Policy: string };
    const isOfServices: Taking = ({ Principal }) => Principal?.Service !== undefined;
    await kms("PutKeyPolicy", { KeyId, Policy: taken(Policy, isOfServices) });
    expect(await flow.raisedBy(() => attach(TASK))).toEqual([]);
    expect((await lines("events")).at(-1)).toContain(`the policy of ${KeyId}`);
    await kms("PutKeyPolicy", { KeyId, Policy });
    expect(headlines(await flow.raisedBy(() => touch(TASK)), `role/${TASK}`)).toContain("[critical] Drift opened");
  });
});

describe("a package whose function may not read its queue", () => {
  it("is not deployed", async () => {
    const packaged = await packageFixture((template) => template.replace("sqs:DeleteMessage, ", ""));
    await expect(startLab({ packaged })).rejects.toThrow(
      /The provided execution role does not have permissions to call DeleteMessage on SQS: plumbline-count-words, the role of plumbline-count-words, needs sqs:DeleteMessage/,
    );
  });
});
