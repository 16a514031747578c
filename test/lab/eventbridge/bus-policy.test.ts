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
