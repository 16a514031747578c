import type { AccountKeys, UserKeys } from "../drift/account-keys.ts";
import type { StandingKey } from "../drift/key-standing.ts";

/**
 * The key-rotation report: every access key of every watched account, as far as it could be read, and what could not. What every rendering
 * of it shows.
 */
export interface KeyReport {
  readonly version: 1;
  /** ISO 8601: what ages are counted to. */
  readonly madeAt: string;
  /** The digest of the configuration that the keys were held to. */
  readonly configurationDigest: string;
  /** Each once, in the order of the configuration. */
  readonly accounts: readonly ReportedAccount[];
  /** Why accounts that the configuration means could not even be named: one sentence each. */
  readonly unlisted: readonly string[];
  /** The ids of accounts that are suspended, closed or not joined yet, and so were left out. */
  readonly inactive: readonly string[];
}

/** One account: what is told of its keys, or why it was not read. */
export type ReportedAccount = AccountNamed &
  (
    | ({ readonly status: "read"; readonly source: KeySource } & AccountKeys)
    | { readonly status: "not-read"; readonly reason: string }
  );

interface AccountNamed {
  /** Twelve digits. */
  readonly account: string;
  readonly alias?: string;
  readonly partition: string;
}

/** Where it was read from: IAM, or files, named as they were given. */
export type KeySource = { readonly kind: "live" } | { readonly kind: "files"; readonly files: readonly string[] };

type ReadAccount = Extract<ReportedAccount, { status: "read" }>;

/**
 * Puts a report together. An account that is there twice is told of once, as it was read where one reading failed.
 */
export function keyReport({ accounts, ...report }: Omit<KeyReport, "version">): KeyReport {
  const once = new Map<string, ReportedAccount>();
  for (const account of accounts) {
    const key = `${account.partition} ${account.account}`;
    const known = once.get(key);
    if (known === undefined || (known.status === "not-read" && account.status === "read")) once.set(key, account);
  }
  return { version: 1, ...report, accounts: [...once.values()] };
}

/** One access key, with whose it is. */
export interface ReportRow {
  readonly account: ReadAccount;
  readonly user: UserKeys;
  readonly key: StandingKey;
}

/** Every user's keys: those that are too old first, the longest so before the others, then those that are due, then the oldest. */
export function keysInOrder({ accounts }: KeyReport): readonly ReportRow[] {
  const rows = accounts.flatMap((account) =>
    account.status !== "read"
      ? []
      : account.users.flatMap((user) =>
          user.keys.status === "read" ? user.keys.keys.map((key): ReportRow => ({ account, user, key })) : [],
        ),
  );
  return rows.toSorted(
    (one, other) =>
      rank(one) - rank(other) ||
      (one.key.daysUntilBreach ?? 0) - (other.key.daysUntilBreach ?? 0) ||
      other.key.ageInDays - one.key.ageInDays,
  );
}

function rank({ key: { standing } }: ReportRow): number {
  if (standing === "too-old") return 0;
  if (standing === "due") return 1;
  return standing === "within" ? 2 : 3;
}

/** The figures that head every rendering. */
export interface KeyCounts {
  readonly accounts: { readonly read: number; readonly notRead: number };
  /** Access keys of users. */
  readonly keys: number;
  readonly tooOld: number;
  readonly due: number;
  readonly withoutRule: number;
  readonly inactive: number;
  /** Active keys that IAM has no record of a use of. */
  readonly neverUsed: number;
  readonly usersWithTwoKeys: number;
  readonly rootUsersWithKeys: number;
  readonly troubles: number;
}

/** Counts what a report tells. */
export function keyCounts(report: KeyReport): KeyCounts {
  const rows = keysInOrder(report);
  const read = readAccounts(report);
  const standing = (wanted: StandingKey["standing"]): number =>
    rows.filter(({ key }) => key.standing === wanted).length;
  return {
    accounts: { read: read.length, notRead: report.accounts.length - read.length },
    keys: rows.length,
    tooOld: standing("too-old"),
    due: standing("due"),
    withoutRule: standing("no-rule"),
    inactive: standing("inactive"),
    neverUsed: rows.filter(({ key }) => isNeverUsed(key)).length,
    usersWithTwoKeys: read.flatMap(({ users }) => users.filter(hasTwoKeys)).length,
    rootUsersWithKeys: read.filter(({ root }) => hasRootKey(root)).length,
    troubles: keyTroubles(report).length,
  };
}

export function isNeverUsed({ status, lastUse }: StandingKey): boolean {
  return status === "Active" && lastUse.status === "none";
}

/** Whether a user has two active keys: one more than it takes, except while it is replaced. */
export function hasTwoKeys({ keys }: UserKeys): boolean {
  return keys.status === "read" && keys.keys.filter(({ status }) => status === "Active").length > 1;
}

export function hasRootKey({ accessKeys }: ReadAccount["root"]): boolean {
  return accessKeys.status === "read" && accessKeys.present;
}

/** The accounts that were read. */
export function readAccounts({ accounts }: KeyReport): readonly ReadAccount[] {
  return accounts.filter((each) => each.status === "read");
}

/** Everything that is not known, with the account it belongs to: one sentence each. */
export function keyTroubles({ accounts, unlisted }: KeyReport): readonly string[] {
  const own = accounts.flatMap((account) => {
    const name = accountWords(account).replace("account", "Account");
    if (account.status === "not-read") return [`${name} was not read: ${account.reason}`];
    return account.troubles.map((trouble) => `${name}: ${trouble}`);
  });
  return [...own, ...unlisted];
}

/** `clean`: no key is due; `due`: one is due or too old, or a root user has a key that a baseline forbids; `trouble`: something is not known. */
export type KeyOutcome = "clean" | "due" | "trouble";

/** What a report comes to: what the exit code says. Trouble outranks what was found. */
export function keyOutcome(report: KeyReport): KeyOutcome {
  const { tooOld, due, troubles } = keyCounts(report);
  if (troubles > 0) return "trouble";
  const forbidden = readAccounts(report).some(({ root }) => hasRootKey(root) && root.forbiddenBy.length > 0);
  return tooOld > 0 || due > 0 || forbidden ? "due" : "clean";
}

/** `account shop (123456789012)`, or the number alone. */
export function accountWords({ account, alias }: AccountNamed): string {
  return alias === undefined ? `account ${account}` : `account ${alias} (${account})`;
}
