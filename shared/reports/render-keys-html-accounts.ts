import type { VNode } from "preact";
import { hasRootKey, type KeyReport, keyCounts, keyReport, type ReportedAccount } from "./key-report.ts";
import { type Content, element } from "./render-html-element.ts";
import { countCell, scrollingTable } from "./render-html-table.ts";
import { accountCode, code, prose } from "./render-html-text.ts";
import { minute } from "./words.ts";

const NAMES = [
  "Account",
  "Keys",
  "Too old",
  "Due",
  "No limit",
  "Inactive",
  "Never used",
  "Two keys",
  "Root key",
  "Credential report",
];

/** Every account, with its figures; one that was not read has none, and says why. */
export function keyAccountsSection(report: KeyReport): VNode {
  return element(
    "section",
    { "aria-labelledby": "accounts" },
    element("h2", { id: "accounts" }, "Accounts"),
    scrollingTable(
      {
        region: { "aria-labelledby": "accounts" },
        class: "accounts",
        caption: "Access keys by account",
        names: NAMES,
      },
      report.accounts.map((account) => accountRow(account, report)),
    ),
  );
}

function accountRow(account: ReportedAccount, report: KeyReport): VNode {
  const name = element("th", { scope: "row" }, accountCode(account));
  if (account.status === "not-read") {
    const why = element("td", { class: "words", colspan: NAMES.length - 1 }, "Not read: ", prose(account.reason));
    return element("tr", null, name, why);
  }
  const counts = keyCounts(keyReport({ ...report, accounts: [account], unlisted: [], inactive: [] }));
  return element(
    "tr",
    null,
    name,
    element("td", null, counts.keys),
    countCell(counts.tooOld, "critical"),
    countCell(counts.due, "medium"),
    element("td", null, counts.withoutRule),
    element("td", null, counts.inactive),
    element("td", null, counts.neverUsed),
    element("td", null, counts.usersWithTwoKeys),
    rootCell(account.root),
    element("td", { class: "words" }, reportWords(account.credentialReport)),
  );
}

type ReadAccount = Extract<ReportedAccount, { status: "read" }>;

function rootCell(root: ReadAccount["root"]): VNode {
  if (root.accessKeys.status === "unreadable") {
    return element("td", null, element("span", { class: "pill pill-undecided" }, "not known"));
  }
  if (!hasRootKey(root)) return element("td", null, element("span", { class: "none" }, "none"));
  const isForbidden = root.forbiddenBy.length > 0;
  const pill = element("span", { class: `pill pill-${isForbidden ? "critical" : "high"}` }, "has one");
  if (!isForbidden) return element("td", null, pill);
  const by = root.forbiddenBy.map((name, at) => [at === 0 ? "" : ", ", code(name)]);
  return element("td", null, pill, element("div", { class: "below" }, "forbidden by ", by));
}

function reportWords(report: ReadAccount["credentialReport"]): Content {
  // Why stands below, among what is not known.
  if (report.status === "missing") return "missing";
  return report.generatedAt === undefined ? "from a file" : `of ${minute(report.generatedAt)}`;
}
