import type { VNode } from "preact";
import { hasTwoKeys, type KeyReport, type ReportedAccount, readAccounts } from "./key-report.ts";
import { dayOf, mfaWords, ownerWords, passwordWords } from "./key-words.ts";
import { type Content, element } from "./render-html-element.ts";
import { scrollingTable } from "./render-html-table.ts";
import { accountCode, code, prose } from "./render-html-text.ts";
import { MOST_ROWS, rowsLeftOut } from "./render-keys-html-table.ts";
import { counted } from "./words.ts";

/** More users than this are folded away. */
const MOST_OPEN = 40;

type ReadAccount = Extract<ReportedAccount, { status: "read" }>;
type User = ReadAccount["users"][number];

const NAMES = ["User", "Account", "Owner", "Access keys", "Password", "MFA"];

/** Every user and every root user, with password and MFA in the words of the credential report. */
export function keyUsersSection(report: KeyReport): Content {
  const accounts = readAccounts(report);
  if (accounts.length === 0) return "";
  const all = accounts.flatMap((account) => [
    () => rootRow(account),
    ...account.users.map((user) => () => userRow(user, account)),
  ]);
  const rows = all.slice(0, MOST_ROWS).map((row) => row());
  const table = usersTable(rows);
  return element(
    "section",
    { class: "keys", "aria-labelledby": "users" },
    element("h2", { id: "users" }, "Users, passwords and MFA"),
    rows.length <= MOST_OPEN
      ? table
      : element("details", null, element("summary", null, counted(all.length, "user", "users")), table),
    rowsLeftOut(all.length),
  );
}

function usersTable(rows: readonly VNode[]): VNode {
  const caption = "Users, as the credential report has them";
  return scrollingTable({ region: { "aria-labelledby": "users" }, class: "all-users", caption, names: NAMES }, rows);
}

function userRow(user: User, account: ReadAccount): VNode {
  return row(element("span", null, code(user.user)), [
    accountCode(account),
    user.owner.status === "named" ? code(user.owner.name) : prose(ownerWords(user.owner)),
    keysCell(user),
    prose(passwordWords(user)),
    prose(mfaWords(user)),
  ]);
}

function keysCell(user: User): Content {
  if (user.keys.status === "unreadable") return ["not known: ", prose(user.keys.reason)];
  return hasTwoKeys(user) ? "two active keys" : counted(user.keys.keys.length, "key", "keys");
}

function rootRow(account: ReadAccount): VNode {
  const { accessKeys, credentials } = account.root;
  const has = accessKeys.status === "read" ? (accessKeys.present ? "has an access key" : "none") : "not known";
  const { passwordLastUsed: used, mfaActive: mfa } = credentials ?? {};
  return row("the root user", [
    accountCode(account),
    "",
    has,
    used === undefined ? "not known" : ["last used: ", prose(dayOf(used))],
    mfa === undefined ? "not known" : prose(mfa === "true" ? "yes" : mfa === "false" ? "no" : mfa),
  ]);
}

function row(name: Content, cells: readonly Content[]): VNode {
  return element(
    "tr",
    null,
    element("th", { scope: "row" }, name),
    cells.map((cell) => element("td", { class: "words" }, cell)),
  );
}
