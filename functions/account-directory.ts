import type { CompiledConfiguration } from "../shared/baselines/expected-state.ts";
import { expectedAccountOf } from "../shared/baselines/organization.ts";
import type { ConfiguredAccount, OrganizationTemplate } from "../shared/baselines/settings.ts";
import type { Unreadable } from "../shared/iam/unreadable.ts";
import type { MemberAccount, MemberAccountStore } from "../shared/ledger/member-account.ts";
import { createLimiter } from "../shared/observation/limiter.ts";
import type { OrganizationReader } from "../shared/observation/organization-reader.ts";
import {
  entryOf,
  expectedOf,
  type ListedMember,
  type ListedMembers,
  listMembers,
  tellUnlisted,
} from "./list-members.ts";

/** Finds one account that Plumbline watches. */
export interface AccountFinder {
  /**
   * What is expected of an account that plumbline.yml lists, or that the organization was last found to have; `undefined` of any other.
   * @throws PlumblineError `LedgerUnavailable`, retryable.
   */
  find(id: string): Promise<ConfiguredAccount | undefined>;
}

/** Which accounts Plumbline watches. */
export interface AllAccounts {
  /** Each once: those that plumbline.yml lists, and after them those of the organization. */
  readonly accounts: readonly ConfiguredAccount[];
  /**
   * Why the organization did not list the accounts of an entry: so many more there may be, that nobody reads. Its message names the accounts
   * that are left out because of it: a later entry lists them, and whether this one has them, and so would hold, is not known.
   */
  readonly unlisted: readonly Unreadable[];
  /** The ids of those that it lists as suspended, closed or not joined yet; they are left out. */
  readonly inactive: readonly string[];
  /** Accounts that more than one entry of `organization` has; each has what the first of them says. */
  readonly listedTwice: readonly { readonly account: string; readonly entries: readonly string[] }[];
}

/** All the accounts that Plumbline watches. */
export interface AccountDirectory extends AccountFinder {
  /**
   * Asks AWS Organizations, and remembers what it lists, for {@link AccountFinder.find}. Without `organization` in plumbline.yml nobody is asked.
   * An account that an entry which could not be listed might have keeps the entry that it was last known to have; where none is
   * known, it is left out.
   * @throws PlumblineError `LedgerUnavailable`, retryable.
   */
  all(): Promise<AllAccounts>;
}

/** What finding an account goes through. */
export interface FinderPorts {
  readonly configuration: Pick<CompiledConfiguration, "accounts" | "organization">;
  readonly members: MemberAccountStore;
}

/** What listing them goes through. */
export interface DirectoryPorts extends FinderPorts {
  readonly organization: OrganizationReader;
  readonly now: () => Date;
}

/** How many members are looked up, or remembered, at once. */
const MEMBERS_AT_ONCE = 16;

/** Finds accounts without asking AWS Organizations: the ledger has what it last listed. */
export function createAccountFinder(ports: FinderPorts): AccountFinder {
  const { accounts, organization } = ports.configuration;
  return {
    async find(id) {
      const listed = accounts.find(({ account }) => account === id);
      if (listed !== undefined || organization.length === 0) return listed;
      const held = await heldMember(id, ports);
      return held === undefined ? undefined : expectedAccountOf(held.template, { id, alias: held.member.name });
    },
  };
}

interface HeldMember {
  readonly member: MemberAccount;
  /** The entry that it was last known to have. */
  readonly template: OrganizationTemplate;
}

/** What the ledger has of a member, while it still counts. */
async function heldMember(id: string, { configuration, members }: FinderPorts): Promise<HeldMember | undefined> {
  const member = await members.member(id);
  if (member?.status !== "active") return undefined;
  const listing = await members.listing(member.listedFor);
  // Left out by the latest listing of that entry: it was moved elsewhere, or lost its tag.
  if (listing !== undefined && Date.parse(member.listedAt) < Date.parse(listing.listedAt)) return undefined;
  const template = configuration.organization.find(
    (each) => entryOf(each) === member.listedFor && !each.except.includes(id),
  );
  return template === undefined ? undefined : { member, template };
}

