import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDynamodbSweepStore } from "../../shared/aws/dynamodb-sweep-store.ts";
import { ACCOUNT, at } from "../ledger/fixtures.ts";
import { describeSweepStore, SWEEP } from "../ledger/sweep-store.contract.ts";
import { type Dynalite, startDynalite } from "./dynalite-table.ts";

let dynamodb: Dynalite;

beforeAll(async () => {
  dynamodb = await startDynalite();
});
afterAll(() => dynamodb.stop());

const create = async () =>
  createDynamodbSweepStore({ client: dynamodb.client, tableName: await dynamodb.createTable() });

describeSweepStore("DynamoDB", create);

describe("the DynamoDB store of sweeps", () => {
  it("keeps why an account could not be read", async () => {
    const store = await create();
    const reason = { call: "AssumeRole", code: "AccessDenied", message: "The role is gone." };
    const unread = { ...SWEEP, end: { outcome: "unreadable", at: at(60), reason } } as const;
    await store.writeSweep(unread);
    expect(await store.sweep(ACCOUNT)).toEqual(unread);
  });

  it("says which item is malformed, and never takes it for none", async () => {
    const tableName = await dynamodb.createTable();
    const Key = { pk: { S: `${ACCOUNT}#account` }, sk: { S: "sweep" } };
    const body = JSON.stringify({ ...SWEEP, again: "role/task" });
    await dynamodb.client.send(new PutItemCommand({ TableName: tableName, Item: { ...Key, body: { S: body } } }));
    await expect(createDynamodbSweepStore({ client: dynamodb.client, tableName }).sweep(ACCOUNT)).rejects.toMatchObject(
      {
        code: "LedgerUnavailable",
        retryable: true,
        message: expect.stringMatching(/#account \/ sweep.*again/),
      },
    );
  });
});
