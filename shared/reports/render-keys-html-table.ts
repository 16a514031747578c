import type { VNode } from "preact";
import { type KeyReport, keysInOrder, type ReportRow } from "./key-report.ts";
import { asOfWords, countdownWords, lastUseWords, ownerWords, ruleWords, STANDING_WORDS } from "./key-words.ts";
import { type Content, element } from "./render-html-element.ts";
import { scrollingTable } from "./render-html-table.ts";
import { accountCode, code, day, prose } from "./render-html-text.ts";
import { counted } from "./words.ts";

const NAMES = ["User", "Standing", "Key", "Age in days", "Owner", "Rule", "Last used", "As of"];

/** A page of more rows than this takes a browser seconds; CSV and JSON have them all. */
export const MOST_ROWS = 5_000;

/** What says that a table has more rows than a page; nothing where it has not. */
export function rowsLeftOut(count: number): Content {
  if (count <= MOST_ROWS) return "";
  const more = counted(count - MOST_ROWS, "more row stands", "more rows stand");
  return element("p", { class: "shown" }, `${more} only in the report's CSV and JSON.`);
}

/** The access keys of every user, the most pressing first: what the chart shows, and all else that is known of them. */
export function keysTableSection(report: KeyReport): VNode {
  const rows = keysInOrder(report);
  return element(
    "section",
    { class: "keys", id: "all-keys", tabindex: -1, "aria-labelledby": "keys" },
    element("h2", { id: "keys" }, "Access keys"),
    rows.length === 0
      ? element("p", null, "No user has an access key, as far as is known.")
      : table(rows.slice(0, MOST_ROWS)),
    rowsLeftOut(rows.length),
  );
}

function table(rows: readonly ReportRow[]): VNode {
  const caption = "Access keys, those that are too old first";
  return scrollingTable(
    { region: { "aria-labelledby": "keys" }, class: "all-keys", caption, names: NAMES },
    rows.map(keyRow),
  );
}

function keyRow({ account, user, key }: ReportRow): VNode {
  const cell = (...content: readonly Content[]): VNode => element("td", { class: "words" }, ...content);
  const owner = user.owner.status === "named" ? code(user.owner.name) : prose(ownerWords(user.owner));
  return element(
    "tr",
    null,
    element("th", { scope: "row" }, code(user.user), below(accountCode(account))),
    cell(
      element("span", { class: `key-state ${key.standing}` }, STANDING_WORDS[key.standing]),
      below(countdownWords(key)),
    ),
    element("td", { class: "id" }, code(key.key)),
    cell(key.ageInDays, below("since ", element("span", { class: "whole" }, day(key.createdAt)))),
    cell(owner),
    cell(prose(ruleWords(user.rule))),
    cell(prose(lastUseWords(key.lastUse))),
    cell(prose(asOfWords(user.asOf))),
  );
}

function below(...content: readonly Content[]): VNode {
  return element("div", { class: "below" }, ...content);
}
