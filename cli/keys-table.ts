import { visibleText } from "../shared/drift/visible-text.ts";
import {
  accountWords,
  hasRootKey,
  type KeyOutcome,
  type KeyReport,
  keyCounts,
  keyOutcome,
  keysInOrder,
  keyTroubles,
  type ReportRow,
  readAccounts,
} from "../shared/reports/key-report.ts";
import {
  asOfWords,
  countdownWords,
  lastUseWords,
  minute,
  ownerWords,
  ruleWords,
  STANDING_WORDS,
} from "../shared/reports/key-words.ts";
import type { CheckPage } from "./check-table.ts";
import { textWidth, wrapText } from "./text-width.ts";

type Format = Parameters<CheckPage["style"]>[0];

const FORMATS: Readonly<Record<ReportRow["key"]["standing"], Format>> = {
  "too-old": ["red", "bold"],
  due: "yellow",
  within: "green",
  "no-rule": "dim",
  inactive: "dim",
};

const OUTCOMES: Readonly<Record<KeyOutcome, Format>> = {
  clean: ["green", "bold"],
  due: ["red", "bold"],
  trouble: ["magenta", "bold"],
};

/** The report for people at a terminal: by account, every key with its age, the rule and whose it is; the last line has the totals. */
export function keysLines(report: KeyReport, page: CheckPage): readonly string[] {
  const rows = Map.groupBy(keysInOrder(report), ({ account }) => account);
  const troubles = keyTroubles(report).flatMap((trouble) => wrapped(trouble, page, { mark: "? ", format: "magenta" }));
  const skipped = report.inactive.map((id) => `Account ${id} is suspended, closed or not joined yet: left out.`);
  return [
    ...readAccounts(report).flatMap((account) => accountLines(account, rows.get(account) ?? [], page)),
    ...troubles,
    ...skipped.map((line) => page.style("dim", line)),
    ...(troubles.length + skipped.length === 0 ? [] : [""]),
    ...wrapped(totals(report), page, { mark: "", format: OUTCOMES[keyOutcome(report)] }),
  ];
}

type ReadAccount = ReturnType<typeof readAccounts>[number];

function accountLines(account: ReadAccount, rows: readonly ReportRow[], page: CheckPage): readonly string[] {
  const name = visibleText(accountWords(account).replace("account", "Account"));
  return [
    `${page.style("bold", name)}, ${visibleText(sourceWords(account))}`,
    ...(hasRootKey(account.root) ? [rootLine(account, page)] : []),
    "",
    ...(rows.length === 0 ? ["  no user has an access key, as far as is known"] : tableLines(rows, page)),
    ...account.notes.flatMap((note) => wrapped(note, page, { mark: "  ", format: "dim" })),
    "",
  ];
}

function sourceWords({ source, credentialReport }: ReadAccount): string {
  if (source.kind === "files") return `as ${source.files.join(" and ")} has it`;
  if (credentialReport.status === "missing") return "read from IAM without its credential report";
  const { generatedAt } = credentialReport;
  return generatedAt === undefined ? "read from IAM" : `credential report of ${minute(generatedAt)}`;
}

function rootLine({ root: { forbiddenBy } }: ReadAccount, { style }: CheckPage): string {
  const forbidden = forbiddenBy.length === 0 ? "" : `, which ${forbiddenBy.join(", ")} forbids`;
  return style(["red", "bold"], visibleText(`  ✗ the root user has an access key${forbidden}`));
}

/** The columns that stand side by side; all else of a key stands below it. */
function tableLines(rows: readonly ReportRow[], page: CheckPage): readonly string[] {
  const cells = rows.map(({ user, key }) =>
    [user.user, key.key, `${key.ageInDays} d`, STANDING_WORDS[key.standing], countdownWords(key)].map(visibleText),
  );
  const head = ["user", "key", "age", "standing", ""];
  const widths = head.map((name, at) => Math.max(name.length, ...cells.map((row) => textWidth(row[at] ?? ""))));
  const line = (row: readonly string[]): string =>
    `  ${row.map((cell, at) => `${cell}${" ".repeat((widths[at] ?? 0) - textWidth(cell))}`).join("  ")}`.trimEnd();
  return [
    page.style("dim", line(head)),
    ...rows.flatMap((row, at) => [
      page.style(FORMATS[row.key.standing], line(cells[at] ?? [])),
      ...wrapped(detailWords(row), page, { mark: "      ", format: "dim" }),
    ]),
  ];
}

function detailWords({ user, key }: ReportRow): string {
  const rule = user.rule.status === "rule" ? `limit ${ruleWords(user.rule)}` : ruleWords(user.rule);
  return `${rule}; owner ${ownerWords(user.owner)}; last used: ${lastUseWords(key.lastUse)}; ${asOfWords(user.asOf)}`;
}

function totals(report: KeyReport): string {
  const { accounts, keys, tooOld, due, neverUsed, usersWithTwoKeys, troubles } = keyCounts(report);
  const read = `${accounts.read} ${accounts.read === 1 ? "account" : "accounts"} read${accounts.notRead === 0 ? "" : `, ${accounts.notRead} not read`}`;
  const known = troubles === 0 ? "" : `; ${troubles} ${troubles === 1 ? "thing is" : "things are"} not known`;
  return `${keys} access ${keys === 1 ? "key" : "keys"}: ${tooOld} too old, ${due} due, ${neverUsed} never used; ${usersWithTwoKeys} ${usersWithTwoKeys === 1 ? "user" : "users"} with two; ${read}${known}.`;
}

/** A text of one paragraph, made safe, broken to the page's width; what follows the first line stands below where that began. */
function wrapped(
  text: string,
  { width, style }: CheckPage,
  { mark, format }: { readonly mark: string; readonly format: Format },
): readonly string[] {
  const lines = wrapText(`${mark}${visibleText(text)}`, Math.max(20, width), mark.length);
  return lines.map(({ lead, text: piece }) => style(format, `${lead}${piece.trimEnd()}`));
}
