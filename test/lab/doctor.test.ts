import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CloudTrailClient, StopLoggingCommand } from "@aws-sdk/client-cloudtrail";
import {
  DisableRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  RemoveTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import {
  AttachUserPolicyCommand,
  DeleteRolePermissionsBoundaryCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
  TagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { ListSubscriptionsByTopicCommand, SNSClient, SubscribeCommand, UnsubscribeCommand } from "@aws-sdk/client-sns";
import { GetQueueUrlCommand, SendMessageCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type DoctorResult, doctorResultSchema } from "../../cli/doctor-schema.ts";
import { runCli } from "../cli/run-cli.ts";
import { clientOptions } from "./fixtures/fixture-lab.ts";
import { ADMINISTRATOR, type Flow, startFlow } from "./flows/flow.ts";

const ALERTS = "arn:aws:sns:us-east-1:000000000000:plumbline-alerts";
const PROTECTION = "arn:aws:iam::000000000000:policy/plumbline-protection";
const VIZ_NOW = ["viz-now-deploy-infra", "viz-now-manage"];

let flow: Flow;
let aws: ReturnType<typeof createClients>;
const directory = mkdtempSync(join(tmpdir(), "plumbline-doctor-"));

function createClients() {
  const options = { ...clientOptions(flow.lab), maxAttempts: 1 };
  return {
    cloudtrail: new CloudTrailClient(options),
    events: new EventBridgeClient(options),
    iam: new IAMClient(options),
    sns: new SNSClient(options),
    sqs: new SQSClient(options),
    ssm: new SSMClient(options),
  };
}

beforeAll(async () => {
  flow = await startFlow();
  aws = createClients();
});
afterAll(async () => {
  for (const client of Object.values(aws)) client.destroy();
  await flow.stop();
  rmSync(directory, { recursive: true });
});

async function doctor(args: readonly string[] = [], environment: NodeJS.ProcessEnv = {}) {
  const run = await runCli(directory, ["doctor", "--json", ...args], { ...flow.lab.environment, ...environment });
  expect(run.stderr).toBe("");
  const result: DoctorResult = doctorResultSchema.parse(JSON.parse(run.stdout));
  return { code: run.code, result, ill: result.lines.filter(({ status }) => status !== "ok") };
}

const subscribe = async () => {
  const Endpoint = "arn:aws:sqs:us-east-1:000000000000:plumbline-send-alert-dead-letters";
  await aws.sns.send(new SubscribeCommand({ TopicArn: ALERTS, Protocol: "sqs", Endpoint }));
};
const queueUrl = async (QueueName: string) => (await aws.sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl;
const tag = (Value: string) =>
  aws.iam.send(new TagRoleCommand({ RoleName: "viz-now-manage", Tags: [{ Key: "seen", Value }] }));

/** Viz Now's documents let its roles change any role of the account, Plumbline's among them. */
const protect = async () => {
  for (const RoleName of VIZ_NOW) {
    await aws.iam.send(new PutRolePermissionsBoundaryCommand({ RoleName, PermissionsBoundary: PROTECTION }));
  }
};

/** What is put in: each is named by one line, with what to do. */
const FAULTS: readonly {
  name: string;
  put: () => Promise<unknown>;
  line: Pick<DoctorResult["lines"][number], "check" | "subject" | "status">;
  says: string;
  remedy: string;
}[] = [
  {
    name: "a trail that was stopped",
    put: () => aws.cloudtrail.send(new StopLoggingCommand({ Name: "lab-trail" })),
    line: { check: "trail", subject: "account 000000000000", status: "error" },
    says: "No IAM call comes as an event: trail lab-trail is not logging.",
    remedy: "Have a trail of all Regions that is logging",
  },
  {
    name: "a rule that was disabled",
    put: () => aws.events.send(new DisableRuleCommand({ Name: "plumbline-detect-drift" })),
    line: { check: "rule", subject: "plumbline-detect-drift", status: "error" },
    says: "The rule on the bus default in us-east-1 is disabled.",
    remedy: "aws events enable-rule --name plumbline-detect-drift",
  },
  {
    name: "a rule that looks for something else",
    put: () => {
      const EventPattern = JSON.stringify({ source: ["plumbline"], "detail-type": ["IAM Drift Opened"] });
      const named = { Name: "plumbline-remediate-drift", EventBusName: "plumbline" };
      return aws.events.send(new PutRuleCommand({ ...named, EventPattern }));
    },
    line: { check: "rule", subject: "plumbline-remediate-drift", status: "error" },
    says: "The rule's pattern is another than the stack's",
    remedy: "Deploy Plumbline's stack in us-east-1 again",
  },
  {
    name: "a rule without its target",
    put: () => {
      const named = { Rule: "plumbline-send-alert", EventBusName: "plumbline" };
      return aws.events.send(new RemoveTargetsCommand({ ...named, Ids: ["send-alert"] }));
    },
    line: { check: "rule", subject: "plumbline-send-alert", status: "error" },
    says: "does not send to arn:aws:sqs:us-east-1:000000000000:plumbline-send-alert",
    remedy: "Deploy Plumbline's stack in us-east-1 again",
  },
  {
    name: "a queue that lets nobody send",
    put: async () => {
      const QueueUrl = await queueUrl("plumbline-report-keys");
      const Policy = JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: { Service: "sns.amazonaws.com" }, Action: "sqs:*", Resource: "*" }],
      });
      await aws.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
    },
    line: { check: "queue", subject: "plumbline-report-keys", status: "error" },
    says: "Its policy does not let the rule plumbline-report-keys send",
    remedy: "Deploy Plumbline's stack in us-east-1 again.",
  },
  {
    name: "a dead letter",
    put: async () => {
      const QueueUrl = await queueUrl("plumbline-detect-drift-dead-letters");
      await aws.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "{}" }));
    },
    line: { check: "queue", subject: "plumbline-detect-drift-dead-letters", status: "warning" },
    says: "It holds 1 message that could not be worked off.",
    remedy: "aws sqs start-message-move-task",
  },
  {
    name: "a function's role that Lambda may not assume",
    put: () => {
      const Principal = { Service: "ec2.amazonaws.com" };
      const Statement = [{ Effect: "Allow", Principal, Action: "sts:AssumeRole" }];
      const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
      return aws.iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "plumbline-send-alert", PolicyDocument }));
    },
    line: { check: "role", subject: "plumbline-send-alert", status: "error" },
    says: "Its trust policy does not let lambda.amazonaws.com assume it.",
    remedy: "Deploy Plumbline's stack in us-east-1 again.",
  },
  {
    name: "an alert topic without anybody",
    put: async () => {
      const { Subscriptions = [] } = await aws.sns.send(new ListSubscriptionsByTopicCommand({ TopicArn: ALERTS }));
      for (const { SubscriptionArn } of Subscriptions) await aws.sns.send(new UnsubscribeCommand({ SubscriptionArn }));
    },
    line: { check: "topic", subject: "plumbline-alerts", status: "warning" },
    says: "Nobody is subscribed to it",
    remedy: "aws sns subscribe --topic-arn",
  },
  {
    name: "a kill switch that says stop",
    put: () =>
      aws.ssm.send(new PutParameterCommand({ Name: "/plumbline/kill-switch", Value: "stop", Overwrite: true })),
    line: { check: "kill-switch", subject: "/plumbline/kill-switch", status: "warning" },
    says: "It says stop: nothing is repaired.",
    remedy: "aws ssm put-parameter --name /plumbline/kill-switch",
  },
  {
    name: "a call that is denied",
    put: () => {
      const code = "AccessDeniedException";
      // Where an error's date shows that its clock is off, as the lab's is by now, the SDK tries again.
      return flow.fault({ service: "dynamodb", action: "DescribeContinuousBackups", code, times: 20 });
    },
    line: { check: "ledger", subject: "plumbline-ledger", status: "unknown" },
    says: "could not be read (dynamodb:DescribeContinuousBackups: AccessDeniedException:",
    remedy: "Allow dynamodb:DescribeContinuousBackups to these credentials",
  },
  {
    name: "a watched user who may do anything",
    put: () =>
      aws.iam.send(new AttachUserPolicyCommand({ UserName: "production-streammanager", PolicyArn: ADMINISTRATOR })),
    line: { check: "switch-off", subject: "user/production-streammanager", status: "warning" },
    says: `by its managed policy ${ADMINISTRATOR}`,
    remedy: `aws iam put-user-permissions-boundary --user-name production-streammanager --permissions-boundary ${PROTECTION}`,
  },
  {
    name: "a vendor's role that nothing bounds any more",
    put: () => aws.iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: "viz-now-manage" })),
    line: { check: "switch-off", subject: "role/viz-now-manage", status: "warning" },
    says: "It can switch Plumbline off: iam:DeleteRole,",
    remedy: `aws iam put-role-permissions-boundary --role-name viz-now-manage --permissions-boundary ${PROTECTION}`,
  },
];

