import type { AccountAddress } from "../iam/arn.ts";
import { formatEntity } from "../iam/entity-reference.ts";
import { arnOf, type HeldEntity, isOfAws } from "./held-entity.ts";
import type { Page } from "./read-snapshot-page.ts";
import { accountOf, isSameAccount } from "./snapshot-account.ts";
import { type Called, SNAPSHOT } from "./snapshot-not-held.ts";
import type { DetailKind } from "./snapshot-states.ts";

/** Entities of each kind by {@link nameKey}. */
export type EntityIndex = Readonly<Record<DetailKind, ReadonlyMap<string, HeldEntity>>>;

/** What the authorization details of one account hold. */
export interface Details extends Called {
  /** The files, or the API call, as a sentence names them. */
  readonly files: string;
  /** `undefined` where they hold nothing that names it. */
  readonly account: AccountAddress | undefined;
  /** The account's own entities, in the order of the files. */
  readonly held: EntityIndex;
  /** Those whose ARN is of another account, which IAM would not have given: nothing is known of them, not even that they are not there. */
  readonly strange: EntityIndex;
  /** AWS's own policies by ARN. */
  readonly awsPolicies: ReadonlyMap<string, HeldEntity>;
  /** Whether all kinds are known to have been asked for, so that a kind without entities has none. */
  readonly isWhole: boolean;
}

/** What came of reading the details; `problem` is one sentence that names the place. */
export type DetailsReading =
  | { readonly status: "read"; readonly details: Details }
  | { readonly status: "invalid"; readonly problem: string };

/** What two names have in common that IAM does not let stand side by side: they differ by case alone. */
export function nameKey(name: string): string {
  return name.toLowerCase();
}

/** An index without entities. */
export function newIndex(): Record<DetailKind, Map<string, HeldEntity>> {
  return { user: new Map(), group: new Map(), role: new Map(), policy: new Map() };
}

/** Joins the texts of one call to GetAccountAuthorizationDetails: one, or its pages in any order. */
export function joinPages(pages: readonly Page[]): DetailsReading {
  const problem = incomplete(pages);
  if (problem !== undefined) return { status: "invalid", problem };
  const reading = accountOf(pages);
  if (reading.status === "invalid") return reading;
  const { account } = reading;
  const held = newIndex();
  const strange = newIndex();
  const awsPolicies = new Map<string, HeldEntity>();
  for (const found of pages.flatMap(({ entities }) => entities)) {
    if (isOfAws(found)) {
      awsPolicies.set(arnOf(found), found);
      continue;
    }
    const isOwn = account !== undefined && isSameAccount(found.owner, account);
    const byName = (isOwn ? held : strange)[found.entity.kind];
    const key = nameKey(found.entity.name);
    if (isOwn && byName.has(key)) {
      const twice = `${found.place} ${formatEntity(found.entity)} stands twice; IAM's names are unique, whatever their case.`;
      return { status: "invalid", problem: twice };
    }
    byName.set(key, found);
  }
  const details = { ...SNAPSHOT, files: filesOf(pages), account, held, strange, awsPolicies, isWhole: false };
  return { status: "read", details };
}

/** Of the pages of one call the last alone is not truncated. That one in between was left out, nothing in them tells. */
function incomplete(pages: readonly Page[]): string | undefined {
  const last = pages.filter(({ isTruncated }) => !isTruncated);
  if (last.length === 1) return undefined;
  if (last.length > 1) {
    return `${filesOf(last)} are each the end of a call of their own; give the pages of one call, or one file.`;
  }
  if (pages.length === 0) return "A snapshot needs the output of aws iam get-account-authorization-details.";
  return (
    `${filesOf(pages)} ${pages.length === 1 ? "says" : "say"} that there is more (IsTruncated, Marker or NextToken); ` +
    "give the remaining pages too, or make the file again without --max-items and --no-paginate."
  );
}

function filesOf(pages: readonly Page[]): string {
  return pages.map(({ file }) => file).join(" and ");
}
