import type { CompiledConfiguration } from "../shared/baselines/expected-state.ts";
import { expectedAccountOf } from "../shared/baselines/organization.ts";
import type { ConfiguredAccount, OrganizationSelector, OrganizationTemplate } from "../shared/baselines/settings.ts";
import { describeUnreadable } from "../shared/drift/rule.ts";
import type { Unreadable } from "../shared/iam/unreadable.ts";
import type { MemberAccountStore } from "../shared/ledger/member-account.ts";
import { createLimiter } from "../shared/observation/limiter.ts";
import type { OrganizationAccount, OrganizationReader } from "../shared/observation/organization-reader.ts";

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
  /** Why the organization did not list the accounts of an entry: so many more there may be, that nobody reads. */
  readonly unlisted: readonly Unreadable[];
  /** The ids of those that it lists as suspended, closed or not joined yet; they are left out. */
  readonly inactive: readonly string[];
  /** Accounts that more than one entry of `organization` lists; each has what the first of them says. */
  readonly listedTwice: readonly { readonly account: string; readonly entries: readonly string[] }[];
}

/** All the accounts that Plumbline watches. */
export interface AccountDirectory extends AccountFinder {
  /**
   * Asks AWS Organizations, and remembers what it lists, for {@link AccountFinder.find}. Without `organization` in plumbline.yml nobody is asked.
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

/** How many members are remembered at once. */
const WRITES_AT_ONCE = 16;

/** Finds accounts without asking AWS Organizations: the ledger has what it last listed. */
export function createAccountFinder({ configuration, members }: FinderPorts): AccountFinder {
  const { accounts, organization } = configuration;
  return {
    async find(id) {
      const listed = accounts.find(({ account }) => account === id);
      if (listed !== undefined || organization.length === 0) return listed;
      const member = await members.member(id);
      if (member?.status !== "active") return undefined;
      const listing = await members.listing(member.listedFor);
      // Left out by the latest listing of that entry: it was moved elsewhere, or lost its tag.
      if (listing !== undefined && Date.parse(member.listedAt) < Date.parse(listing.listedAt)) return undefined;
      const template = organization.find((each) => entryOf(each) === member.listedFor && !each.except.includes(id));
      return template === undefined ? undefined : expectedAccountOf(template, { id, alias: member.name });
    },
  };
}

/** The directory of whoever plans what all accounts have in common: a sweep, a report. */
export function createAccountDirectory(ports: DirectoryPorts): AccountDirectory {
  return {
    ...createAccountFinder(ports),
    async all() {
      const at = ports.now().toISOString();
      const found = await listMembers(ports);
      const limit = createLimiter(WRITES_AT_ONCE);
      await Promise.all([
        ...found.active.values().map((member) => limit(() => remember(member, at, ports))),
        ...found.inactive.map((id) => limit(() => forget(id, at, ports))),
      ]);
      for (const entry of found.whole) await tellWhole(entry, at, ports);
      return allAccounts(ports.configuration, found);
    },
  };
}

/** All accounts as {@link AccountDirectory.all} has them, where nobody is to remember them. */
export async function listAccounts(
  ports: Pick<DirectoryPorts, "configuration" | "organization">,
): Promise<AllAccounts> {
  return allAccounts(ports.configuration, await listMembers(ports));
}

function allAccounts({ accounts }: FinderPorts["configuration"], found: ListedMembers): AllAccounts {
  const active = [...found.active.values()];
  return {
    accounts: [
      ...accounts,
      ...active.map(({ account: { id, name }, templates: [template] }) =>
        expectedAccountOf(template, { id, alias: name }),
      ),
    ],
    unlisted: found.unlisted,
    inactive: found.inactive,
    listedTwice: active
      .filter(({ templates }) => templates.length > 1)
      .map(({ account, templates }) => ({ account: account.id, entries: templates.map(entryOf) })),
  };
}

/** `unit r-ab12`, `tag team=ingest`: what an entry of `organization` is known by. */
function entryOf({ selector }: { readonly selector: OrganizationSelector }): string {
  return "unit" in selector ? `unit ${selector.unit}` : `tag ${selector.tag.key}=${selector.tag.value}`;
}

interface ListedMember {
  readonly account: OrganizationAccount;
  /** The entries that list it, in plumbline.yml's order; never empty. */
  readonly templates: readonly [OrganizationTemplate, ...OrganizationTemplate[]];
}

interface ListedMembers {
  readonly active: ReadonlyMap<string, ListedMember>;
  readonly inactive: readonly string[];
  readonly unlisted: readonly Unreadable[];
  /** The entries of which all accounts were listed. */
  readonly whole: readonly string[];
}

async function listMembers({
  configuration,
  organization,
}: Pick<DirectoryPorts, "configuration" | "organization">): Promise<ListedMembers> {
  const active = new Map<string, ListedMember>();
  const inactive = new Set<string>();
  const unlisted: Unreadable[] = [];
  const whole: string[] = [];
  for (const template of configuration.organization) {
    const { selector, except } = template;
    const listing =
      "unit" in selector
        ? await organization.accountsIn(selector.unit)
        : await organization.accountsTagged(selector.tag);
    if (listing.status === "unreadable") {
      const { call, code } = listing.reason;
      const message = `AWS Organizations did not list the accounts of ${entryOf(template)} (${describeUnreadable(listing.reason).replace(/\.+$/, "")}).`;
      unlisted.push({ call, code, message });
      continue;
    }
    whole.push(entryOf(template));
    for (const account of listing.accounts.filter(({ id }) => !except.includes(id))) {
      const known = active.get(account.id);
      active.set(account.id, { account, templates: known === undefined ? [template] : [...known.templates, template] });
    }
    for (const id of listing.inactive.filter((each) => !except.includes(each))) inactive.add(id);
  }
  return { active, inactive: [...inactive].filter((id) => !active.has(id)).sort(), unlisted, whole };
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
