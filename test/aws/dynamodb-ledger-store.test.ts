import { type DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDynamodbLedgerStore } from "../../shared/aws/dynamodb-ledger-store.ts";
import { tell } from "../../shared/ledger/news.ts";
import { ACCOUNT, at, drift, findingAfter } from "../ledger/fixtures.ts";
import { describeLedgerStore } from "../ledger/ledger-store.contract.ts";
import { type Dynalite, startDynalite } from "./dynalite-table.ts";

let dynamodb: Dynalite;
let client: DynamoDBClient;

beforeAll(async () => {
  dynamodb = await startDynalite();
  client = dynamodb.client;
});

afterAll(() => dynamodb.stop());

describeLedgerStore("DynamoDB", async () =>
  createDynamodbLedgerStore({ client, tableName: await dynamodb.createTable() }),
);

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
    const tableName = await dynamodb.createTable();
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

  it("gives the findings that are not over although some of them cannot be read, and then says which", async () => {
    const tableName = await dynamodb.createTable();
    const store = createDynamodbLedgerStore({ client, tableName });
    for (const sk of ["0".repeat(32), "1".repeat(32)]) {
      const keys = { pk: { S: pk }, sk: { S: sk }, account: { S: ACCOUNT } };
      const standing = { S: `open#0#${finding.entity}#${sk}` };
      await client.send(new PutItemCommand({ TableName: tableName, Item: { ...keys, standing, body: { S: "{" } } }));
    }
    await store.write(finding);
    const held: string[] = [];
    const read = async () => {
      for await (const { id } of store.standing(ACCOUNT)) held.push(id);
    };
    const both = [/^2 faults: /, "0".repeat(32), "1".repeat(32)].map((part) => expect.stringMatching(part));
    for (const message of both) {
      await expect(read()).rejects.toMatchObject({ code: "LedgerUnavailable", retryable: true, message });
    }
    held.splice(1);
    expect(held).toEqual([finding.id]);
  });

  async function attribute(tableName: string, sk: string, name: string): Promise<string | undefined> {
    const Key = { pk: { S: pk }, sk: { S: sk } };
    const { Item } = await client.send(new GetItemCommand({ TableName: tableName, Key }));
    return Item?.[name]?.N ?? Item?.[name]?.S;
  }

  it("lets DynamoDB delete what is resolved and told after fourteen months, unless it is opened again", async () => {
    const tableName = await dynamodb.createTable();
    const store = createDynamodbLedgerStore({ client, tableName });
    const expiry = () => attribute(tableName, finding.id, "expiresAt");
    const resolved = findingAfter([drift()], []);
    const news = resolved.news.map((piece) => ({ ...piece, publishedAt: at(3), alertedAt: at(3) }));
    await store.write(finding);
    expect(await expiry()).toBeUndefined();
    await store.write(resolved);
    expect(await expiry()).toBeUndefined();
    await store.write({ ...resolved, news, version: 3 });
    const days = (Number(await expiry()) - Date.parse(resolved.observedAt) / 1000) / 86_400;
    expect(days).toBe(430);
    await store.write({ ...finding, version: 4 });
    expect(await expiry()).toBeUndefined();
  });

  it("lets DynamoDB delete a piece of history 400 days after it was told", async () => {
    const tableName = await dynamodb.createTable();
    const store = createDynamodbLedgerStore({ client, tableName });
    for (const news of finding.news) await store.writeHistory(ACCOUNT, finding.entity, finding.id, news);
    const expiry = await attribute(tableName, `history#${finding.id}#0000000001`, "expiresAt");
    expect(Number(expiry)).toBe(Date.parse(at(1)) / 1000 + 400 * 86_400);
  });

  it("can write a finding with much to tell, and the history of it", async () => {
    const store = createDynamodbLedgerStore({ client, tableName: await dynamodb.createTable() });
    const deltas = Array.from({ length: 1_000 }, () => ({ effect: "gained", text: "x".repeat(100) }) as const);
    let large = findingAfter([drift({ deltas })]);
    for (let second = 2; second <= 30; second += 1) {
      large = tell(large, { kind: "IAM Drift Changed", drift: drift({ deltas }) }, new Date(at(second)));
    }
    expect(await store.write({ ...large, version: 1 })).toBe("written");
    for (const news of large.news) await store.writeHistory(ACCOUNT, large.entity, large.id, news);
    expect(await store.history(ACCOUNT, large.entity, large.id)).toEqual(large.news);
  });

  it("keeps what a newer program wrote into an item", async () => {
    const tableName = await dynamodb.createTable();
    const store = createDynamodbLedgerStore({ client, tableName });
    await store.write(Object.assign({}, finding, { waivedUntil: "2027-01-01" }));
    expect(await store.finding(ACCOUNT, finding.entity, finding.id)).toMatchObject({ waivedUntil: "2027-01-01" });
  });

  it("throws a retryable fault that names call and table where DynamoDB does not answer as it should", async () => {
    const store = createDynamodbLedgerStore({ client, tableName: "there-is-none" });
    for (const [call, outcome] of [
      ["Query", store.findingsOf(ACCOUNT, finding.entity)],
      ["Query", store.history(ACCOUNT, finding.entity, finding.id)],
      ["Query", (async () => await store.standing(ACCOUNT)[Symbol.asyncIterator]().next())()],
      ["PutItem", store.writeHistory(ACCOUNT, finding.entity, finding.id, { ...finding.news[0] } as never)],
      ["GetItem", store.finding(ACCOUNT, finding.entity, finding.id)],
      ["PutItem", store.write(finding)],
    ] as const) {
      const fault = await (outcome as Promise<unknown>).catch((caught: unknown) => caught);
      expect(fault).toMatchObject({ code: "LedgerUnavailable", retryable: true });
      expect(String(fault)).toContain(`${call} on the ledger's table there-is-none failed (ResourceNotFoundException`);
    }
  });
});
