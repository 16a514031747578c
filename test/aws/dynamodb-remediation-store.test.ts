import { type DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDynamodbLedgerStore } from "../../shared/aws/dynamodb-ledger-store.ts";
import { createDynamodbRemediationStore } from "../../shared/aws/dynamodb-remediation-store.ts";
import { ACCOUNT, drift, findingAfter } from "../ledger/fixtures.ts";
import { describeRemediationStore } from "../remediation/remediation-store.contract.ts";
import { type Dynalite, startDynalite } from "./dynalite-table.ts";

let dynamodb: Dynalite;
let client: DynamoDBClient;

beforeAll(async () => {
  dynamodb = await startDynalite();
  client = dynamodb.client;
});

afterAll(() => dynamodb.stop());

describeRemediationStore("DynamoDB", async () =>
  createDynamodbRemediationStore({ client, tableName: await dynamodb.createTable() }),
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
    requestedBy: "function",
    configurationDigest: "sha256:00",
    status: "started",
    startedAt: "2026-04-01T09:00:00.000Z",
    tries: 1,
    drifts: [],
    steps: [],
    version: 1,
  } as const;

  it("stands beside the findings of the entity without being taken for one", async () => {
    const tableName = await dynamodb.createTable();
    const ledger = createDynamodbLedgerStore({ client, tableName });
    await ledger.write(finding);
    await createDynamodbRemediationStore({ client, tableName }).writeAttempt(attempt);
    expect(await ledger.findingsOf(ACCOUNT, entity)).toEqual([finding]);
  });

  it("lets DynamoDB delete it ninety days after it was begun", async () => {
    const tableName = await dynamodb.createTable();
    const store = createDynamodbRemediationStore({ client, tableName });
    await store.writeAttempt(attempt);
    await store.writeAttempt({ ...attempt, status: "ended", version: 2 });
    const Key = { pk: { S: `${account}#${entity}` }, sk: { S: `remediation#${remediationId}` } };
    const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key }));
    expect(Number(Item?.expiresAt?.N)).toBe(Date.parse("2026-06-30T09:00:00.000Z") / 1000);
  });

  it("says which item is malformed, and never takes it for none", async () => {
    const tableName = await dynamodb.createTable();
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
      ["Query", store.attemptsOf(account, entity)],
      ["GetItem", store.hold(account, entity)],
    ] as const) {
      const fault = await (outcome as Promise<unknown>).catch((caught: unknown) => caught);
      expect(fault).toMatchObject({ code: "LedgerUnavailable", retryable: true });
      expect(String(fault)).toContain(`${call} on the ledger's table there-is-none failed (ResourceNotFoundException`);
    }
  });
});
