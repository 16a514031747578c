import { type CloudTrail, createCloudTrail } from "./cloudtrail/service.ts";
import { createTrail } from "./cloudtrail/trail.ts";
import type { Faults } from "./control/faults.ts";
import type { Records } from "./control/records.ts";
import type { OwnTargets } from "./eventbridge/delivery.ts";
import { otherBuses } from "./eventbridge/other-buses.ts";
import { createEventBridge, type EventBridge } from "./eventbridge/service.ts";
import { type CloudTrailRecord, createIam, type IamOptions, type IamService, type Ids } from "./iam/service.ts";
import { createSts, type StsService } from "./sts/service.ts";
import type { LabClock } from "./time/clock.ts";

/** What every account of the lab has of its own: who may do what in it, and its event buses. */
export interface WatchedAccount {
  /** Twelve digits. */
  readonly id: string;
  readonly iam: IamService;
  readonly sts: StsService;
  readonly eventbridge: EventBridge;
  readonly cloudtrail: CloudTrail;
  /** From now on IAM's writes are recorded and reach the account's default bus. */
  startRecording(): void;
}

/** What the accounts of one lab share. */
export interface SharedByAccounts {
  readonly region: string;
  readonly clock: LabClock;
  readonly ids: Ids;
  readonly records: Records;
  readonly faults: Faults;
  /** Deliveries under way. */
  readonly running: Set<Promise<void>>;
  readonly iamOptions: Omit<Partial<IamOptions>, "account" | "partition" | "region" | "now" | "ids" | "record">;
  /** The organization that they are in, if they are in one. */
  readonly organization: string | undefined;
  /** The lab's account of that id. */
  readonly find: (id: string) => WatchedAccount | undefined;
}

/**
 * Makes the IAM, STS and EventBridge of one account.
 * @param targets the account's queues and functions, as its rules reach them
 */
export function createWatchedAccount(id: string, shared: SharedByAccounts, targets: OwnTargets): WatchedAccount {
  const { region, clock, ids, records, faults, running, organization, find } = shared;
  const now = () => new Date(clock.now());
  const isOwn = ({ recipientAccountId }: CloudTrailRecord) => recipientAccountId === id;
  const trail = createTrail(id, region);
  let recording = false;

  const record = (detail: CloudTrailRecord): void => {
    if (!recording) return;
    records.events.push(detail);
    if (faults.takeWithheld(id) || !trail.isLogging()) return;
    const event = { source: "aws.iam", "detail-type": "AWS API Call via CloudTrail", detail: { ...detail } };
    const delivery = eventbridge.emit(event).finally(() => running.delete(delivery));
    running.add(delivery);
  };
  const iam = createIam({ ...shared.iamOptions, account: id, partition: "aws", region, now, ids, record });
  const sendToBus = otherBuses({ iam: iam.account, busesOf: (account) => find(account)?.eventbridge });
  const eventbridge = createEventBridge({ account: id, region, clock, ports: { ...targets, sendToBus }, organization });

  return {
    id,
    iam,
    sts: createSts({ iam, now, ids, iamOf: (account) => find(account)?.iam }),
    eventbridge,
    cloudtrail: createCloudTrail({ records: () => records.events.filter(isOwn), now, trail }),
    startRecording() {
      recording = true;
    },
  };
}
