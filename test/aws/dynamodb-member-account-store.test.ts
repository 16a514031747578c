import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDynamodbLedgerStore } from "../../shared/aws/dynamodb-ledger-store.ts";
import { createDynamodbMemberAccountStore } from "../../shared/aws/dynamodb-member-account-store.ts";
import { at } from "../ledger/fixtures.ts";
import { describeMemberAccountStore, MEMBER } from "../ledger/member-account-store.contract.ts";
import { type Dynalite, startDynalite } from "./dynalite-table.ts";

let dynamodb: Dynalite;

beforeAll(async () => {
  dynamodb = await startDynalite();
});
afterAll(() => dynamodb.stop());

describeMemberAccountStore("DynamoDB", async () =>
  createDynamodbMemberAccountStore({ client: dynamodb.client, tableName: await dynamodb.createTable() }),
);

describe("the DynamoDB store of members", () => {
  const Key = { pk: { S: `${MEMBER.account}#account` }, sk: { S: "member" } };

  it("stands beside the findings of the account without being taken for one, and may go 60 days after it was listed", async () => {
    const options = { client: dynamodb.client, tableName: await dynamodb.createTable() };
    await createDynamodbMemberAccountStore(options).writeMember(MEMBER);
    expect(await createDynamodbLedgerStore(options).findingsOf(MEMBER.account, "account")).toEqual([]);
    const { Item } = await dynamodb.client.send(new GetItemCommand({ TableName: options.tableName, Key }));
    expect(Number(Item?.expiresAt?.N)).toBe(Date.parse(at(0)) / 1000 + 60 * 86_400);
  });

  it("says which item is malformed, and never takes it for none", async () => {
    const tableName = await dynamodb.createTable();
    const Item = { ...Key, body: { S: JSON.stringify({ ...MEMBER, status: "gone" }) } };
    await dynamodb.client.send(new PutItemCommand({ TableName: tableName, Item }));
    const store = createDynamodbMemberAccountStore({ client: dynamodb.client, tableName });
    await expect(store.member(MEMBER.account)).rejects.toThrow(/222222222222#account \/ member .*status/);
  });
});
