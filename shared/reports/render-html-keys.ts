import type { VNode } from "preact";
import type { CheckResult } from "./check-result.ts";
import { type KeyRow, keyRows, type UnreadKeys } from "./key-rows.ts";
import { STANDING_WORDS } from "./key-words.ts";
import { type Content, element } from "./render-html-element.ts";
import { type ChartedKey, keyChart } from "./render-html-key-chart.ts";
import { keyLegend } from "./render-html-key-legend.ts";
import { accountName } from "./render-html-outcome.ts";
import { scrollingTable } from "./render-html-table.ts";
import { code, day, prose } from "./render-html-text.ts";
import { counted } from "./words.ts";

/** More keys than this are folded away: the findings would be far below them. */
const MOST_OPEN = 40;

/** The ages of all access keys that a baseline has rules for, as a chart and as a table; nothing where there are none. */
export function keysSection(result: CheckResult): Content {
  const { rows, unread } = keyRows(result);
  if (rows.length + unread.length === 0) return "";
  const named = result.accounts.length > 1;
  return element(
    "section",
    { class: "keys", "aria-labelledby": "keys" },
    element("h2", { id: "keys" }, "Access keys"),
    unread.map((user) => unreadKeys(user, named)),
    rows.length === 0 ? "" : keysOf(rows, named),
  );
}

function keysOf(rows: readonly KeyRow[], named: boolean): Content {
  const chart = element(
    "div",
    { class: "scroll", role: "region", "aria-label": "Chart of key ages", tabindex: 0 },
    keyChart(rows.map(charted)),
  );
  const table = element(
    "details",
    { class: "key-table" },
    element("summary", null, "Ages as a table"),
    keyTable(rows, named),
  );
  if (rows.length <= MOST_OPEN) return [keyLegend(), chart, table];
  return element(
    "details",
    null,
    element("summary", null, `Ages of ${counted(rows.length, "access key", "access keys")}`),
    keyLegend(),
    chart,
    table,
  );
}

function charted({ user, key, limits, state }: KeyRow): ChartedKey {
  return { user, key: `…${key.lastFour}`, ageInDays: key.ageInDays, limits, standing: state };
}

function unreadKeys({ account, user, reason }: UnreadKeys, named: boolean): VNode {
  return element(
    "p",
    { class: "unread" },
    "The access keys of user ",
    code(user),
    named ? [" in ", prose(accountName(account))] : "",
    " could not be read, so their ages are not known. Reason: ",
    prose(reason),
  );
}

function keyTable(rows: readonly KeyRow[], named: boolean): VNode {
  const names = [
    "User",
    ...(named ? ["Account"] : []),
    "Baseline",
    "Key",
    "Status",
    "Created",
    "Age",
    "Due at",
    "Too old at",
    "Last used",
    "State",
  ];
  const caption = "Access keys, the oldest first; ages in days";
  return scrollingTable(
    { region: { "aria-label": "Table of key ages" }, caption, names },
    rows.map((row) => keyRow(row, named)),
  );
}

function keyRow({ account, baseline, user, key, limits, state }: KeyRow, named: boolean): VNode {
  const cell = (content: Content): VNode => element("td", null, content);
  return element(
    "tr",
    null,
    element("th", { scope: "row" }, code(user)),
    named ? cell(prose(accountName(account))) : "",
    cell(code(baseline)),
    cell(code(`…${key.lastFour}`)),
    cell(key.status === "Active" ? "active" : "inactive"),
    cell(day(key.createdAt)),
    cell(key.ageInDays),
    cell(limits.warningDays ?? "no warning"),
    cell(limits.maximumDays),
    element("td", { class: "last-used" }, lastUse(key.lastUsed)),
    cell(element("span", { class: `key-state ${state}` }, STANDING_WORDS[state])),
  );
}

function lastUse(lastUsed: KeyRow["key"]["lastUsed"]): Content {
  if (lastUsed.status === "used") return day(lastUsed.at);
  if (lastUsed.status === "none") return "none on record";
  return ["not known: ", prose(lastUsed.reason)];
}
