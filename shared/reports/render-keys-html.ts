import type { VNode } from "preact";
import {
  accountWords,
  type KeyOutcome,
  type KeyReport,
  keyCounts,
  keyOutcome,
  keyTroubles,
  readAccounts,
} from "./key-report.ts";
import { type Content, element } from "./render-html-element.ts";
import { accountName } from "./render-html-outcome.ts";
import { htmlPage } from "./render-html-page.ts";
import { STYLE } from "./render-html-style.ts";
import { code, fact, moment, prose } from "./render-html-text.ts";
import { keyAccountsSection } from "./render-keys-html-accounts.ts";
import { keysChartSection } from "./render-keys-html-chart.ts";
import { KEYS_STYLE } from "./render-keys-html-style.ts";
import { keysTableSection } from "./render-keys-html-table.ts";
import { keyUsersSection } from "./render-keys-html-users.ts";
import { counted } from "./words.ts";

const OUTCOME_NAMES: Readonly<Record<KeyOutcome, string>> = {
  clean: "Nothing is due",
  due: "Keys to replace",
  trouble: "Not everything is known",
};

/** As the check report colours its outcomes. */
const OUTCOME_CLASSES: Readonly<Record<KeyOutcome, string>> = { clean: "clean", due: "drift", trouble: "trouble" };

/**
 * The report as one page, of the check report's look and with its guarantees (see `htmlPage`): what it came to, each account, what is not
 * known, the ages against the rules as a chart, every key and every user in tables.
 */
export function renderKeysHtml(report: KeyReport): string {
  const name = pageName(report);
  return htmlPage({
    title: `${name}: ${OUTCOME_NAMES[keyOutcome(report)].toLowerCase()}, ${report.madeAt.slice(0, 10)} (Plumbline)`,
    style: `${STYLE}\n${KEYS_STYLE}`,
    skipTo: { id: "all-keys", words: "Skip to the keys" },
    header: header(name, report),
    main: [
      keyAccountsSection(report),
      notKnown(report),
      keysChartSection(report),
      keysTableSection(report),
      keyUsersSection(report),
      notes(report),
    ],
    footer: footer(report),
  });
}

function pageName({ accounts }: KeyReport): string {
  const [only, ...others] = accounts;
  if (only === undefined || others.length > 0)
    return `Access keys of ${counted(accounts.length, "account", "accounts")}`;
  return `Access keys of ${accountName(only)}`;
}

function header(name: string, report: KeyReport): VNode {
  const outcome = keyOutcome(report);
  return element(
    "header",
    { class: "page-header" },
    element("p", { class: "brand" }, "Plumbline"),
    element("h1", null, prose(name)),
    element(
      "p",
      { class: `outcome outcome-${OUTCOME_CLASSES[outcome]}` },
      element("strong", null, OUTCOME_NAMES[outcome]),
      " ",
      outcomeSentence(report),
    ),
    element(
      "dl",
      { class: "facts" },
      fact("Made", moment(report.madeAt)),
      fact("Accounts", accountsFact(report)),
      fact("Configuration", code(report.configurationDigest)),
    ),
  );
}

function outcomeSentence(report: KeyReport): string {
  const { keys, tooOld, due, rootUsersWithKeys, accounts, troubles } = keyCounts(report);
  const found = [
    `${counted(keys, "access key", "access keys")}: ${tooOld} too old, ${due} due for replacement.`,
    rootUsersWithKeys === 0 ? "" : ` ${counted(rootUsersWithKeys, "root user has", "root users have")} an access key.`,
  ].join("");
  if (troubles === 0) return found;
  const unread =
    accounts.notRead === 0 ? "" : ` ${counted(accounts.notRead, "account was", "accounts were")} not read.`;
  return `${found}${unread} What is not known is listed below, so this report does not say that all else is well.`;
}

function accountsFact(report: KeyReport): string {
  const { read, notRead } = keyCounts(report).accounts;
  return notRead === 0 ? `${read} read` : `${read} read, ${notRead} not read`;
}

function notKnown(report: KeyReport): Content {
  return listSection("not-known", "Not known", keyTroubles(report), "unread");
}

function notes(report: KeyReport): Content {
  const told = readAccounts(report).flatMap((account) =>
    account.notes.map((note) => `${accountWords(account).replace("account", "Account")}: ${note}`),
  );
  const left = report.inactive.map((id) => `Account ${id} is suspended, closed or not joined yet, and was left out.`);
  return listSection("notes", "Notes", [...told, ...left], "note");
}

function listSection(id: string, title: string, sentences: readonly string[], kind: string): Content {
  if (sentences.length === 0) return "";
  return element(
    "section",
    { "aria-labelledby": id },
    element("h2", { id }, title),
    sentences.map((sentence) => element("p", { class: kind }, prose(sentence))),
  );
}

function footer(report: KeyReport): Content {
  const isOfFiles = readAccounts(report).some(({ source }) => source.kind === "files");
  const asOf = isOfFiles
    ? "Nothing here is confirmed with IAM: it is as the files have it, however old they are."
    : "What stands as confirmed with IAM was read by itself; all else is as the account's credential report has it, which may be four hours old and does not tell of every inactive key.";
  return element(
    "p",
    null,
    `Made by Plumbline. Ages are counted in whole days to the time above. ${asOf} Waivers change nothing here. This file is complete in itself and loads nothing.`,
  );
}
