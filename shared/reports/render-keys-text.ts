import { visibleText, withoutEmailAddresses } from "../drift/visible-text.ts";
import {
  accountWords,
  hasRootKey,
  hasTwoKeys,
  isNeverUsed,
  type KeyReport,
  keyCounts,
  keysInOrder,
  keyTroubles,
  type ReportRow,
  readAccounts,
} from "./key-report.ts";
import { asOfWords, countdownWords, days, lastUseWords, ownerWords, ruleWords } from "./key-words.ts";
import { minute } from "./words.ts";

/** Where the whole report lies, or why it could not be kept. */
export type KeptReport =
  | { readonly status: "kept"; readonly location: string }
  | { readonly status: "refused"; readonly reason: string };

/** SNS takes 262,144 bytes, attributes, other renderings and what JSON makes of line breaks included. */
const MOST_BYTES = 120_000;

/** More of a kind than this nobody reads in a letter: the full report has them all. */
const MOST_NAMED = 100;
const LONGEST_TEXT = 300;

/**
 * The report as a letter: what is too old first, then what is due, the root users with keys, what is not known, and where the full report
 * lies. Plain text, in lines that mail programs break as they like; at most {@link MOST_BYTES} bytes of UTF-8. Names come from accounts: what would be
 * invisible in them is written out, and of a key only the last four characters are told.
 * @see https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
export function renderKeysText(report: KeyReport, kept: KeptReport): string {
  const rows = keysInOrder(report);
  const standing = (wanted: string) => rows.filter(({ key }) => key.standing === wanted).map(keyLine);
  const head = [
    `Key-rotation report of ${minute(report.madeAt)}`,
    `Held to the configuration ${shown(report.configurationDigest)}`,
    "",
    ...countLines(report),
    "",
    keptLine(kept),
  ];
  const rest = kept.status === "kept" ? ", in the full report" : "";
  const sections = [
    section("Too old: replace them now", standing("too-old"), rest),
    section("Due for replacement", standing("due"), rest),
    section("Root users with an access key", rootLines(report), rest),
    section("Not known", keyTroubles(report).map(item), rest),
    section("Never used", rows.filter(({ key }) => isNeverUsed(key)).map(shortLine), rest),
    section("Users with two active keys", twoKeyLines(report), rest),
    section("Accounts", report.accounts.map(accountLine), rest),
    section("Left out, because they are suspended, closed or not joined yet", report.inactive.map(item), rest),
  ];
  return `${fitted([...head, ...sections.flat()], rest).join("\n")}\n`;
}

function countLines(report: KeyReport): readonly string[] {
  const { accounts, keys, tooOld, due, withoutRule, inactive, neverUsed, usersWithTwoKeys, rootUsersWithKeys } =
    keyCounts(report);
  return [
    `Accounts: ${accounts.read} read, ${accounts.notRead} not read`,
    `Access keys: ${keys}, of them ${tooOld} too old, ${due} due, ${withoutRule} without a limit, ${inactive} inactive, ${neverUsed} never used`,
    `Users with two active keys: ${usersWithTwoKeys}`,
    `Root users with an access key: ${rootUsersWithKeys}`,
  ];
}

function keptLine(kept: KeptReport): string {
  if (kept.status === "kept") return `The full report, as a page, a table and JSON, lies at ${shown(kept.location)}`;
  return `The full report could not be kept, so this letter is all there is of it until that is put right: ${shown(kept.reason)}`;
}

/** @param rest where what has no room stands: `, in the full report`, or nothing */
function section(title: string, lines: readonly string[], rest: string): readonly string[] {
  if (lines.length === 0) return [];
  const more = lines.length - MOST_NAMED;
  const left = more > 0 ? [`- and ${more} more${rest}`] : [];
  return ["", `${title} (${lines.length})`, ...lines.slice(0, MOST_NAMED), ...left];
}

function keyLine(row: ReportRow): string {
  const { user, key } = row;
  const facts = [
    `${days(key.ageInDays)} old, ${countdownWords(key)}`,
    `limit ${shown(ruleWords(user.rule))}`,
    `owner ${ownerShown(user.owner)}`,
    `last used: ${shown(lastUseWords(key.lastUse))}`,
    shown(asOfWords(user.asOf)),
  ];
  return `${nameLine(row)}: ${facts.join("; ")}`;
}

function shortLine(row: ReportRow): string {
  return `${nameLine(row)}: ${days(row.key.ageInDays)} old; owner ${ownerShown(row.user.owner)}`;
}

/** Whoever is subscribed reads the letter: as in alerts, an e-mail address stands in the report alone. */
function ownerShown(owner: ReportRow["user"]["owner"]): string {
  return shown(withoutEmailAddresses(ownerWords(owner)));
}

function nameLine({ account, user, key }: ReportRow): string {
  return `- ${shown(user.user)} in ${shown(accountWords(account))}, ${shown(key.key)}`;
}

function rootLines(report: KeyReport): readonly string[] {
  return readAccounts(report)
    .filter(({ root }) => hasRootKey(root))
    .map(({ root, ...account }) => {
      const forbidden = root.forbiddenBy.length === 0 ? "" : `: forbidden by ${root.forbiddenBy.map(shown).join(", ")}`;
      return `${item(accountWords(account))}${forbidden}`;
    });
}

function twoKeyLines(report: KeyReport): readonly string[] {
  return readAccounts(report).flatMap(({ users, ...account }) =>
    users.filter(hasTwoKeys).map(({ user }) => `- ${shown(user)} in ${shown(accountWords(account))}`),
  );
}

function accountLine(account: KeyReport["accounts"][number]): string {
  if (account.status === "not-read") return `${item(accountWords(account))}: not read`;
  const { credentialReport } = account;
  if (credentialReport.status === "missing")
    return `${item(accountWords(account))}: read without its credential report`;
  const made = credentialReport.generatedAt;
  return `${item(accountWords(account))}: read${made === undefined ? "" : `, credential report of ${minute(made)}`}`;
}

function item(text: string): string {
  return `- ${shown(text)}`;
}

/** Text from elsewhere, on one line, as harmless as it can be, and no longer than one reads. */
function shown(text: string): string {
  const visible = visibleText(text);
  if (visible.length <= LONGEST_TEXT) return visible;
  const cut = visible.slice(0, LONGEST_TEXT - 3);
  return `${cut.isWellFormed() ? cut : cut.slice(0, -1)}...`;
}

/** As many lines as there is room for, and how many were left out. */
function fitted(lines: readonly string[], rest: string): readonly string[] {
  let bytes = 0;
  for (const [index, line] of lines.entries()) {
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > MOST_BYTES) {
      return [...lines.slice(0, index), `and ${lines.length - index} more lines${rest}`];
    }
  }
  return lines;
}
