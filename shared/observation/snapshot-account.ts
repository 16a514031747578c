import type { AccountAddress } from "../iam/arn.ts";
import { formatEntity } from "../iam/entity-reference.ts";
import { type HeldEntity, isOfAws } from "./held-entity.ts";
import type { Page } from "./read-snapshot-page.ts";

/** Whose account pages are of; `undefined` where they list nothing. `problem` is one sentence that names the place. */
export type AccountReading =
  | { readonly status: "read"; readonly account: AccountAddress | undefined }
  | { readonly status: "invalid"; readonly problem: string };

/** Whether two addresses are of the same account. */
export function isSameAccount(one: AccountAddress, other: AccountAddress): boolean {
  return one.account === other.account && one.partition === other.partition;
}

/** How a sentence names an account: `123456789012`, with its partition where that is not `aws`. */
export function nameAccount({ account, partition }: AccountAddress): string {
  return partition === "aws" ? account : `${account} (${partition})`;
}

/**
 * Tells whose account the pages are of: the one that more than half of each page's entities belong to. Files that were edited, as published
 * examples are, hold a few entities under another account; those are the reader's to tell apart.
 */
export function accountOf(pages: readonly Page[]): AccountReading {
  let known: { readonly account: AccountAddress; readonly file: string } | undefined;
  for (const { file, entities } of pages) {
    const own = entities.filter((entity) => !isOfAws(entity));
    const [first] = own;
    if (first === undefined) continue;
    const account = majorityOf(own);
    if (account === undefined) return { status: "invalid", problem: mixed(own) };
    if (known !== undefined && !isSameAccount(known.account, account)) {
      const problem = `${file} is of account ${nameAccount(account)}, and ${known.file} is of account ${nameAccount(known.account)}; give the pages of one account.`;
      return { status: "invalid", problem };
    }
    known ??= { account, file };
  }
  return { status: "read", account: known?.account };
}

function majorityOf(entities: readonly HeldEntity[]): AccountAddress | undefined {
  const byAccount = Map.groupBy(entities, ({ owner }) => nameAccount(owner));
  const largest = [...byAccount.values()].find((group) => group.length * 2 > entities.length);
  return largest?.[0]?.owner;
}

function mixed(entities: readonly HeldEntity[]): string {
  const [first] = entities;
  const other = entities.find(({ owner }) => first !== undefined && !isSameAccount(owner, first.owner));
  if (first === undefined || other === undefined) throw new TypeError("A page of one account has a majority.");
  const [one, two] = [other, first].map(
    ({ entity, owner }) => `${formatEntity(entity)} belongs to account ${nameAccount(owner)}`,
  );
  return `${other.place} ${one}, but ${two}; a snapshot is of one account.`;
}
