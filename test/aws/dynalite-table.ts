import { once } from "node:events";
import { readFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import {
  CreateTableCommand,
  type CreateTableCommandInput,
  DescribeTableCommand,
  DynamoDBClient,
} from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import { parse } from "yaml";

/** DynamoDB by dynalite, on loopback. */
export interface Dynalite {
  readonly client: DynamoDBClient;
  /** Makes a table with the ledger's keys and indexes, as it is deployed, and answers its name. */
  createTable(): Promise<string>;
  stop(): void;
}

interface LedgerTemplate {
  readonly Resources: { readonly LedgerTable: { readonly Properties: CreateTableCommandInput } };
}

const file = new URL("../../infra/ledger.yml", import.meta.url);
const { Properties } = (parse(await readFile(file, "utf8")) as LedgerTemplate).Resources.LedgerTable;
const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode } = Properties;

/** Starts one on a free port. */
export async function startDynalite(): Promise<Dynalite> {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const client = new DynamoDBClient({
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
  let tables = 0;
  return {
    client,
    async createTable() {
      tables += 1;
      const TableName = `ledger-${tables}`;
      const table = { TableName, BillingMode, AttributeDefinitions, KeySchema, GlobalSecondaryIndexes };
      await client.send(new CreateTableCommand(table));
      // Until dynalite calls the table active, it knows none of that name.
      const status = new DescribeTableCommand({ TableName });
      while ((await client.send(status)).Table?.TableStatus !== "ACTIVE");
      return TableName;
    },
    stop() {
      client.destroy();
      server.close();
    },
  };
}
