import { describe, expect, it } from "vitest";
import {
  type AllAccounts,
  createAccountDirectory,
  createAccountFinder,
  listAccounts,
} from "../../functions/account-directory.ts";
import type { CompiledConfiguration } from "../../shared/baselines/expected-state.ts";
import { ACCOUNT_PLACEHOLDER } from "../../shared/baselines/organization.ts";
import type { ConfiguredAccount, OrganizationSelector, OrganizationTemplate } from "../../shared/baselines/settings.ts";
import type { OrganizationListing, OrganizationReader } from "../../shared/observation/organization-reader.ts";
import { ACCOUNT, at } from "../ledger/fixtures.ts";
import { createMemoryMemberAccountStore } from "../ledger/memory-member-account-store.ts";
import { configurationOf, expectedRole } from "./fixtures.ts";

const LISTED = "222222222222";
const MEMBER = "333333333333";
const UNIT = { unit: "ou-ab12-media" };
const TAG = { tag: { key: "team", value: "ingest" } };

function templateOf(selector: OrganizationSelector, baseline: string, except: readonly string[] = []) {
  const template: OrganizationTemplate = {
    selector,
    except: [...except, ACCOUNT, LISTED],
    account: {
      account: ACCOUNT_PLACEHOLDER,
      partition: "aws",
      externalId: `media-${ACCOUNT_PLACEHOLDER}`,
      entities: [expectedRole("worker", baseline)],
    },
  };
  return template;
}

function present(...ids: readonly string[]): OrganizationListing {
  return { status: "present", accounts: ids.map((id) => ({ id, name: `name of ${id}` })), inactive: [] };
}

function stage(
  organization: readonly OrganizationTemplate[],
  listings: { unit?: OrganizationListing; tag?: OrganizationListing },
) {
  const configuration: CompiledConfiguration = { ...configurationOf(expectedRole("task")), organization };
  const members = createMemoryMemberAccountStore();
  let asked = 0;
  let minute = 0;
  const answer = async (listing: OrganizationListing | undefined) => {
    asked += 1;
    return listing ?? present();
  };
  const reader: OrganizationReader = {
    accountsIn: () => answer(listings.unit),
    accountsTagged: () => answer(listings.tag),
  };
  const directory = createAccountDirectory({
    configuration,
    members,
    organization: reader,
    now: () => new Date(at(minute)),
  });
  return {
    configuration,
    members,
    reader,
    directory,
    finder: createAccountFinder({ configuration, members }),
    asked: () => asked,
    later: () => {
      minute += 1;
    },
  };
}

