import { type DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDynamodbLedgerStore } from "../../shared/aws/dynamodb-ledger-store.ts";
import { createDynamodbRemediationBudget } from "../../shared/aws/dynamodb-remediation-budget.ts";
import type { RepairCount } from "../../shared/remediation/guards/remediation-budget.ts";
import { ACCOUNT, drift, findingAfter } from "../ledger/fixtures.ts";
import { describeRemediationBudgetStore } from "../remediation/guards/remediation-budget.contract.ts";
import { type Dynalite, startDynalite } from "./dynalite-table.ts";

let dynamodb: Dynalite;
let client: DynamoDBClient;

beforeAll(async () => {
  dynamodb = await startDynalite();
  client = dynamodb.client;
});

afterAll(() => dynamodb.stop());

describeRemediationBudgetStore("DynamoDB", async () =>
  createDynamodbRemediationBudget({ client, tableName: await dynamodb.createTable() }),
);

describe("the DynamoDB store of counts of repairs", () => {
  const finding = findingAfter([drift()]);
  const at = "2026-04-01T09:00:00.000Z";
  const repair = { remediationId: "r-1", at, drifts: [] };
  const count: RepairCount = { account: ACCOUNT, scope: finding.entity, begun: [repair], version: 1 };
  const Key = { pk: { S: `${ACCOUNT}#${finding.entity}` }, sk: { S: "repairs" } };

  it("stands beside the findings of the entity without being taken for one", async () => {
    const tableName = await dynamodb.createTable();
    const ledger = createDynamodbLedgerStore({ client, tableName });
    await ledger.write(finding);
    await createDynamodbRemediationBudget({ client, tableName }).writeCount(count);
    expect(await ledger.findingsOf(ACCOUNT, finding.entity)).toEqual([finding]);
  });

  it("lets DynamoDB delete a count when nothing in it counts any more, and never a fight", async () => {
    const tableName = await dynamodb.createTable();
    const store = createDynamodbRemediationBudget({ client, tableName });
    const expiry = async () => {
      const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key }));
      return Item?.expiresAt?.N;
    };
    await store.writeCount(count);
    expect(Number(await expiry())).toBe(Date.parse("2026-04-02T09:00:00.000Z") / 1000);
    await store.writeCount({ ...count, fight: { at, remediationId: "r-1", drift: "trust-changed" }, version: 2 });
    expect(await expiry()).toBeUndefined();
  });

  it("says which item is malformed, and never takes it for none", async () => {
    const tableName = await dynamodb.createTable();
    const body = { S: JSON.stringify({ ...count, begun: "many" }) };
    await client.send(new PutItemCommand({ TableName: tableName, Item: { ...Key, body } }));
    const store = createDynamodbRemediationBudget({ client, tableName });
    const fault = await store.count(ACCOUNT, finding.entity).catch((caught: unknown) => caught);
    expect(fault).toMatchObject({ code: "LedgerUnavailable", retryable: true });
    expect(String(fault)).toContain("repairs of table");
    expect(String(fault)).toContain("begun");
  });

  it("throws a retryable fault where DynamoDB does not answer as it should", async () => {
    const store = createDynamodbRemediationBudget({ client, tableName: "there-is-none" });
    await expect(store.count(ACCOUNT, "role/worker")).rejects.toMatchObject({ code: "LedgerUnavailable" });
    await expect(store.writeCount(count)).rejects.toMatchObject({ code: "LedgerUnavailable" });
  });
});
