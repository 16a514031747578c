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
  ownerWords,
  ruleWords,
  STANDING_WORDS,
} from "../shared/reports/key-words.ts";
import { counted, minute } from "../shared/reports/words.ts";
import { paragraph, type TextPage } from "./paragraph.ts";
import type { Format } from "./terminal.ts";
import { textWidth } from "./text-width.ts";

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
export function keysLines(report: KeyReport, page: TextPage): readonly string[] {
  const rows = Map.groupBy(keysInOrder(report), ({ account }) => account);
  const troubles = keyTroubles(report).flatMap((trouble) =>
    paragraph(visibleText(trouble), page, { mark: "? ", format: "magenta" }),
  );
  const skipped = report.inactive.map((id) => `Account ${id} is suspended, closed or not joined yet: left out.`);
  return [
    ...readAccounts(report).flatMap((account) => accountLines(account, rows.get(account) ?? [], page)),
    ...troubles,
    ...skipped.map((line) => page.style("dim", line)),
    ...(troubles.length + skipped.length === 0 ? [] : [""]),
    ...paragraph(totals(report), page, { format: OUTCOMES[keyOutcome(report)] }),
  ];
}

type ReadAccount = ReturnType<typeof readAccounts>[number];

function accountLines(account: ReadAccount, rows: readonly ReportRow[], page: TextPage): readonly string[] {
  const name = visibleText(accountWords(account).replace("account", "Account"));
  return [
    `${page.style("bold", name)}, ${visibleText(sourceWords(account))}`,
    ...(hasRootKey(account.root) ? [rootLine(account, page)] : []),
    "",
    ...(rows.length === 0 ? ["  no user has an access key, as far as is known"] : tableLines(rows, page)),
    ...account.notes.flatMap((note) => paragraph(visibleText(note), page, { mark: "  ", format: "dim" })),
    "",
  ];
}

function sourceWords({ source, credentialReport }: ReadAccount): string {
  if (source.kind === "files") return `as ${source.files.join(" and ")} has it`;
  if (credentialReport.status === "missing") return "read from IAM without its credential report";
  const { generatedAt } = credentialReport;
  return generatedAt === undefined ? "read from IAM" : `credential report of ${minute(generatedAt)}`;
}

function rootLine({ root: { forbiddenBy } }: ReadAccount, { style }: TextPage): string {
  const forbidden = forbiddenBy.length === 0 ? "" : `, which ${forbiddenBy.join(", ")} forbids`;
  return style(["red", "bold"], visibleText(`  ✗ the root user has an access key${forbidden}`));
}

/** The columns that stand side by side; all else of a key stands below it. */
function tableLines(rows: readonly ReportRow[], page: TextPage): readonly string[] {
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
      ...paragraph(visibleText(detailWords(row)), page, { mark: "      ", format: "dim" }),
    ]),
  ];
}

function detailWords({ user, key }: ReportRow): string {
  const rule = user.rule.status === "rule" ? `limit ${ruleWords(user.rule)}` : ruleWords(user.rule);
  return `${rule}; owner ${ownerWords(user.owner)}; last used: ${lastUseWords(key.lastUse)}; ${asOfWords(user.asOf)}`;
}

function totals(report: KeyReport): string {
  const { accounts, keys, tooOld, due, neverUsed, usersWithTwoKeys, troubles } = keyCounts(report);
  const read = `${counted(accounts.read, "account", "accounts")} read${accounts.notRead === 0 ? "" : `, ${accounts.notRead} not read`}`;
  const known = troubles === 0 ? "" : `; ${counted(troubles, "thing is", "things are")} not known`;
  return `${counted(keys, "access key", "access keys")}: ${tooOld} too old, ${due} due, ${neverUsed} never used; ${counted(usersWithTwoKeys, "user", "users")} with two; ${read}${known}.`;
}
