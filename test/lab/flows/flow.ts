import { setTimeout } from "node:timers/promises";
import { DisableRuleCommand, EnableRuleCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { GetQueueUrlCommand, SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Finding } from "../../../shared/ledger/finding.ts";
import type { LogLine } from "../control/records.ts";
import { type ShownAlert, type Stage, setStage } from "../demo/stage.ts";
import { type Lab, type LabOptions, startLab } from "../lab.ts";

export const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";
export const CONTRACTOR = "arn:aws:iam::000000000000:user/contractor";

/** The most messages that SQS takes in one call. */
const SQS_BATCH = 10;

/** A fault as `POST /_lab/faults` takes it. */
export interface OrderedFault {
  readonly service: "dynamodb" | "events" | "iam" | "s3" | "slack" | "sns" | "ssm" | "sts";
  readonly action: string;
  readonly code: string;
  readonly times: number;
  /** The account that the call is about; absent: any. */
  readonly account?: string;
}

/** A lab with everything of Plumbline's in it, and what a test does to it over HTTP. */
export interface Flow extends Stage {
  readonly lab: Lab;
  readonly logs: () => Promise<readonly LogLine[]>;
  /** Resolves when nothing runs and every queue is empty, but for what waits to be tried again. */
  readonly settled: () => Promise<void>;
  /** Every finding of an entity, in the ledger. */
  readonly findingsOf: (entity: string) => Promise<readonly Finding[]>;
  readonly fault: (fault: OrderedFault) => Promise<void>;
  readonly invoke: (name: string, event: unknown) => Promise<unknown>;
  /** Puts messages into the queue of a function, at once. */
  readonly send: (name: string, ...bodies: readonly string[]) => Promise<void>;
  /** Does to IAM what no event tells of, as where a trail is off. */
  readonly unseen: (act: () => Promise<unknown>) => Promise<void>;
  /** What is raised while `act` is done and everything that comes of it; a key-rotation report is none of it. */
  readonly raisedBy: (act: () => Promise<unknown>) => Promise<readonly ShownAlert[]>;
  readonly stop: () => Promise<void>;
}

/** How to start one. */
export interface FlowOptions extends Pick<LabOptions, "configuration" | "deletionSeconds" | "members"> {
  /** The test has functions refused what they ask for; any other in which one is refused fails when it stops. */
  readonly hasRefusals?: boolean;
}

/** Starts one. */
export async function startFlow({ hasRefusals = false, ...options }: FlowOptions = {}): Promise<Flow> {
  const lab = await startLab({ port: 0, ...options });
  const stage = await setStage(lab);
  const credentials = { accessKeyId: "AKIALABTESTMESSENGER", secretAccessKey: "lab" };
  const sqs = new SQSClient({ region: "us-east-1", endpoint: lab.endpoint, credentials });
  const events = new EventBridgeClient({ region: "us-east-1", endpoint: lab.endpoint, credentials });
  const settled = async () => {
    await stage.advance("PT0S");
  };
  // Schedules began with the deployment. Records have whole seconds: what falls into that same second would count as before it.
  await stage.advance("PT1M");
  return {
    ...stage,
    lab,
    settled,
    logs: () => logsOf(lab),
    findingsOf: (entity) => stage.ledger.findingsOf(stage.account, entity),
    async fault(fault) {
      await post(lab, "faults", fault);
    },
    invoke: (name, event) => post(lab, `invoke/${name}`, event),
    async send(name, ...bodies) {
      const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: `plumbline-${name}` }));
      for (let from = 0; from < bodies.length; from += SQS_BATCH) {
        const some = bodies.slice(from, from + SQS_BATCH);
        const Entries = some.map((MessageBody, index) => ({ Id: `${index}`, MessageBody }));
        const { Failed = [] } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
        if (Failed.length > 0) throw new Error(`SQS refused ${JSON.stringify(Failed)}.`);
      }
    },
    async unseen(act) {
      await settled();
      await events.send(new DisableRuleCommand({ Name: "plumbline-detect-drift" }));
      try {
        await act();
        await settled();
      } finally {
        await events.send(new EnableRuleCommand({ Name: "plumbline-detect-drift" }));
      }
    },
    async raisedBy(act) {
      await settled();
      const before = (await stage.alerts()).length;
      await act();
      await settled();
      return (await stage.alerts()).slice(before).filter(isNews);
    },
    async stop() {
      sqs.destroy();
      events.destroy();
      stage.iam.destroy();
      const refusals = hasRefusals ? [] : await stage.refusals();
      await lab.stop();
      if (refusals.length > 0) throw new Error(`A role lacks a right:\n${refusals.join("\n")}`);
    },
  };
}

async function logsOf(lab: Lab): Promise<readonly LogLine[]> {
  return (await (await fetch(`${lab.endpoint}/_lab/logs`)).json()) as readonly LogLine[];
}

/** The key-rotation report comes on the first of a month, whatever is tested on that day. */
function isNews({ attributes }: ShownAlert): boolean {
  return attributes.change !== "report";
}

/** Asks again and again until there is an answer. @throws where there is none within so many milliseconds. */
export async function within<T>(milliseconds: number, ask: () => Promise<T | undefined>): Promise<T> {
  const deadline = performance.now() + milliseconds;
  while (performance.now() < deadline) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await setTimeout(10);
  }
  throw new Error(`There was no answer within ${milliseconds} ms.`);
}

/** `[severity] Headline` of each alert about an entity, oldest first. */
export function headlines(alerts: readonly ShownAlert[], entity: string): readonly string[] {
  return alerts
    .filter(({ attributes }) => attributes.entity === entity)
    .map(({ subject }) => subject.slice(0, subject.indexOf(":")));
}

/** What was told more than once by these alerts, as each says of itself: `FINDING, revision N`. */
export function toldAgain(alerts: readonly ShownAlert[]): readonly string[] {
  const told = alerts.filter(isNews).map(({ subject, message }) => {
    const [, news] = /^ *Finding: +(.+)$/m.exec(message) ?? [];
    if (news === undefined) throw new Error(`The alert "${subject}" names no finding.`);
    return news;
  });
  return told.filter((news, index) => told.indexOf(news) !== index);
}

/** The EventBridge event that carries a CloudTrail record, as a queue has it. */
export function envelope(detail: unknown, account = "000000000000"): string {
  return JSON.stringify({
    version: "0",
    id: "6f1f2f6e-1111-4222-8333-444455556666",
    "detail-type": "AWS API Call via CloudTrail",
    source: "aws.iam",
    account,
    time: "2026-01-01T09:00:00Z",
    region: "us-east-1",
    resources: [],
    detail,
  });
}

async function post(lab: Lab, path: string, body: unknown): Promise<unknown> {
  const answer = await fetch(`${lab.endpoint}/_lab/${path}`, { method: "POST", body: JSON.stringify(body) });
  const answered: unknown = await answer.json();
  if (!answer.ok) throw new Error(`POST /_lab/${path} answered ${answer.status}: ${JSON.stringify(answered)}`);
  return answered;
}
