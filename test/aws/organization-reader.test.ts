import { afterEach, describe, expect, it } from "vitest";
import { createOrganizationReader } from "../../shared/aws/organization-reader.ts";
import { type JsonCall, type JsonReply, startJsonService, stopJsonServices } from "./json-service.ts";

afterEach(stopJsonServices);

const id = (digit: number) => String(digit).repeat(12);
const account = (digit: number, State = "ACTIVE") => ({ Id: id(digit), Name: `account ${digit}`, State });
const named = (digit: number) => ({ id: id(digit), name: `account ${digit}` });
const accounts = (Accounts: readonly object[], NextToken?: string): JsonReply => ({ body: { Accounts, NextToken } });
const units = (ids: readonly string[], NextToken?: string): JsonReply => ({
  body: { OrganizationalUnits: ids.map((Id) => ({ Id })), NextToken },
});

/** By call, parent or account, and token. */
type Organization = Readonly<Record<string, JsonReply>>;

const UNEXPECTED: JsonReply = { code: "UnexpectedCall" };
const keyOf = ({ action, input }: JsonCall) =>
  [action, input.ParentId ?? input.ResourceId, input.NextToken].filter((part) => part !== undefined).join(" ");

async function readerOf(organization: Organization) {
  const { calls, client } = await startJsonService((call) => organization[keyOf(call)] ?? UNEXPECTED);
  return { calls, reader: createOrganizationReader(client) };
}

const ACCOUNTS = "ListAccountsForParent";
const UNITS = "ListOrganizationalUnitsForParent";
const TREE: Organization = {
  [`${ACCOUNTS} r-lab0`]: accounts([account(1)]),
  [`${UNITS} r-lab0`]: units(["ou-lab0-a"], "2"),
  [`${UNITS} r-lab0 2`]: units(["ou-lab0-b"]),
  [`${ACCOUNTS} ou-lab0-a`]: accounts([account(3)], "2"),
  [`${ACCOUNTS} ou-lab0-a 2`]: accounts([account(2, "SUSPENDED"), account(5, "PENDING_ACTIVATION")]),
  [`${UNITS} ou-lab0-a`]: units([]),
  [`${ACCOUNTS} ou-lab0-b`]: accounts([]),
  [`${UNITS} ou-lab0-b`]: units(["ou-lab0-c"]),
  [`${ACCOUNTS} ou-lab0-c`]: accounts([account(4)]),
  [`${UNITS} ou-lab0-c`]: units([]),
};

