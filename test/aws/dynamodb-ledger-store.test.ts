import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import dynalite from "dynalite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDynamodbLedgerStore } from "../../shared/aws/dynamodb-ledger-store.ts";
import { ACCOUNT, drift, findingAfter } from "../ledger/fixtures.ts";
import { describeLedgerStore } from "../ledger/ledger-store.contract.ts";

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

describeLedgerStore("DynamoDB", async () => createDynamodbLedgerStore({ client, tableName: await createTable() }));

describe("the DynamoDB ledger store", () => {
  const finding = findingAfter([drift()]);
  const pk = `${ACCOUNT}#role/matillion-task`;

  const malformed = [
    { name: "no body", body: undefined, expected: "has no body" },
    { name: "a body that is not JSON", body: "{", expected: "has a body that is not JSON" },
    { name: "a status it does not know", body: JSON.stringify({ ...finding, status: "mislaid" }), expected: "status" },
    { name: "news without a revision", body: JSON.stringify({ ...finding, news: [{}] }), expected: "news.0.revision" },
    { name: "another kind of item", body: '{"hello":1}', expected: "account" },
  ];
  it.each(malformed)("says which item is malformed, and never skips it: $name", async ({ body, expected }) => {
    const tableName = await createTable();
    const store = createDynamodbLedgerStore({ client, tableName });
    const Item = { pk: { S: pk }, sk: { S: finding.id }, ...(body === undefined ? {} : { body: { S: body } }) };
    await client.send(new PutItemCommand({ TableName: tableName, Item }));
    const where = `Item ${pk} / ${finding.id} of table ${tableName}`;
    for (const read of [
      store.findingsOf(ACCOUNT, finding.entity),
      store.finding(ACCOUNT, finding.entity, finding.id),
    ]) {
      const fault = await read.catch((caught: unknown) => caught);
      expect(fault).toMatchObject({ code: "LedgerUnavailable", retryable: true });
      expect(String(fault)).toContain(where);
      expect(String(fault)).toContain(expected);
    }
  });

  it("keeps what a newer program wrote into an item", async () => {
    const tableName = await createTable();
    const store = createDynamodbLedgerStore({ client, tableName });
    await store.write(Object.assign({}, finding, { waivedUntil: "2027-01-01" }));
    expect(await store.finding(ACCOUNT, finding.entity, finding.id)).toMatchObject({ waivedUntil: "2027-01-01" });
  });

  it("throws a retryable fault that names call and table where DynamoDB does not answer as it should", async () => {
    const store = createDynamodbLedgerStore({ client, tableName: "there-is-none" });
    for (const [call, outcome] of [
      ["Query", store.findingsOf(ACCOUNT, finding.entity)],
      ["GetItem", store.finding(ACCOUNT, finding.entity, finding.id)],
      ["PutItem", store.write(finding)],
    ] as const) {
      const fault = await (outcome as Promise<unknown>).catch((caught: unknown) => caught);
      expect(fault).toMatchObject({ code: "LedgerUnavailable", retryable: true });
      expect(String(fault)).toContain(`${call} on the ledger's table there-is-none failed (ResourceNotFoundException`);
    }
  });
});
