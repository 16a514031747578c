import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";

/** DynamoDB by dynalite, on loopback. */
export interface Dynalite {
  readonly client: DynamoDBClient;
  /** Makes a table with the ledger's keys, and answers its name. */
  createTable(): Promise<string>;
  stop(): void;
}

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
      const keys = [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ] as const;
      await client.send(
        new CreateTableCommand({
          TableName,
          BillingMode: "PAY_PER_REQUEST",
          AttributeDefinitions: keys.map(({ AttributeName }) => ({ AttributeName, AttributeType: "S" })),
          KeySchema: [...keys],
        }),
      );
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
