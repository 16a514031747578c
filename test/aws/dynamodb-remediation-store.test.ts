import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDynamodbLedgerStore } from "../../shared/aws/dynamodb-ledger-store.ts";
import { createDynamodbRemediationStore } from "../../shared/aws/dynamodb-remediation-store.ts";
import { ACCOUNT, drift, findingAfter } from "../ledger/fixtures.ts";
import { describeRemediationStore } from "../remediation/remediation-store.contract.ts";

const server = dynalite({ createTableMs: 0 });
let client: DynamoDBClient;
let tables = 0;

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  client = new DynamoDBClient({
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
});

afterAll(() => {
  client.destroy();
  server.close();
});

async function createTable(): Promise<string> {
  tables += 1;
  const TableName = `ledger-${tables}`;
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "S" },
      ],
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
    }),
  );
  // Until dynalite calls the table active, it knows none of that name.
  const status = new DescribeTableCommand({ TableName });
  while ((await client.send(status)).Table?.TableStatus !== "ACTIVE");
  return TableName;
}

describeRemediationStore("DynamoDB", async () =>
  createDynamodbRemediationStore({ client, tableName: await createTable() }),
);

describe("the DynamoDB remediation store", () => {
  const finding = findingAfter([drift()]);
  const { account, entity } = finding;
  const remediationId = `${finding.id}-1`;
  const attempt = {
    remediationId,
    account,
    entity,
    findingId: finding.id,
    revision: 1,
    status: "started",
    startedAt: "2026-04-01T09:00:00.000Z",
    calls: [],
    version: 1,
  } as const;

  it("stands beside the findings of the entity without being taken for one", async () => {
    const tableName = await createTable();
    const ledger = createDynamodbLedgerStore({ client, tableName });
    await ledger.write(finding);
    await createDynamodbRemediationStore({ client, tableName }).writeAttempt(attempt);
    expect(await ledger.findingsOf(ACCOUNT, entity)).toEqual([finding]);
  });

  it("says which item is malformed, and never takes it for none", async () => {
    const tableName = await createTable();
    const sk = `remediation#${remediationId}`;
    const body = JSON.stringify({ ...attempt, status: "paused" });
    const Item = { pk: { S: `${account}#${entity}` }, sk: { S: sk }, body: { S: body } };
    await client.send(new PutItemCommand({ TableName: tableName, Item }));
    const store = createDynamodbRemediationStore({ client, tableName });
    const fault = await store.attempt(account, entity, remediationId).catch((caught: unknown) => caught);
    expect(fault).toMatchObject({ code: "LedgerUnavailable", retryable: true });
    expect(String(fault)).toContain(`Item ${account}#${entity} / ${sk} of table ${tableName}`);
    expect(String(fault)).toContain("status");
  });

  it("throws a retryable fault that names call and table where DynamoDB does not answer as it should", async () => {
    const store = createDynamodbRemediationStore({ client, tableName: "there-is-none" });
    for (const [call, outcome] of [
      ["GetItem", store.attempt(account, entity, remediationId)],
      ["PutItem", store.writeAttempt(attempt)],
    ] as const) {
      const fault = await (outcome as Promise<unknown>).catch((caught: unknown) => caught);
      expect(fault).toMatchObject({ code: "LedgerUnavailable", retryable: true });
      expect(String(fault)).toContain(`${call} on the ledger's table there-is-none failed (ResourceNotFoundException`);
    }
  });
});
