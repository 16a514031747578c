import { decide } from "./access/resource-policy.ts";
import type { Records } from "./control/records.ts";
import { createDynamoDb, type DynamoDb } from "./dynamodb/dynalite.ts";
import { createEventBridge, type EventBridge } from "./eventbridge/service.ts";
import { createIam, type IamService, randomIds } from "./iam/service.ts";
import { invokeAsynchronously } from "./lambda/async-invocation.ts";
import type { EventSourceMapping } from "./lambda/event-source-mapping.ts";
import type { LambdaFunction } from "./lambda/lambda-function.ts";
import { createMessaging, type Messaging } from "./messaging/fauxqs.ts";
import { ServiceError } from "./server/service-error.ts";
import { createSts, type StsService } from "./sts/service.ts";
import { LabClock } from "./time/clock.ts";

/** The lab's one account and region. */
export const ACCOUNT = "000000000000";
export const REGION = "us-east-1";

/** An AWS account: its services, with nothing in them yet. */
export interface LabAccount {
  readonly clock: LabClock;
  readonly iam: IamService;
  readonly sts: StsService;
  readonly messaging: Messaging;
  readonly dynamodb: DynamoDb;
  readonly eventbridge: EventBridge;
  readonly records: Records;
  /** By name. */
  readonly functions: Map<string, LambdaFunction>;
  readonly mappings: EventSourceMapping[];
  /** Which rules may invoke a function: by its name, rule ARNs, or `*` for any. */
  readonly permissions: Map<string, Set<string>>;
  /** Writes a line to the lab's logs. */
  log(source: string, line: string): void;
  /** From now on IAM's writes are recorded and reach the default bus. */
  startRecording(): void;
  /** Resolves when nothing runs and every queue that feeds a function is empty, but for what waits to be tried again. */
  settle(): Promise<void>;
}

/** @param host `127.0.0.1:PORT`, once the lab listens */
export function createAccount(host: () => string): LabAccount {
  const clock = new LabClock(settle);
  const now = () => new Date(clock.now());
  const ids = randomIds();
  const messaging = createMessaging(REGION, ACCOUNT, host);
  const records: Records = { alerts: [], events: [], logs: [], slack: [] };
  const functions = new Map<string, LambdaFunction>();
  const mappings: EventSourceMapping[] = [];
  const permissions = new Map<string, Set<string>>();
  const running = new Set<Promise<void>>();
  let recording = false;

  const log = (source: string, line: string): void => {
    records.logs.push({ at: now().toISOString(), function: source, line });
  };

  const eventbridge = createEventBridge({
    account: ACCOUNT,
    region: REGION,
    clock,
    ports: {
      async sendToQueue(queueArn, body, ruleArn) {
        const QueueUrl = `http://${host()}/${ACCOUNT}/${queueArn.split(":").at(-1)}`;
        await requireQueueAdmits(messaging, { queueArn, QueueUrl, ruleArn });
        await messaging.sqs("SendMessage", { QueueUrl, MessageBody: body });
      },
      async invokeFunction(functionArn, event, ruleArn) {
        const name = functionArn.split(":").at(-1) ?? "";
        const target = functions.get(name);
        if (target === undefined)
          throw new ServiceError("ResourceNotFoundException", `Function not found: ${functionArn}`);
        const permitted = permissions.get(name);
        if (permitted?.has("*") !== true && permitted?.has(ruleArn) !== true) {
          throw new ServiceError("AccessDeniedException", `${name} has no AWS::Lambda::Permission for ${ruleArn}.`);
        }
        await invokeAsynchronously(target, event, clock);
      },
      undelivered: (sentence) => log("events", sentence),
    },
  });

  function track(work: Promise<void>): void {
    const tracked = work.finally(() => running.delete(tracked));
    running.add(tracked);
  }

  const iam = createIam({
    account: ACCOUNT,
    partition: "aws",
    region: REGION,
    now,
    ids,
    record(detail) {
      if (!recording) return;
      records.events.push(detail);
      track(
        eventbridge.emit({ source: "aws.iam", "detail-type": "AWS API Call via CloudTrail", detail: { ...detail } }),
      );
    },
  });

  async function settle(): Promise<void> {
    while (true) {
      await Promise.all(running);
      const depths = await messaging.depths();
      const busy = mappings.some(({ queueArn, waiting }) => {
        const depth = depths.find(({ arn }) => arn === queueArn);
        if (depth === undefined) return false;
        const {
          approximateMessageCount: ready,
          approximateDelayedCount: delayed,
          approximateInflightCount: taken,
        } = depth;
        return ready + delayed > 0 || taken > waiting;
      });
      if (!busy && running.size === 0) return;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }

  return {
    clock,
    iam,
    sts: createSts({ iam, now, ids }),
    messaging,
    dynamodb: createDynamoDb(REGION),
    eventbridge,
    records,
    functions,
    mappings,
    permissions,
    log,
    startRecording() {
      recording = true;
    },
    settle,
  };
}

/** EventBridge may send to a queue only where the queue's policy says so. */
async function requireQueueAdmits(
  messaging: Messaging,
  { queueArn, QueueUrl, ruleArn }: { readonly queueArn: string; readonly QueueUrl: string; readonly ruleArn: string },
): Promise<void> {
  const answer = await messaging.sqs("GetQueueAttributes", { QueueUrl, AttributeNames: ["Policy"] });
  const { Policy } = (answer.Attributes ?? {}) as { readonly Policy?: string };
  const request = {
    principal: { service: "events.amazonaws.com" },
    action: "sqs:SendMessage",
    resource: queueArn,
    context: { "aws:sourcearn": ruleArn, "aws:sourceaccount": ACCOUNT },
  };
  if (decide(Policy, request) === "allow") return;
  throw new ServiceError(
    "AccessDenied",
    `The policy of ${queueArn} does not let events.amazonaws.com send for ${ruleArn}.`,
  );
}
