import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDynamodbKnownPolicyStore } from "../../shared/aws/dynamodb-known-policy-store.ts";
import { createDynamodbLedgerStore } from "../../shared/aws/dynamodb-ledger-store.ts";
import { createDynamodbSweepStore } from "../../shared/aws/dynamodb-sweep-store.ts";
import type { KnownPolicyStore } from "../../shared/ledger/known-policy.ts";
import { LOGS, READ } from "../drift/fixtures.ts";
import { ACCOUNT, at } from "../ledger/fixtures.ts";
import { createMemoryKnownPolicyStore } from "../ledger/memory-known-policy-store.ts";
import { SWEEP } from "../ledger/sweep-store.contract.ts";
import { type Dynalite, startDynalite } from "./dynalite-table.ts";

let dynamodb: Dynalite;

beforeAll(async () => {
  dynamodb = await startDynalite();
});
afterAll(() => dynamodb.stop());

const known = { account: ACCOUNT, policyArn: LOGS, document: READ, since: at(0), version: 1 };

describe.each<{ name: string; create: () => Promise<KnownPolicyStore> }>([
  { name: "memory", create: async () => createMemoryKnownPolicyStore() },
  {
    name: "DynamoDB",
    create: async () =>
      createDynamodbKnownPolicyStore({ client: dynamodb.client, tableName: await dynamodb.createTable() }),
  },
])("policies that are known, in $name", ({ create }) => {
  it("are given back as they were written, and are written by one of those who read the same", async () => {
    const store = await create();
    expect(await store.knownPolicy(ACCOUNT, LOGS)).toBeUndefined();
    expect([await store.writeKnownPolicy(known), await store.writeKnownPolicy(known)]).toEqual(["written", "conflict"]);
    expect(await store.knownPolicy(ACCOUNT, LOGS)).toEqual(known);
    expect(await store.knownPolicy("222222222222", LOGS)).toBeUndefined();
    const next = { ...known, document: "{}", version: 2 };
    expect([await store.writeKnownPolicy(next), await store.writeKnownPolicy(next)]).toEqual(["written", "conflict"]);
  });
});

describe("what is kept of an account as a whole", () => {
  it("is not taken for its findings", async () => {
    const options = { client: dynamodb.client, tableName: await dynamodb.createTable() };
    await createDynamodbKnownPolicyStore(options).writeKnownPolicy(known);
    await createDynamodbSweepStore(options).writeSweep(SWEEP);
    expect(await createDynamodbLedgerStore(options).findingsOf(ACCOUNT, "account")).toEqual([]);
  });
});