describe("the accounts of a unit", () => {
  it("are those in it and below it, and the ones that nobody can read by name", async () => {
    const { reader } = await readerOf(TREE);
    expect(await reader.accountsIn("r-lab0")).toEqual({
      status: "present",
      accounts: [named(1), named(3), named(4)],
      inactive: [id(2), id(5)],
    });
    expect(await reader.accountsIn("ou-lab0-b")).toEqual({ status: "present", accounts: [named(4)], inactive: [] });
  });

  it("are listed once each, as they were the last time, and a unit that stands twice is asked for once", async () => {
    const { reader, calls } = await readerOf({
      ...TREE,
      [`${ACCOUNTS} r-lab0`]: accounts([account(4, "SUSPENDED"), account(1)]),
      [`${UNITS} ou-lab0-c`]: units(["ou-lab0-a", "r-lab0"]),
    });
    const listing = await reader.accountsIn("r-lab0");
    expect(listing).toMatchObject({ accounts: [named(1), named(3), named(4)], inactive: [id(2), id(5)] });
    expect(new Set(calls.map(keyOf)).size).toBe(calls.length);
  });

  it("are read by the state that took the place of the status, and by the status where that alone stands", async () => {
    const both = [
      { ...account(1, "PENDING_ACTIVATION"), Status: "ACTIVE" },
      { Id: id(2), Name: "account 2", Status: "ACTIVE" },
      { Id: id(3), Name: "account 3", Status: "SUSPENDED" },
    ];
    const { reader } = await readerOf({ ...TREE, [`${ACCOUNTS} ou-lab0-c`]: accounts(both) });
    expect(await reader.accountsIn("ou-lab0-c")).toEqual({
      status: "present",
      accounts: [named(2)],
      inactive: [id(1), id(3)],
    });
  });

  it.each<{ name: string; changed: Organization; call: string; code: string; message: string }>([
    {
      name: "there is no organization",
      changed: { [`${ACCOUNTS} r-lab0`]: { code: "AWSOrganizationsNotInUseException" } },
      call: ACCOUNTS,
      code: "AWSOrganizationsNotInUseException",
      message: "The service says no.",
    },
    {
      name: "a unit far below is refused",
      changed: { [`${UNITS} ou-lab0-c`]: { code: "AccessDeniedException" } },
      call: UNITS,
      code: "AccessDeniedException",
      message: "The service says no.",
    },
    {
      name: "a page tells to go on with itself",
      changed: { [`${ACCOUNTS} ou-lab0-a 2`]: accounts([account(2)], "2") },
      call: ACCOUNTS,
      code: "MalformedAnswer",
      message: "the token of a page already read stands again in Organizations's answer",
    },
    {
      name: "a list is missing",
      changed: { [`${ACCOUNTS} ou-lab0-a 2`]: { body: {} } },
      call: ACCOUNTS,
      code: "MalformedAnswer",
      message: "the list is missing in Organizations's answer",
    },
    {
      name: "an account has no id",
      changed: { [`${ACCOUNTS} ou-lab0-c`]: accounts([{ Name: "nobody", State: "ACTIVE" }]) },
      call: ACCOUNTS,
      code: "MalformedAnswer",
      message: "an account's id is missing in Organizations's answer",
    },
    {
      name: "an account has no state",
      changed: { [`${ACCOUNTS} ou-lab0-c`]: accounts([{ Id: id(4), Name: "account 4" }]) },
      call: ACCOUNTS,
      code: "MalformedAnswer",
      message: `the state of the account ${id(4)} is missing in Organizations's answer`,
    },
    {
      name: "a unit has no id",
      changed: { [`${UNITS} ou-lab0-c`]: { body: { OrganizationalUnits: [{}] } } },
      call: UNITS,
      code: "MalformedAnswer",
      message: "a unit's id is missing in Organizations's answer",
    },
  ])("are unreadable as a whole where $name", async ({ changed, call, code, message }) => {
    const { reader } = await readerOf({ ...TREE, ...changed });
    expect(await reader.accountsIn("r-lab0")).toEqual({ status: "unreadable", reason: { call, code, message } });
  });
});

describe("the accounts with a tag", () => {
  const tags = (Tags: readonly object[], NextToken?: string): JsonReply => ({ body: { Tags, NextToken } });
  const WATCHED = { Key: "plumbline", Value: "watched" };
  const TAGGED: Organization = {
    ListAccounts: accounts([account(3), account(1)], "2"),
    "ListAccounts 2": accounts([account(2, "CLOSED"), account(4)]),
    [`ListTagsForResource ${id(1)}`]: tags([{ Key: "team", Value: "a" }], "2"),
    [`ListTagsForResource ${id(1)} 2`]: tags([WATCHED]),
    [`ListTagsForResource ${id(2)}`]: tags([WATCHED]),
    [`ListTagsForResource ${id(3)}`]: tags([{ ...WATCHED, Value: "Watched" }]),
    [`ListTagsForResource ${id(4)}`]: tags([]),
  };
  const tag = { key: "plumbline", value: "watched" };

  it("are those of the whole organization that have it with that value", async () => {
    const { reader } = await readerOf(TAGGED);
    expect(await reader.accountsTagged(tag)).toEqual({ status: "present", accounts: [named(1)], inactive: [id(2)] });
  });

  it.each([
    { call: "ListAccounts", changed: { "ListAccounts 2": { code: "TooManyRequestsException" } } },
    {
      call: "ListTagsForResource",
      changed: { [`ListTagsForResource ${id(4)}`]: { code: "TooManyRequestsException" } },
    },
  ])("are unreadable as a whole where one $call is not answered", async ({ call, changed }) => {
    const { reader } = await readerOf({ ...TAGGED, ...changed });
    expect(await reader.accountsTagged(tag)).toMatchObject({
      status: "unreadable",
      reason: { call, code: "TooManyRequestsException" },
    });
  });
});
