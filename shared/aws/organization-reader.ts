import {
  type Account,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  ListTagsForResourceCommand,
  type OrganizationalUnit,
  OrganizationsClient,
  type OrganizationsClientConfig,
  type Tag,
} from "@aws-sdk/client-organizations";
import { createLimiter } from "../observation/limiter.ts";
import type {
  OrganizationAccount,
  OrganizationListing,
  OrganizationReader,
} from "../observation/organization-reader.ts";
import { type ClientPace, clientPace } from "./client-pace.ts";
import { listByToken, malformedAnswer, type ServiceAnswer } from "./service-answer.ts";

const SERVICE = "Organizations";

/** Accounts whose tags are asked for at once; Organizations takes few calls a second. */
const TAGS_AT_ONCE = 4;

/** How Organizations is reached; region, endpoint and credentials come from the SDK's own chain if left out. */
export interface OrganizationReaderOptions
  extends ClientPace,
    Pick<OrganizationsClientConfig, "region" | "endpoint" | "credentials"> {}

/**
 * Reads the organization that the caller's account manages, or was delegated an AWS service of. Whatever region it is given, the SDK asks
 * the one endpoint that Organizations has in its partition.
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_integrate_delegated_admin.html
 */
export function createOrganizationReader({
  maxAttempts,
  attemptTimeout,
  ...options
}: OrganizationReaderOptions = {}): OrganizationReader {
  const client = new OrganizationsClient({ ...options, ...clientPace({ maxAttempts, attemptTimeout }) });
  return {
    async accountsIn(unit) {
      const accounts = await accountsBelow(client, unit);
      return accounts.status === "present" ? listing(accounts.state) : accounts;
    },
    async accountsTagged(tag) {
      const all = await accountsOfAll(client);
      if (all.status !== "present") return all;
      const limit = createLimiter(TAGS_AT_ONCE);
      const tagged = await Promise.all(
        all.state.map(async (account) => ({ account, has: await limit(() => hasTag(client, account.id, tag)) })),
      );
      const unread = tagged.map(({ has }) => has).find(({ status }) => status === "unreadable");
      if (unread?.status === "unreadable") return unread;
      return listing(tagged.filter(({ has }) => has.status === "present" && has.state).map(({ account }) => account));
    },
  };
}

/** An account of a list. */
interface ListedAccount extends OrganizationAccount {
  readonly active: boolean;
}

/** Unit after unit; one that stands in the tree twice is asked for once. */
async function accountsBelow(client: OrganizationsClient, unit: string): Promise<ServiceAnswer<ListedAccount[]>> {
  const units = new Set([unit]);
  const found: ListedAccount[] = [];
  // A set may grow while it is walked: what is added is walked too.
  for (const ParentId of units) {
    const accounts = await accountsIn(client, ParentId);
    if (accounts.status !== "present") return accounts;
    found.push(...accounts.state);
    const below = await unitsIn(client, ParentId);
    if (below.status !== "present") return below;
    for (const id of below.state) units.add(id);
  }
  return { status: "present", state: found };
}

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsForParent.html */
async function accountsIn(
  client: OrganizationsClient,
  ParentId: string,
): Promise<ServiceAnswer<readonly ListedAccount[]>> {
  const call = "ListAccountsForParent";
  const answer = await listByToken(
    {
      service: SERVICE,
      call,
      send: (token) => client.send(new ListAccountsForParentCommand({ ParentId, MaxResults: 20, ...token })),
    },
    ({ Accounts }) => Accounts,
  );
  return answer.status === "present" ? readAccounts(call, answer.state) : answer;
}

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html */
async function accountsOfAll(client: OrganizationsClient): Promise<ServiceAnswer<readonly ListedAccount[]>> {
  const call = "ListAccounts";
  const answer = await listByToken(
    { service: SERVICE, call, send: (token) => client.send(new ListAccountsCommand({ MaxResults: 20, ...token })) },
    ({ Accounts }) => Accounts,
  );
  return answer.status === "present" ? readAccounts(call, answer.state) : answer;
}

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListOrganizationalUnitsForParent.html */
async function unitsIn(client: OrganizationsClient, ParentId: string): Promise<ServiceAnswer<readonly string[]>> {
  const call = "ListOrganizationalUnitsForParent";
  const answer = await listByToken(
    {
      service: SERVICE,
      call,
      send: (token) => client.send(new ListOrganizationalUnitsForParentCommand({ ParentId, MaxResults: 20, ...token })),
    },
    ({ OrganizationalUnits }): readonly OrganizationalUnit[] | undefined => OrganizationalUnits,
  );
  if (answer.status !== "present") return answer;
  const ids = answer.state.map(({ Id }) => Id).filter((id) => id !== undefined);
  if (ids.length < answer.state.length) return malformedAnswer(SERVICE, call, "a unit's id is missing");
  return { status: "present", state: ids };
}

/** @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListTagsForResource.html */
async function hasTag(
  client: OrganizationsClient,
  ResourceId: string,
  tag: { readonly key: string; readonly value: string },
): Promise<ServiceAnswer<boolean>> {
  const answer = await listByToken(
    {
      service: SERVICE,
      call: "ListTagsForResource",
      send: (token) => client.send(new ListTagsForResourceCommand({ ResourceId, ...token })),
    },
    ({ Tags }): readonly Tag[] | undefined => Tags,
  );
  if (answer.status !== "present") return answer;
  return { status: "present", state: answer.state.some(({ Key, Value }) => Key === tag.key && Value === tag.value) };
}

/**
 * `State` took the place of `Status`, which is not answered since September 2026 and is still heeded where it is.
 * @see https://docs.aws.amazon.com/organizations/latest/APIReference/API_Account.html
 */
function readAccounts(call: string, accounts: readonly Account[]): ServiceAnswer<readonly ListedAccount[]> {
  const read: ListedAccount[] = [];
  for (const { Id, Name, State, Status } of accounts) {
    const state = State ?? Status;
    if (Id === undefined || !/^\d{12}$/.test(Id)) return malformedAnswer(SERVICE, call, "an account's id is missing");
    if (state === undefined) return malformedAnswer(SERVICE, call, `the state of the account ${Id} is missing`);
    read.push({ id: Id, name: Name ?? Id, active: state === "ACTIVE" });
  }
  return { status: "present", state: read };
}

/** An account that stands twice, because it was moved meanwhile, is what it was the last time. */
function listing(accounts: readonly ListedAccount[]): OrganizationListing {
  const byId = new Map(accounts.map((account) => [account.id, account]));
  const sorted = [...byId.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    status: "present",
    accounts: sorted.filter(({ active }) => active).map(({ id, name }) => ({ id, name })),
    inactive: sorted.filter(({ active }) => !active).map(({ id }) => id),
  };
}
