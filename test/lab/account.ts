import type { Alarm } from "./cloudwatch/alarms.ts";
import { Faults } from "./control/faults.ts";
import type { Records } from "./control/records.ts";
import { createDynamoDb, type DynamoDb } from "./dynamodb/dynalite.ts";
import { accountTargets } from "./eventbridge/account-targets.ts";
import type { OwnTargets } from "./eventbridge/delivery.ts";
import { type IamOptions, randomIds } from "./iam/service.ts";
import { createKeys, type Keys } from "./kms/keys.ts";
import type { EventSourceMapping } from "./lambda/event-source-mapping.ts";
import type { LambdaFunction } from "./lambda/lambda-function.ts";
import { settled } from "./lambda/settling.ts";
import { createMessaging, type Messaging } from "./messaging/fauxqs.ts";
import {
  createOrganizations,
  ORGANIZATION,
  type OrganizationMember,
  type Organizations,
} from "./organizations/service.ts";
import { createS3, type S3 } from "./s3/service.ts";
import { createSecrets, type Secrets } from "./secrets/secrets.ts";
import { notImplemented } from "./server/service-error.ts";
import { LabClock } from "./time/clock.ts";
import { createWatchedAccount, type SharedByAccounts, type WatchedAccount } from "./watched-account.ts";

/** The account that Plumbline runs in, the only one unless the lab has members; and the lab's region. */
export const ACCOUNT = "000000000000";
export const REGION = "us-east-1";

/** The AWS account that Plumbline runs in: its services, with nothing in them yet. */
export interface LabAccount extends WatchedAccount {
  readonly clock: LabClock;
  readonly messaging: Messaging;
  readonly dynamodb: DynamoDb;
  readonly secrets: Secrets;
  readonly s3: S3;
  readonly keys: Keys;
  readonly organizations: Organizations;
  readonly faults: Faults;
  readonly records: Records;
  /** By name. */
  readonly functions: Map<string, LambdaFunction>;
  /** The groups that there are for logs, by name. */
  readonly logGroups: Set<string>;
  readonly mappings: EventSourceMapping[];
  readonly alarms: Alarm[];
  /** By receipt handle: the visibility time-outs, in seconds, that somebody has set of messages in flight. */
  readonly visibilities: Map<string, number>;
  /** Which rules may invoke a function: by its name, rule ARNs, or `*` for any. */
  readonly permissions: Map<string, Set<string>>;
  /** Which queue takes the events that a function has failed on for good: by its name, the queue's ARN. */
  readonly failureQueues: Map<string, string>;
  /** Writes a line to the lab's logs. */
  log(source: string, line: string): void;
  /** The accounts that are watched from here. They share its clock, its records and its logs. */
  readonly members: readonly WatchedAccount[];
}

/**
 * @param host `127.0.0.1:PORT`, once the lab listens
 * @param iamOptions how IAM differs from its default, in every account
 * @param organization the accounts of its organization, itself first; the active ones beside it are its members
 */
export function createAccount(
  host: () => string,
  iamOptions: Pick<IamOptions, "deletionSeconds" | "credentialReportSeconds"> = {},
  organization: readonly OrganizationMember[] = [],
): LabAccount {
  const messaging = createMessaging(REGION, ACCOUNT, host);
  const records: Records = { alerts: [], events: [], logs: [], slack: [] };
  const functions = new Map<string, LambdaFunction>();
  const mappings: EventSourceMapping[] = [];
  const permissions = new Map<string, Set<string>>();
  const failureQueues = new Map<string, string>();
  const running = new Set<Promise<void>>();
  const clock = new LabClock(() => settled(running, mappings, messaging));
  const now = () => new Date(clock.now());
  const accounts = new Map<string, WatchedAccount>();
  const watched = organization.filter(({ id, state }) => id !== ACCOUNT && state === "ACTIVE").map(({ id }) => id);
  const faults = new Faults([ACCOUNT, ...watched]);

  const log = (source: string, line: string): void => {
    records.logs.push({ at: now().toISOString(), function: source, line });
  };
  const undelivered = (sentence: string): void => log("events", sentence);
  const keys = createKeys();
  const targets = accountTargets({
    account: ACCOUNT,
    region: REGION,
    clock,
    iam: () => hub.iam,
    messaging,
    keys,
    functions,
    permissions,
    failureQueues,
    host,
    undelivered,
  });
  const find = (id: string) => accounts.get(id);
  const shared: SharedByAccounts = {
    region: REGION,
    clock,
    ids: randomIds(),
    records,
    faults,
    running,
    iamOptions,
    organization: watched.length === 0 ? undefined : ORGANIZATION,
    find,
  };
  const hub: WatchedAccount = createWatchedAccount(ACCOUNT, shared, targets);
  const members = watched.map((id) => createWatchedAccount(id, shared, withoutTargets(id, undelivered)));
  for (const one of [hub, ...members]) accounts.set(one.id, one);

  return {
    ...hub,
    members,
    clock,
    messaging,
    dynamodb: createDynamoDb(REGION),
    secrets: createSecrets(ACCOUNT, REGION, now),
    s3: createS3({ account: ACCOUNT, now }),
    keys,
    organizations: createOrganizations({ accounts: organization }),
    faults,
    records,
    functions,
    logGroups: new Set(),
    mappings,
    alarms: [],
    visibilities: new Map(),
    permissions,
    failureQueues,
    log,
    startRecording() {
      for (const one of [hub, ...members]) one.startRecording();
    },
  };
}

/** A member has neither queues nor functions: its rules reach nothing but other accounts' buses. */
function withoutTargets(id: string, undelivered: (sentence: string) => void): OwnTargets {
  return {
    undelivered,
    async sendToQueue() {
      throw notImplemented(`queues in account ${id}`);
    },
    async publish() {
      throw notImplemented(`topics in account ${id}`);
    },
    async invokeFunction() {
      throw notImplemented(`functions in account ${id}`);
    },
  };
}