/** The directory of whoever plans what all accounts have in common: a sweep, a report. */
export function createAccountDirectory(ports: DirectoryPorts): AccountDirectory {
  return {
    ...createAccountFinder(ports),
    async all() {
      const { configuration, organization, now } = ports;
      const at = now().toISOString();
      const found = await listMembers(configuration.organization, organization);
      const limit = createLimiter(MEMBERS_AT_ONCE);
      const sorted = await Promise.all(found.active.map((listed) => limit(() => sortOut(listed, ports))));
      await Promise.all([
        ...sorted.flatMap(({ status, member }) =>
          status === "listed" ? [limit(() => remember(member, at, ports))] : [],
        ),
        ...found.inactive.map((id) => limit(() => forget(id, at, ports))),
      ]);
      for (const entry of found.whole) await tellWhole(entry, at, ports);
      return allAccounts(configuration, found, sorted);
    },
  };
}

/** All accounts as {@link AccountDirectory.all} has them, where nobody is to remember them, or has: all that might be another entry's are left out. */
export async function listAccounts({
  configuration,
  organization,
}: Pick<DirectoryPorts, "configuration" | "organization">): Promise<AllAccounts> {
  const found = await listMembers(configuration.organization, organization);
  const sorted = found.active.map(
    (member): SortedMember => ({ status: isSure(member) ? "listed" : "unknown", member }),
  );
  return allAccounts(configuration, found, sorted);
}

function allAccounts(
  { accounts }: FinderPorts["configuration"],
  { unlisted, inactive }: ListedMembers,
  sorted: readonly SortedMember[],
): AllAccounts {
  const known = sorted.flatMap(({ status, member }) => (status === "unknown" ? [] : [member]));
  const leftOut = sorted.flatMap(({ status, member }) => (status === "unknown" ? [member] : []));
  return {
    accounts: [...accounts, ...known.map(expectedOf)],
    unlisted: unlisted.map((entry) => tellUnlisted(entry, leftOut)),
    inactive,
    listedTwice: known
      .filter(({ templates }) => templates.length > 1)
      .map(({ account, templates }) => ({ account: account.id, entries: templates.map(entryOf) })),
  };
}

/** `listed`: by the entry that holds; `held`: that entry could not be listed, and last had it; `unknown`: which entry holds is not known. */
interface SortedMember {
  readonly status: "listed" | "held" | "unknown";
  readonly member: ListedMember;
}

function isSure({ unlistedBefore }: ListedMember): boolean {
  return unlistedBefore.length === 0;
}

/**
 * Which entry holds for a member, where one before those that list it could not be listed: the one that last held. To go by those that list it
 * would have it judged, and repaired, by another baseline for as long as AWS Organizations does not answer.
 */
async function sortOut(member: ListedMember, ports: FinderPorts): Promise<SortedMember> {
  if (isSure(member)) return { status: "listed", member };
  const held = await heldMember(member.account.id, ports);
  if (held === undefined) return { status: "unknown", member };
  const { template } = held;
  if (member.unlistedBefore.includes(template)) {
    return { status: "held", member: { ...member, templates: [template, ...member.templates] } };
  }
  // Whatever stands before the entry that last held did not have it then.
  const { organization } = ports.configuration;
  const isSettled = member.unlistedBefore.every((each) => organization.indexOf(each) < organization.indexOf(template));
  return { status: isSettled ? "listed" : "unknown", member };
}

/** Somebody who has written it in between has found the same. A time never goes back: somebody may have listed it since. */
async function remember(
  { account: { id, name }, templates: [template] }: ListedMember,
  at: string,
  { members }: DirectoryPorts,
): Promise<void> {
  const held = await members.member(id);
  const version = (held?.version ?? 0) + 1;
  const listedAt = latest(at, held?.listedAt);
  await members.writeMember({ account: id, name, listedFor: entryOf(template), status: "active", listedAt, version });
}

/** Of an account that was never watched there is nothing to take back. */
async function forget(id: string, at: string, { members }: DirectoryPorts): Promise<void> {
  const held = await members.member(id);
  if (held === undefined || held.status === "inactive") return;
  const listedAt = latest(at, held.listedAt);
  await members.writeMember({ ...held, status: "inactive", listedAt, version: held.version + 1 });
}

/** Told last: until then a member that was listed now still counts by its listing before. */
async function tellWhole(entry: string, at: string, { members }: DirectoryPorts): Promise<void> {
  const held = await members.listing(entry);
  await members.writeListing({ entry, listedAt: latest(at, held?.listedAt) });
}

function latest(at: string, before: string | undefined): string {
  return before !== undefined && Date.parse(before) > Date.parse(at) ? before : at;
}
