import type { AccountAddress } from "../iam/arn.ts";
import { formatEntity } from "../iam/entity-reference.ts";
import { arnOf, createHold, type HeldEntity, isOfAws, type KeepEntity } from "./held-entity.ts";
import { snapshotOf } from "./held-snapshot.ts";
import { nodeOf } from "./node-of-data.ts";
import type { Unreadable } from "./observation.ts";
import { type Details, nameKey, newIndex } from "./read-snapshot-details.ts";
import type { Snapshot } from "./snapshot.ts";
import { isSameAccount, nameAccount } from "./snapshot-account.ts";
import { DetailFault, fieldsOf } from "./snapshot-fields.ts";
import { malformed } from "./snapshot-not-held.ts";
import { KINDS, LISTS, readEntry } from "./snapshot-states.ts";

/** The API call that gives a whole account. */
export const DETAILS_CALL = "GetAccountAuthorizationDetails";

/** What a page of {@link DETAILS_CALL} was answered with: IAM's own answer, its members as an SDK has them; or why there was none. */
export type DetailsPage =
  | { readonly status: "present"; readonly state: object }
  | { readonly status: "unreadable"; readonly reason: Unreadable };

/** Whose pages they are, and what to hold of them. */
export interface AccountReadingOptions {
  /** The account that the credentials belong to. */
  readonly account: AccountAddress;
  /** Left out, every principal's state is held. What is not held is `unreadable` with code `NotAsked`. */
  readonly keep?: KeepEntity;
}

/** What came of reading an account whole. */
export type AccountReading =
  | { readonly status: "present"; readonly state: Snapshot }
  | { readonly status: "unreadable"; readonly reason: Unreadable };

const SOURCE = { file: DETAILS_CALL, call: DETAILS_CALL };

/**
 * Reads an account from the pages of {@link DETAILS_CALL}, holding one page at a time and what is wanted of those before. A page that
 * cannot be read makes the whole account unreadable: what stood on it would be taken for absent.
 *
 * An entity that is on two pages was made anew, or renamed, between them: the later page has it as it is.
 */
export async function readAccount(
  pages: AsyncIterable<DetailsPage>,
  { account, keep }: AccountReadingOptions,
): Promise<AccountReading> {
  const hold = createHold(keep);
  const held = newIndex();
  const awsPolicies = new Map<string, HeldEntity>();
  for await (const page of pages) {
    if (page.status === "unreadable") return page;
    try {
      for (const entity of entitiesOf(page.state, hold)) {
        if (isOfAws(entity)) {
          awsPolicies.set(arnOf(entity), entity);
          continue;
        }
        if (!isSameAccount(entity.owner, account)) return malformed(SOURCE, foreignWords(entity, account));
        held[entity.entity.kind].set(nameKey(entity.entity.name), entity);
      }
    } catch (fault) {
      if (!(fault instanceof DetailFault)) throw fault;
      return malformed(SOURCE, fault.message);
    }
  }
  return { status: "present", state: snapshotOf(detailsOf(account, held, awsPolicies), account, undefined) };
}

/** One entry at a time: what is made of a whole page outlives V8's short-lived objects, and with them its memory grows. */
function* entitiesOf(page: object, hold: ReturnType<typeof createHold>): Generator<HeldEntity> {
  for (const kind of KINDS) {
    const { list } = LISTS[kind];
    for (const entry of entriesOf(page, list)) {
      const fields = fieldsOf(nodeOf(entry), `an entry of ${list} of ${DETAILS_CALL}`);
      yield hold(readEntry(kind, SOURCE, fields), DETAILS_CALL);
    }
  }
}

/** IAM sends every list, also one without entries: without it nothing would tell an account without users from an answer that is cut off. */
function entriesOf(page: object, list: string): readonly unknown[] {
  const entries: unknown = new Map<string, unknown>(Object.entries(page)).get(list);
  if (Array.isArray(entries)) return entries;
  const what = entries === undefined ? `${list} is missing in IAM's answer.` : `${list} is no list in IAM's answer.`;
  throw new DetailFault(0, what);
}

function foreignWords({ entity, owner }: HeldEntity, account: AccountAddress): string {
  return `${DETAILS_CALL} lists ${formatEntity(entity)} of account ${nameAccount(owner)}, and was asked of account ${nameAccount(account)}.`;
}

function detailsOf(account: AccountAddress, held: Details["held"], awsPolicies: Details["awsPolicies"]): Details {
  const strange = newIndex();
  return { call: DETAILS_CALL, files: DETAILS_CALL, account, held, strange, awsPolicies, isWhole: true };
}
