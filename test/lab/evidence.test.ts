import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from "@aws-sdk/client-eventbridge";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteUserCommand,
  IAMClient,
  TagUserCommand,
} from "@aws-sdk/client-iam";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createCredentialReportSource } from "../../shared/aws/credential-report-source.ts";
import { createEventHistory } from "../../shared/aws/event-history.ts";
import { createOrganizationReader } from "../../shared/aws/organization-reader.ts";
import { createS3ReportStore } from "../../shared/aws/s3-report-store.ts";
import { DEFAULT_SETTINGS } from "../../shared/baselines/settings.ts";
import { clientOptions, post, settled, startFixtureLab } from "./fixtures/fixture-lab.ts";
import type { Lab } from "./lab.ts";

const ACCOUNT = "000000000000";
const BUCKET = `fixture-${ACCOUNT}`;
const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:heard`;

let lab: Lab;
let iam: IAMClient;
let sqs: SQSClient;

beforeAll(async () => {
  lab = await startFixtureLab();
  iam = new IAMClient({ ...clientOptions(lab), maxAttempts: 1 });
  sqs = new SQSClient(clientOptions(lab));
});

afterAll(async () => {
  iam.destroy();
  sqs.destroy();
  await lab.stop();
});

const fault = (service: string, action: string, code: string, times: number) =>
  post(lab, "faults", { service, action, code, times });

describe("the event history of the lab's account", () => {
  /** A queue that gets every IAM event; its reader tells the names of the events that came. */
  async function listen(): Promise<() => Promise<readonly string[]>> {
    const allowed = { Effect: "Allow", Principal: { Service: "events.amazonaws.com" }, Action: "*", Resource: QUEUE };
    const Attributes = { Policy: JSON.stringify({ Statement: [allowed] }) };
    const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "heard", Attributes }));
    const events = new EventBridgeClient(clientOptions(lab));
    await events.send(new PutRuleCommand({ Name: "heard", EventPattern: '{"source":["aws.iam"]}' }));
    await events.send(new PutTargetsCommand({ Rule: "heard", Targets: [{ Id: "queue", Arn: QUEUE }] }));
    events.destroy();
    return async () => {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      return Messages.map(({ Body = "" }) => JSON.parse(Body).detail.eventName).toSorted();
    };
  }

  it("has an event that was withheld from the account's bus", async () => {
    const heard = await listen();
    expect((await fault("events", "Deliver", "Withheld", 1)).status).toBe(200);
    await iam.send(new CreateUserCommand({ UserName: "mary" }));
    await iam.send(new TagUserCommand({ UserName: "mary", Tags: [{ Key: "owner", Value: "media" }] }));
    await iam.send(new DeleteUserCommand({ UserName: "mary" }));
    await settled(lab);
    expect(await heard()).toEqual(["DeleteUser", "TagUser"]);
    const history = createEventHistory({ ...clientOptions(lab), pause: async () => undefined });
    const from = new Date(Date.now() - 3_600_000);
    const pages: unknown[] = [];
    for await (const page of history.iamEvents({ from, to: new Date(Date.now() + 3_600_000) })) pages.push(page);
    expect(pages).toMatchObject([
      { records: [{ eventName: "DeleteUser" }, { eventName: "TagUser" }, { eventName: "CreateUser" }] },
    ]);
  });

  it.each([
    { name: "another code for what is withheld", service: "events", action: "Deliver", code: "AccessDenied" },
    { name: "something else withheld", service: "iam", action: "GetUser", code: "Withheld" },
  ])("refuses $name", async ({ service, action, code }) => {
    expect(await fault(service, action, code, 1)).toEqual({
      status: 400,
      body: { message: expect.stringContaining("Events are withheld with") },
    });
  });
});

describe("a bucket of the stack", () => {
  it("keeps reports for those whom its policy does not deny, and refuses when it was told to", async () => {
    await iam.send(new CreateUserCommand({ UserName: "reporter" }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "reporter" }));
    const reporter = new S3Client({ ...clientOptions(lab, AccessKey?.AccessKeyId), maxAttempts: 1 });
    const storeOf = (client: S3Client) => createS3ReportStore({ bucket: BUCKET, bucketOwner: ACCOUNT, client });
    const report = { key: "report.json", contentType: "application/json", body: "{}", metadata: {} };

    const kept = await storeOf(reporter).keep(report);
    expect(kept).toEqual({ location: `s3://${BUCKET}/report.json`, version: expect.any(String) });
    const object = await reporter.send(new GetObjectCommand({ Bucket: BUCKET, Key: "report.json" }));
    expect(await object.Body?.transformToString()).toBe("{}");

    const stranger = new S3Client({ ...clientOptions(lab), maxAttempts: 1 });
    await expect(storeOf(stranger).keep(report)).rejects.toMatchObject({ code: "ReportNotKept", retryable: false });
    await fault("s3", "PutObject", "SlowDown", 1);
    await expect(storeOf(reporter).keep(report)).rejects.toMatchObject({ code: "ReportNotKept", retryable: true });
    expect(await storeOf(reporter).keep(report)).toMatchObject({ location: kept.location });
    reporter.destroy();
    stranger.destroy();
  });
});

describe("what else an account is asked", () => {
  it("has given its stack the schedules of the configuration", async () => {
    const ssm = new SSMClient(clientOptions(lab));
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: "/fixture/schedules" }));
    ssm.destroy();
    const { sweep, keysReport } = DEFAULT_SETTINGS.schedules;
    expect(Parameter?.Value).toBe(`${sweep}; ${keysReport}`);
  });

  it("makes its credential report as soon as it is asked for one", async () => {
    const report = await createCredentialReportSource(iam).ask();
    expect(report).toMatchObject({ status: "complete", csv: expect.stringContaining("<root_account>") });
  });

  it("is in no organization where it is the only account", async () => {
    const reader = createOrganizationReader({ ...clientOptions(lab), maxAttempts: 1 });
    expect(await reader.accountsIn("r-lab0")).toMatchObject({
      status: "unreadable",
      reason: { code: "AWSOrganizationsNotInUseException" },
    });
  });
});
