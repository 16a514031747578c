import { afterAll, describe, expect, it } from "vitest";
import { createAccount, type LabAccount } from "../account.ts";
import type { OrganizationMember } from "../organizations/service.ts";

const HUB = "000000000000";
const BUS = `arn:aws:events:us-east-1:${HUB}:event-bus/default`;
const ADMINISTRATOR = `arn:aws:iam::${HUB}:user/administrator`;
const principal = { account: HUB, arn: ADMINISTRATOR, principalArn: ADMINISTRATOR };
const member = (id: string): OrganizationMember => ({ id, name: id, unit: "r-lab0", tags: {}, state: "ACTIVE" });
const MEMBERS = [member(HUB), member("111111111111")];

const opened: LabAccount[] = [];

afterAll(async () => {
  await Promise.all(opened.map(({ messaging }) => messaging.close()));
});

describe("a bus that denies by the caller's organization", () => {
  it.each([
    { name: "the lab's, in it", accounts: MEMBERS, operator: "StringEquals", isDenied: true },
    { name: "all others, in it", accounts: MEMBERS, operator: "StringNotEquals", isDenied: false },
    { name: "the lab's, in none", accounts: [], operator: "StringEquals", isDenied: false },
    { name: "all others, in none", accounts: [], operator: "StringNotEquals", isDenied: true },
  ])("$name: $isDenied", async ({ accounts, operator, isDenied }) => {
    const account = createAccount(() => "127.0.0.1:1", {}, accounts);
    opened.push(account);
    const { call } = account.eventbridge;
    const Condition = { [operator]: { "aws:PrincipalOrgID": "o-lab0000000" } };
    const deny = { Effect: "Deny", Principal: "*", Action: "events:PutEvents", Resource: BUS, Condition };
    await call("PutPermission", { Policy: JSON.stringify({ Statement: [deny] }) }, principal);
    const putting = call("PutEvents", { Entries: [{ Source: "s", DetailType: "t", Detail: "{}" }] }, principal);
    if (isDenied) await expect(putting).rejects.toThrow("with an explicit deny in a resource-based policy");
    else expect(await putting).toMatchObject({ FailedEntryCount: 0 });
  });
});

describe("a bus that another account's rule sends to", () => {
  const sender = { service: "events.amazonaws.com" };
  const event = {
    version: "0",
    id: "1",
    "detail-type": "t",
    source: "s",
    account: "111111111111",
    time: "2026-01-01T09:00:00Z",
    region: "us-east-1",
    resources: [],
    detail: {},
  } as const;
  const admitting = { Effect: "Allow", Principal: "*", Action: "events:PutEvents", Resource: BUS };

  it.each([
    { name: "that says nothing", statements: [], says: "no resource-based policy" },
    {
      name: "that denies whom it allows",
      statements: [admitting, { ...admitting, Effect: "Deny" }],
      says: "with an explicit deny in a resource-based policy",
    },
  ])("refuses it by a policy $name", async ({ statements, says }) => {
    const account = createAccount(() => "127.0.0.1:1", {}, MEMBERS);
    opened.push(account);
    await account.eventbridge.call("PutPermission", { Policy: JSON.stringify({ Statement: statements }) }, principal);
    await expect(account.eventbridge.receive(BUS, event, sender)).rejects.toThrow(says);
  });
});
