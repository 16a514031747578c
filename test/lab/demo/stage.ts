import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { createDynamodbLedgerStore } from "../../../shared/aws/dynamodb-ledger-store.ts";
import type { LedgerStore } from "../../../shared/ledger/ledger-store.ts";
import type { LogLine } from "../control/records.ts";
import type { Lab } from "../lab.ts";
import type { SlackCall } from "../slack/slack.ts";

/** One CloudTrail record, as far as the demo shows it. */
export interface ShownRecord {
  readonly eventID: string;
  readonly eventName: string;
  readonly eventTime: string;
  readonly userIdentity: { readonly arn?: string };
}

/** One alert, as `GET /_lab/alerts` has it. */
export interface ShownAlert {
  readonly id: string;
  readonly at: string;
  readonly subject: string;
  readonly message: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Everything the demo acts through: a contractor's own credentials, and the lab's control endpoints. */
export interface Stage {
  /** Signs as the IAM user `contractor`, whom every record will name. */
  readonly iam: IAMClient;
  readonly ledger: LedgerStore;
  readonly account: string;
  events(): Promise<readonly ShownRecord[]>;
  alerts(): Promise<readonly ShownAlert[]>;
  /** What Slack took. */
  slack(): Promise<readonly SlackCall[]>;
  /** What sessions of Plumbline's own roles were refused, in AWS's words, each once. */
  refusals(): Promise<readonly string[]>;
  /** Moves the lab's clock; schedules due in between fire. `PT0S` only waits until all queues are empty. */
  advance(duration: string): Promise<Date>;
  /** Signs one harmless call with a key, so that IAM records its use. */
  useKey(accessKeyId: string, secretAccessKey: string): Promise<void>;
}

const ACCOUNT = "000000000000";

/** Makes the contractor and the clients for a lab that has just started. */
export async function setStage(lab: Lab): Promise<Stage> {
  const region = "us-east-1";
  const administrator = new IAMClient({
    region,
    endpoint: lab.endpoint,
    credentials: credentialsOf(lab),
  });
  await administrator.send(new CreateUserCommand({ UserName: "contractor" }));
  const { AccessKey } = await administrator.send(new CreateAccessKeyCommand({ UserName: "contractor" }));
  if (AccessKey?.AccessKeyId === undefined || AccessKey.SecretAccessKey === undefined) {
    throw new Error("The lab made no access key for the contractor.");
  }
  const credentials = { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
  return {
    iam: new IAMClient({ region, endpoint: lab.endpoint, credentials }),
    ledger: createDynamodbLedgerStore({
      client: new DynamoDBClient({ region, endpoint: lab.endpoint, credentials: credentialsOf(lab) }),
      tableName: lab.environment.LEDGER_TABLE ?? "",
    }),
    account: ACCOUNT,
    events: () => getJson(`${lab.endpoint}/_lab/events`),
    alerts: () => getJson(`${lab.endpoint}/_lab/alerts`),
    slack: () => getJson(`${lab.endpoint}/_lab/slack`),
    async refusals() {
      const lines = await getJson<readonly LogLine[]>(`${lab.endpoint}/_lab/logs`);
      const refused = lines.filter((one) => one.function === "access" && one.line.includes(":assumed-role/plumbline-"));
      return [...new Set(refused.map(({ line }) => line))];
    },
    async advance(duration) {
      const answer = await fetch(`${lab.endpoint}/_lab/clock`, {
        method: "POST",
        body: JSON.stringify({ advance: duration }),
      });
      const body = (await answer.json()) as { now?: string };
      if (!answer.ok || body.now === undefined) throw new Error(`The lab's clock answered ${answer.status}.`);
      return new Date(body.now);
    },
    async useKey(accessKeyId, secretAccessKey) {
      const sts = new STSClient({ region, endpoint: lab.endpoint, credentials: { accessKeyId, secretAccessKey } });
      await sts.send(new GetCallerIdentityCommand({}));
    },
  };
}

function credentialsOf(lab: Lab): { accessKeyId: string; secretAccessKey: string } {
  return {
    accessKeyId: lab.environment.AWS_ACCESS_KEY_ID ?? "",
    secretAccessKey: lab.environment.AWS_SECRET_ACCESS_KEY ?? "",
  };
}

async function getJson<T>(url: string): Promise<T> {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}.`);
  return (await answer.json()) as T;
}
