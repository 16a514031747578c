import {
  DescribeOrganizationCommand,
  InviteAccountToOrganizationCommand,
  ListAccountsCommand,
  ListRootsCommand,
  OrganizationsClient,
} from "@aws-sdk/client-organizations";
import { afterEach, describe, expect, it } from "vitest";
import { createOrganizationReader } from "../../../shared/aws/organization-reader.ts";
import { type ServedService, serveService } from "../fixtures/served-service.ts";
import { createOrganizations, type OrganizationMember } from "./service.ts";

let served: ServedService | undefined;
afterEach(() => served?.stop());

const id = (number: number) => String(number).padStart(12, "0");
const member = (number: number, more: Partial<OrganizationMember> = {}): OrganizationMember => ({
  id: id(number),
  name: `account ${number}`,
  unit: "r-lab0",
  tags: {},
  state: "ACTIVE",
  ...more,
});

async function serve(accounts: readonly OrganizationMember[], caller = id(0)) {
  const organizations = createOrganizations({ accounts });
  served = await serveService((request) => organizations.handle(request, caller));
  return { reader: createOrganizationReader(served.client), client: new OrganizationsClient(served.client) };
}

const TAGGED = { team: "media" };
const SMALL = [
  member(0),
  member(1, { unit: "ou-lab0-media000", tags: TAGGED }),
  member(2, { unit: "ou-lab0-media000", state: "SUSPENDED", tags: TAGGED }),
  member(3, { unit: "ou-lab0-other000" }),
];
const named = (number: number) => ({ id: id(number), name: `account ${number}` });

describe("the lab's organization", () => {
  it("lists its accounts by unit and by tag", async () => {
    const { reader } = await serve(SMALL);
    const all = { status: "present", accounts: [named(0), named(1), named(3)], inactive: [id(2)] };
    expect(await reader.accountsIn("r-lab0")).toEqual(all);
    const media = { status: "present", accounts: [named(1)], inactive: [id(2)] };
    expect(await reader.accountsIn("ou-lab0-media000")).toEqual(media);
    expect(await reader.accountsTagged({ key: "team", value: "media" })).toEqual(media);
  });

  it("lists many accounts in pages", async () => {
    const { reader, client } = await serve(Array.from({ length: 45 }, (_, number) => member(number)));
    expect(await reader.accountsIn("r-lab0")).toMatchObject({ accounts: { length: 45 } });
    const first = await client.send(new ListAccountsCommand({}));
    expect(first.Accounts).toHaveLength(20);
    expect(first.NextToken).toBeDefined();
    await expect(client.send(new ListAccountsCommand({ MaxResults: 21 }))).rejects.toMatchObject({
      name: "InvalidInputException",
    });
  });

  it("tells its root and its management account", async () => {
    const { client } = await serve(SMALL, id(1));
    expect((await client.send(new DescribeOrganizationCommand({}))).Organization).toMatchObject({
      Id: "o-lab0000000",
      MasterAccountId: id(0),
    });
    served?.stop();
    const { client: management } = await serve(SMALL);
    expect((await management.send(new ListRootsCommand({}))).Roots).toMatchObject([{ Id: "r-lab0" }]);
  });

  it.each([
    {
      name: "a lab of one account is in no organization",
      accounts: [member(0)],
      caller: id(0),
      unit: "r-lab0",
      code: "AWSOrganizationsNotInUseException",
    },
    { name: "a member may not list", accounts: SMALL, caller: id(1), unit: "r-lab0", code: "AccessDeniedException" },
    {
      name: "there is no such unit",
      accounts: SMALL,
      caller: id(0),
      unit: "ou-lab0-nobody00",
      code: "ParentNotFoundException",
    },
  ])("refuses as Organizations does: $name", async ({ accounts, caller, unit, code }) => {
    const { reader } = await serve(accounts, caller);
    expect(await reader.accountsIn(unit)).toMatchObject({ status: "unreadable", reason: { code } });
  });

  it("says what it does not do", async () => {
    const { client } = await serve(SMALL);
    const invite = new InviteAccountToOrganizationCommand({ Target: { Id: id(9), Type: "ACCOUNT" } });
    await expect(client.send(invite)).rejects.toMatchObject({ name: "NotImplemented" });
  });
});
