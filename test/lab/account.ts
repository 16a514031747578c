import type { Alarm } from "./cloudwatch/alarms.ts";
import type { Records } from "./control/records.ts";
import { createDynamoDb, type DynamoDb } from "./dynamodb/dynalite.ts";
import { accountTargets } from "./eventbridge/account-targets.ts";
import { createEventBridge, type EventBridge } from "./eventbridge/service.ts";
import { type CloudTrailRecord, createIam, type IamOptions, type IamService, randomIds } from "./iam/service.ts";
import type { EventSourceMapping } from "./lambda/event-source-mapping.ts";
import type { LambdaFunction } from "./lambda/lambda-function.ts";
import { settled } from "./lambda/settling.ts";
import { createMessaging, type Messaging } from "./messaging/fauxqs.ts";
import { createSecrets, type Secrets } from "./secrets/secrets.ts";
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
  readonly secrets: Secrets;
  readonly records: Records;
  /** By name. */
  readonly functions: Map<string, LambdaFunction>;
  readonly mappings: EventSourceMapping[];
  readonly alarms: Alarm[];
  /** By receipt handle: the visibility time-outs, in seconds, that somebody has set of messages in flight. */
  readonly visibilities: Map<string, number>;
  /** Which rules may invoke a function: by its name, rule ARNs, or `*` for any. */
  readonly permissions: Map<string, Set<string>>;
  /** Writes a line to the lab's logs. */
  log(source: string, line: string): void;
  /** From now on IAM's writes are recorded and reach the default bus. */
  startRecording(): void;
}

/**
 * @param host `127.0.0.1:PORT`, once the lab listens
 * @param iamOptions how IAM differs from its default
 */
export function createAccount(host: () => string, iamOptions: Pick<IamOptions, "deletionSeconds"> = {}): LabAccount {
  const messaging = createMessaging(REGION, ACCOUNT, host);
  const records: Records = { alerts: [], events: [], logs: [], slack: [] };
  const functions = new Map<string, LambdaFunction>();
  const mappings: EventSourceMapping[] = [];
  const permissions = new Map<string, Set<string>>();
  const running = new Set<Promise<void>>();
  const clock = new LabClock(() => settled(running, mappings, messaging));
  const now = () => new Date(clock.now());
  const ids = randomIds();
  let recording = false;

  const log = (source: string, line: string): void => {
    records.logs.push({ at: now().toISOString(), function: source, line });
  };
  const undelivered = (sentence: string): void => log("events", sentence);
  const ports = accountTargets({ account: ACCOUNT, clock, messaging, functions, permissions, host, undelivered });
  const eventbridge = createEventBridge({ account: ACCOUNT, region: REGION, clock, ports });

  const record = (detail: CloudTrailRecord): void => {
    if (!recording) return;
    records.events.push(detail);
    const event = { source: "aws.iam", "detail-type": "AWS API Call via CloudTrail", detail: { ...detail } };
    const delivery = eventbridge.emit(event).finally(() => running.delete(delivery));
    running.add(delivery);
  };
  const iam = createIam({ ...iamOptions, account: ACCOUNT, partition: "aws", region: REGION, now, ids, record });

  return {
    clock,
    iam,
    sts: createSts({ iam, now, ids }),
    messaging,
    dynamodb: createDynamoDb(REGION),
    eventbridge,
    secrets: createSecrets(ACCOUNT, REGION, now),
    records,
    functions,
    mappings,
    alarms: [],
    visibilities: new Map(),
    permissions,
    log,
    startRecording() {
      recording = true;
    },
  };
}