describe("the directory of accounts", () => {
  it("asks nobody where plumbline.yml lists all of them", async () => {
    const { directory, configuration, asked } = stage([], {});
    const { accounts, ...rest } = await directory.all();
    expect(accounts).toEqual(configuration.accounts);
    expect(rest).toEqual({ unlisted: [], inactive: [], listedTwice: [] });
    expect(asked()).toBe(0);
    expect((await directory.find(ACCOUNT))?.alias).toBe("demo");
    expect(await directory.find(MEMBER)).toBeUndefined();
  });

  it("adds those that the organization lists, and whoever finds one by the ledger finds the same", async () => {
    const { directory, finder } = stage([templateOf(UNIT, "amazon-ivs")], { unit: present(MEMBER, LISTED, ACCOUNT) });
    expect(await finder.find(MEMBER)).toBeUndefined();
    const { accounts } = await directory.all();
    expect(accounts.map(({ account }) => account)).toEqual([ACCOUNT, LISTED, MEMBER]);
    const member = accounts.at(-1);
    expect(member).toMatchObject({ alias: `name of ${MEMBER}`, externalId: `media-${MEMBER}` });
    expect(await finder.find(MEMBER)).toEqual(member);
    await directory.all();
    expect(await finder.find(MEMBER)).toEqual(member);
  });

  it("goes by the first entry that lists an account, and says that others do", async () => {
    const organization = [templateOf(TAG, "matillion-agent"), templateOf(UNIT, "amazon-ivs")];
    const { directory, finder } = stage(organization, { unit: present(MEMBER), tag: present(MEMBER) });
    const { accounts, listedTwice } = await directory.all();
    expect(accounts.filter(({ account }) => account === MEMBER)).toHaveLength(1);
    expect(listedTwice).toEqual([{ account: MEMBER, entries: ["tag team=ingest", "unit ou-ab12-media"] }]);
    expect((await finder.find(MEMBER))?.entities[0]?.baseline).toBe("matillion-agent");
  });

  it("names what is inactive and leaves it out, also where it was watched before", async () => {
    const listings: { unit: OrganizationListing } = { unit: present(MEMBER) };
    const { directory, finder } = stage([templateOf(UNIT, "amazon-ivs")], listings);
    await directory.all();
    listings.unit = { status: "present", accounts: [], inactive: [MEMBER, "444444444444"] };
    const { accounts, inactive } = await directory.all();
    expect(accounts).toHaveLength(2);
    expect(inactive).toEqual([MEMBER, "444444444444"]);
    expect(await finder.find(MEMBER)).toBeUndefined();
    listings.unit = present(MEMBER);
    await directory.all();
    expect(await finder.find(MEMBER)).toBeDefined();
  });

  it("leaves out a member that was moved elsewhere, and nobody of whom nothing was listed", async () => {
    const listings: { unit: OrganizationListing } = { unit: present(MEMBER, "444444444444") };
    const { directory, finder, later } = stage([templateOf(UNIT, "amazon-ivs")], listings);
    await directory.all();
    later();
    const reason = { call: "ListAccountsForParent", code: "AccessDenied", message: "no" };
    listings.unit = { status: "unreadable", reason };
    await directory.all();
    expect(await finder.find(MEMBER)).toBeDefined();
    later();
    listings.unit = present("444444444444");
    await directory.all();
    expect(await finder.find(MEMBER)).toBeUndefined();
    expect(await finder.find("444444444444")).toBeDefined();
  });

  it("says which entry was not listed, and goes on with the others", async () => {
    const reason = { call: "ListAccountsForParent", code: "AccessDenied", message: "not allowed." };
    const { directory } = stage([templateOf(TAG, "matillion-agent"), templateOf(UNIT, "amazon-ivs")], {
      unit: { status: "unreadable", reason },
      tag: present(MEMBER),
    });
    const { accounts, unlisted } = await directory.all();
    expect(accounts.map(({ account }) => account)).toContain(MEMBER);
    expect(unlisted).toEqual([
      {
        call: "ListAccountsForParent",
        code: "AccessDenied",
        message:
          "AWS Organizations did not list the accounts of unit ou-ab12-media (ListAccountsForParent: AccessDenied: not allowed).",
      },
    ]);
  });

  it("forgets a member whose entry is gone, or leaves it out by now", async () => {
    const { directory, members, configuration } = stage([templateOf(UNIT, "amazon-ivs")], { unit: present(MEMBER) });
    await directory.all();
    const later = (organization: readonly OrganizationTemplate[]) =>
      createAccountFinder({ configuration: { ...configuration, organization }, members }).find(MEMBER);
    expect(await later([templateOf(UNIT, "amazon-ivs")])).toBeDefined();
    expect(await later([templateOf(TAG, "amazon-ivs")])).toBeUndefined();
    expect(await later([templateOf(UNIT, "amazon-ivs", [MEMBER])])).toBeUndefined();
  });
});

