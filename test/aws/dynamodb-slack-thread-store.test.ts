import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDynamodbLedgerStore } from "../../shared/aws/dynamodb-ledger-store.ts";
import { createDynamodbSlackThreadStore } from "../../shared/aws/dynamodb-slack-thread-store.ts";
import { ACCOUNT, at, drift, findingAfter } from "../ledger/fixtures.ts";
import { describeSlackThreadStore } from "../ledger/slack-thread-store.contract.ts";
import { type Dynalite, startDynalite } from "./dynalite-table.ts";

let dynamodb: Dynalite;
const now = () => new Date(at(7));

beforeAll(async () => {
  dynamodb = await startDynalite();
});
afterAll(() => dynamodb.stop());

describeSlackThreadStore("DynamoDB", async () =>
  createDynamodbSlackThreadStore({ client: dynamodb.client, tableName: await dynamodb.createTable(), now }),
);

describe("the DynamoDB store of Slack threads", () => {
  const finding = findingAfter([drift()]);
  const key = { account: ACCOUNT, entity: finding.entity, findingId: finding.id, route: "on-call" };

  it("stands beside the findings of the entity without being taken for one", async () => {
    const options = { client: dynamodb.client, tableName: await dynamodb.createTable() };
    const ledger = createDynamodbLedgerStore(options);
    await ledger.write(finding);
    await createDynamodbSlackThreadStore({ ...options, now }).writeThread({ ...key, posted: [1], version: 1 });
    expect(await ledger.findingsOf(ACCOUNT, finding.entity)).toEqual([finding]);
  });

  it("lets DynamoDB delete it 200 days after it was last written", async () => {
    const tableName = await dynamodb.createTable();
    let time = at(0);
    const options = { client: dynamodb.client, tableName, now: () => new Date(time) };
    const store = createDynamodbSlackThreadStore(options);
    await store.writeThread({ ...key, posted: [1], version: 1 });
    time = at(100);
    await store.writeThread({ ...key, posted: [1, 2], version: 2 });
    const Key = { pk: { S: `${ACCOUNT}#${finding.entity}` }, sk: { S: `slack#${finding.id}#on-call` } };
    const { Item } = await dynamodb.client.send(new GetItemCommand({ TableName: tableName, Key }));
    expect(Number(Item?.expiresAt?.N)).toBe(Date.parse(at(100)) / 1000 + 200 * 86_400);
  });

  it("says which item is malformed, and never takes it for none", async () => {
    const tableName = await dynamodb.createTable();
    const sk = `slack#${finding.id}#on-call`;
    const body = JSON.stringify({ ...key, posted: ["one"], version: 1 });
    const Item = { pk: { S: `${ACCOUNT}#${finding.entity}` }, sk: { S: sk }, body: { S: body } };
    await dynamodb.client.send(new PutItemCommand({ TableName: tableName, Item }));
    const store = createDynamodbSlackThreadStore({ client: dynamodb.client, tableName, now });
    await expect(store.thread(key)).rejects.toMatchObject({
      code: "LedgerUnavailable",
      retryable: true,
      message: expect.stringMatching(new RegExp(`${sk}.*posted`)),
    });
  });
});
