import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DynamoDBClient,
  QueryCommand,
} from "@aws-sdk/client-dynamodb";
import { storedArrival } from "../ledger/arrived-events.ts";
import type { Observation } from "../observation/observation.ts";
import { clientPace } from "./client-pace.ts";
import { type DeploymentClient, incomplete, mapObservation, observeDeployment } from "./deployment-answer.ts";
import { partition } from "./ledger-table.ts";

/** The ledger's table. */
export interface LedgerReading {
  readonly arn: string;
  /** `ACTIVE`, `UPDATING`, … */
  readonly state: string;
  /** The names of its global secondary indexes that are active. */
  readonly indexes: readonly string[];
  readonly isProtectedFromDeletion: boolean;
  /** Whether it can be put back to any time of the last days. */
  readonly hasPointInTimeRecovery: Observation<boolean>;
}

/** The latest event on a watched entity that came, by when it happened (ISO 8601). */
export type LastArrival = Observation<string>;

/** Reads the ledger as a table, of one Region. */
export interface LedgerReader {
  /** The DynamoDB client, for the ledger's own adapters. */
  readonly client: DynamoDBClient;
  table(): Promise<Observation<LedgerReading>>;
  /** `absent` where none of the account is remembered as having come. */
  lastArrival(account: string): Promise<LastArrival>;
}

/** So many of the latest events are looked at: those that were missed stand among those that came. */
const LATEST = 200;

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html */
export function createLedgerReader({
  tableName,
  ...options
}: DeploymentClient & { readonly tableName: string }): LedgerReader {
  const client = new DynamoDBClient({ ...options, ...clientPace({}) });
  return {
    client,
    async table() {
      const right = "dynamodb:DescribeTable";
      const send = () => client.send(new DescribeTableCommand({ TableName: tableName }));
      const answer = await observeDeployment(right, send, ["ResourceNotFoundException"]);
      if (answer.status !== "present") return answer;
      const { Table } = answer.state;
      if (Table?.TableArn === undefined) return incomplete(right, "the table's ARN is missing");
      const indexes = (Table.GlobalSecondaryIndexes ?? []).filter(({ IndexStatus }) => IndexStatus === "ACTIVE");
      return {
        status: "present",
        state: {
          arn: Table.TableArn,
          state: Table.TableStatus ?? "",
          indexes: indexes.flatMap(({ IndexName }) => IndexName ?? []),
          isProtectedFromDeletion: Table.DeletionProtectionEnabled === true,
          hasPointInTimeRecovery: await readRecovery(client, tableName),
        },
      };
    },
    async lastArrival(account) {
      const right = "dynamodb:Query";
      const query = new QueryCommand({
        TableName: tableName,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": { S: partition(account, "events") } },
        ScanIndexForward: false,
        Limit: LATEST,
      });
      const answer = await observeDeployment(right, () => client.send(query));
      return mapObservation(answer, ({ Items = [] }) => {
        const read = Items.map((item) => storedArrival.safeParse(parseJson(item.body?.S)));
        if (read.some(({ success }) => !success)) return incomplete(right, `an event of ${account} is unreadable`);
        const arrived = read.find(({ data }) => data?.arrival === "arrived")?.data;
        return arrived === undefined ? { status: "absent" } : { status: "present", state: arrived.eventTime };
      });
    },
  };
}

/** `undefined` for what is no JSON, which no schema takes. */
function parseJson(body = ""): unknown {
  try {
    return JSON.parse(body);
  } catch (fault) {
    if (!(fault instanceof SyntaxError)) throw fault;
    return undefined;
  }
}

async function readRecovery(client: DynamoDBClient, TableName: string): Promise<Observation<boolean>> {
  const right = "dynamodb:DescribeContinuousBackups";
  const answer = await observeDeployment(right, () => client.send(new DescribeContinuousBackupsCommand({ TableName })));
  return mapObservation(answer, ({ ContinuousBackupsDescription }) => {
    const status = ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
    if (status === undefined) return incomplete(right, "the state of point-in-time recovery is missing");
    return { status: "present", state: status === "ENABLED" };
  });
}