describe("an account that an entry which was not listed may have", () => {
  const reason = { call: "ListAccountsForParent", code: "TooManyRequestsException", message: "Slow down." };
  const unread: OrganizationListing = { status: "unreadable", reason };
  const OTHER = "444444444444";
  const organization = [templateOf(UNIT, "amazon-ivs"), templateOf(TAG, "matillion-agent")];
  const baselineOf = (account: ConfiguredAccount | undefined) => account?.entities[0]?.baseline;
  const baselines = ({ accounts }: AllAccounts) =>
    Object.fromEntries(accounts.slice(2).map((each) => [each.account, baselineOf(each)]));
  const LEFT_OUT = (...ids: readonly string[]) =>
    `Left out, because a later entry lists them and whether this one has them is not known: ${ids.join(", ")}.`;

  it("keeps that entry where it last had it, and is not remembered as another's", async () => {
    const listings = { unit: present(MEMBER), tag: present(MEMBER) };
    const { directory, finder, members, later } = stage(organization, listings);
    await directory.all();
    const before = await members.member(MEMBER);
    listings.unit = unread;
    later();
    const all = await directory.all();
    expect(baselines(all)).toEqual({ [MEMBER]: "amazon-ivs" });
    expect(all.accounts.at(-1)).toEqual(await finder.find(MEMBER));
    expect(all.unlisted.map(({ message }) => message)).toEqual([expect.not.stringContaining("Left out")]);
    expect(all.listedTwice).toEqual([{ account: MEMBER, entries: ["unit ou-ab12-media", "tag team=ingest"] }]);
    expect(await members.member(MEMBER)).toEqual(before);
  });

  it("is left out and named where nothing is known of it", async () => {
    const { directory, finder, members } = stage(organization, { unit: unread, tag: present(OTHER, MEMBER) });
    const all = await directory.all();
    expect(baselines(all)).toEqual({});
    expect(all.unlisted.map(({ message }) => message)).toEqual([expect.stringContaining(LEFT_OUT(OTHER, MEMBER))]);
    expect(await finder.find(MEMBER)).toBeUndefined();
    expect(await members.member(MEMBER)).toBeUndefined();
  });

  it("is left out where that entry has been listed without it since it last had it", async () => {
    const listings = { unit: present(MEMBER), tag: present() };
    const { directory, finder, later } = stage(organization, listings);
    await directory.all();
    later();
    listings.unit = present();
    await directory.all();
    later();
    Object.assign(listings, { unit: unread, tag: present(MEMBER) });
    const all = await directory.all();
    expect(baselines(all)).toEqual({});
    expect(all.unlisted[0]?.message).toContain(LEFT_OUT(MEMBER));
    expect(await finder.find(MEMBER)).toBeUndefined();
  });

  it("stays the later entry's where it last was, and is found by it afterwards", async () => {
    const listings = { unit: present(), tag: present(MEMBER) };
    const { directory, finder, later } = stage(organization, listings);
    await directory.all();
    later();
    listings.unit = unread;
    expect(baselines(await directory.all())).toEqual({ [MEMBER]: "matillion-agent" });
    expect(baselineOf(await finder.find(MEMBER))).toBe("matillion-agent");
  });

  it("is left out where it was an entry's that stands before the one that was not listed, and is that one's no more", async () => {
    const ROOT = { unit: "r-ab12" };
    const listings: Record<string, OrganizationListing> = {};
    const reader: OrganizationReader = {
      accountsIn: async (unit) => listings[unit] ?? present(),
      accountsTagged: async () => listings.tag ?? present(),
    };
    const { configuration, members } = stage([], {});
    const entries = [templateOf(UNIT, "amazon-ivs"), templateOf(ROOT, "matillion-agent"), templateOf(TAG, "other")];
    let minute = 0;
    const directory = createAccountDirectory({
      configuration: { ...configuration, organization: entries },
      members,
      organization: reader,
      now: () => new Date(at(minute)),
    });
    listings[UNIT.unit] = present(MEMBER);
    await directory.all();
    minute += 1;
    Object.assign(listings, { [UNIT.unit]: present(), [ROOT.unit]: unread, tag: present(MEMBER) });
    expect(baselines(await directory.all())).toEqual({});
    expect(await directory.find(MEMBER)).toBeUndefined();
  });

  it("is not in doubt where that entry leaves it out, or comes after the one that lists it", async () => {
    const without = [templateOf(UNIT, "amazon-ivs", [MEMBER]), templateOf(TAG, "matillion-agent")];
    const excepted = stage(without, { unit: unread, tag: present(MEMBER) });
    expect(baselines(await excepted.directory.all())).toEqual({ [MEMBER]: "matillion-agent" });
    const after = stage(organization.toReversed(), { unit: unread, tag: present(MEMBER) });
    expect(baselines(await after.directory.all())).toEqual({ [MEMBER]: "matillion-agent" });
  });

  it("is left out, and named, by whoever has no ledger to ask", async () => {
    const { configuration, reader } = stage(organization, { unit: unread, tag: present(MEMBER) });
    const all = await listAccounts({ configuration, organization: reader });
    expect(baselines(all)).toEqual({});
    expect(all.unlisted[0]?.message).toContain(LEFT_OUT(MEMBER));
  });
});