describe("plumbline doctor", () => {
  it("finds a new deployment well that has heard nothing yet", async () => {
    const { code, ill } = await doctor();
    expect(code).toBe(1);
    const others = ill.filter(({ check }) => check !== "switch-off");
    expect(others.map(({ check, subject, status }) => [check, subject, status])).toEqual([
      ["topic", "plumbline-alerts", "warning"],
      ["events", "account 000000000000", "warning"],
      ["sweep", "account 000000000000", "warning"],
    ]);
  });

  it("finds every line well once somebody listens, vendors' roles are bounded, an event came and a sweep ended", async () => {
    await subscribe();
    await protect();
    await tag("once");
    await flow.advance("P1D");
    const { code, result, ill } = await doctor();
    expect(ill).toEqual([]);
    expect({ code, status: result.status }).toEqual({ code: 0, status: "well" });
    expect(new Set(result.lines.map(({ check }) => check)).size).toBe(17);
    // A boundary keeps its bearer from what it names, and cannot keep it from making another role that does it.
    expect(result.lines.find(({ check }) => check === "switch-off")?.says).toContain(
      VIZ_NOW.map((name) => `role/${name}`).join(", "),
    );
  });

  it("tells of an event that never came", async () => {
    await flow.fault({ service: "events", action: "Deliver", code: "Withheld", times: 1 });
    await tag("twice");
    await flow.advance("P1D");
    const { ill } = await doctor();
    expect(ill).toContainEqual({
      check: "sweep",
      subject: "account 000000000000",
      status: "warning",
      says: "The last sweep found 1 call on watched entities of which no event came.",
      remedy: expect.stringContaining("See the log of plumbline-sweep-account, which names each"),
    });
  });

  it.each([
    {
      name: "a ledger that is not there",
      args: ["--ledger", "other"],
      expected: ["ledger", "other", "There is no such table"],
    },
    {
      name: "a Region without the stack",
      // Whatever the credentials' Region is, the stack is looked for where IAM's events arise.
      args: ["--ledger", "other"],
      environment: { AWS_REGION: "eu-west-1" },
      expected: ["ledger", "other", "in us-east-1"],
    },
    {
      name: "a configuration that was not deployed",
      args: ["--config", "other.yml"],
      expected: ["configuration", "other.yml", "carries another configuration (sha256:"],
    },
  ])("names $name", async ({ args, environment = {}, expected: [check, subject, says] }) => {
    writeFileSync(
      join(directory, "other.yml"),
      'accounts: [{ id: "000000000000", baselines: [{ baseline: amazon-ivs }] }]',
    );
    const { code, ill } = await doctor(args, environment);
    expect(code).toBe(2);
    expect(ill).toContainEqual(
      expect.objectContaining({ check, subject, status: "error", says: expect.stringContaining(says ?? "") }),
    );
  });

  it("names an account that the configuration does not have, and looks no further", async () => {
    writeFileSync(
      join(directory, "plumbline.yml"),
      'accounts: [{ id: "111122223333", baselines: [{ baseline: amazon-ivs-recording }] }]\n',
    );
    const { code, result } = await doctor(["--config", "plumbline.yml"]);
    expect(code).toBe(2);
    expect(result.lines).toMatchObject([{ check: "account", subject: "000000000000", status: "error" }]);
  });

  describe("with faults put in", () => {
    let examined: Awaited<ReturnType<typeof doctor>>;
    beforeAll(async () => {
      for (const { put } of FAULTS) await put();
      examined = await doctor();
    });

    it.each(FAULTS)("names $name, and what to do", ({ line, says, remedy }) => {
      const told = examined.result.lines.find(({ check, subject }) => check === line.check && subject === line.subject);
      expect(told).toMatchObject(line);
      expect(told?.says).toContain(says);
      expect(told?.remedy).toContain(remedy);
    });

    it("names nothing else, but what was told before", () => {
      const known = new Set(FAULTS.map(({ line }) => line.subject));
      expect(examined.ill.filter(({ subject }) => !known.has(subject))).toEqual([]);
      expect(examined.code).toBe(2);
    });
  });
});
