import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDynamodbArrivedEvents } from "../../shared/aws/dynamodb-arrived-events.ts";
import { describeArrivedEventStore } from "../ledger/arrived-events.contract.ts";
import { ACCOUNT } from "../ledger/fixtures.ts";
import { type Dynalite, startDynalite } from "./dynalite-table.ts";

let dynamodb: Dynalite;

beforeAll(async () => {
  dynamodb = await startDynalite();
});
afterAll(() => dynamodb.stop());

describeArrivedEventStore("DynamoDB", async () =>
  createDynamodbArrivedEvents({ client: dynamodb.client, tableName: await dynamodb.createTable() }),
);

describe("the DynamoDB store of events that came", () => {
  const event = {
    account: ACCOUNT,
    eventId: "6f1f2f6e-1111-4222-8333-444455556666",
    eventTime: "2026-01-01T09:05:00Z",
  };
  const Key = { pk: { S: `${ACCOUNT}#events` }, sk: { S: `${event.eventTime}#${event.eventId}` } };

  it("lets DynamoDB delete an event 15 days after it happened, whenever it came", async () => {
    const tableName = await dynamodb.createTable();
    await createDynamodbArrivedEvents({ client: dynamodb.client, tableName }).writeArrived(event);
    const { Item } = await dynamodb.client.send(new GetItemCommand({ TableName: tableName, Key }));
    expect(Number(Item?.expiresAt?.N)).toBe(Date.parse("2026-01-16T09:05:00Z") / 1000);
  });

  it("says which item is malformed, and never takes it for none", async () => {
    const tableName = await dynamodb.createTable();
    const body = JSON.stringify({ ...event, arrival: "lost" });
    await dynamodb.client.send(new PutItemCommand({ TableName: tableName, Item: { ...Key, body: { S: body } } }));
    const store = createDynamodbArrivedEvents({ client: dynamodb.client, tableName });
    const span = { from: event.eventTime, to: event.eventTime };
    await expect(store.arrivals(ACCOUNT, span)).rejects.toMatchObject({
      code: "LedgerUnavailable",
      retryable: true,
      message: expect.stringMatching(/#events.*arrival/),
    });
  });
});
