import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDynamodbToldReportStore } from "../../shared/aws/dynamodb-told-report-store.ts";
import type { ToldReportStore } from "../../shared/ledger/told-report.ts";
import { createMemoryToldReportStore } from "../ledger/memory-told-report-store.ts";
import { type Dynalite, startDynalite } from "./dynalite-table.ts";

let dynamodb: Dynalite;
beforeAll(async () => {
  dynamodb = await startDynalite();
});
afterAll(() => dynamodb.stop());

const REPORT = { reportId: "6f1c", toldAt: "2026-06-01T06:00:00.000Z" };

describe.each<{ name: string; create: () => Promise<ToldReportStore> }>([
  {
    name: "DynamoDB",
    create: async () =>
      createDynamodbToldReportStore({ client: dynamodb.client, tableName: await dynamodb.createTable() }),
  },
  { name: "memory", create: async () => createMemoryToldReportStore() },
])("told reports in $name", ({ create }) => {
  it("are remembered, and whoever comes second is told so", async () => {
    const store = await create();
    expect(await store.toldReport(REPORT.reportId)).toBeUndefined();
    expect(await store.writeToldReport(REPORT)).toBe("written");
    expect(await store.writeToldReport({ ...REPORT, toldAt: "2026-06-01T07:00:00.000Z" })).toBe("conflict");
    expect(await store.toldReport(REPORT.reportId)).toEqual(REPORT);
    expect(await store.toldReport("another")).toBeUndefined();
  });
});

describe("a told report in the ledger's table", () => {
  const Key = { pk: { S: "REPORT#6f1c" }, sk: { S: "told" } };

  it("may go after thirty days", async () => {
    const tableName = await dynamodb.createTable();
    await createDynamodbToldReportStore({ client: dynamodb.client, tableName }).writeToldReport(REPORT);
    const { Item } = await dynamodb.client.send(new GetItemCommand({ TableName: tableName, Key }));
    expect(Number(Item?.expiresAt?.N)).toBe(Date.parse(REPORT.toldAt) / 1000 + 30 * 86_400);
  });

  it("that is malformed is never taken for none", async () => {
    const tableName = await dynamodb.createTable();
    const Item = { ...Key, body: { S: "{}" } };
    await dynamodb.client.send(new PutItemCommand({ TableName: tableName, Item }));
    const store = createDynamodbToldReportStore({ client: dynamodb.client, tableName });
    await expect(store.toldReport("6f1c")).rejects.toMatchObject({ code: "LedgerUnavailable" });
  });
});
