import type { VNode } from "preact";
import { visibleText } from "../drift/visible-text.ts";
import type { CheckResult } from "./check-result.ts";
import { type Content, element } from "./render-html-element.ts";
import { accountName } from "./render-html-outcome.ts";
import { isTold, WORST_FIRST } from "./severities.ts";
import { counted } from "./words.ts";

/** What narrows the findings down. It stays hidden until the script that does it shows it. */
export function filters({ accounts }: CheckResult): Content {
  const told = accounts.flatMap((account) => account.entities).filter(isTold);
  if (told.length === 0) return "";
  const rules = told.flatMap(({ drifts, waived, undecided }) => [
    ...[...drifts, ...waived.map(({ drift }) => drift), ...undecided].map(({ rule }) => rule),
  ]);
  return element(
    "form",
    { id: "filters", class: "filters", role: "search", "aria-label": "Findings", hidden: true },
    severities(),
    accounts.length < 2
      ? ""
      : select(
          "filter-account",
          "Account",
          accounts.map((account) => ({ value: account.account, words: accountName(account) })),
        ),
    select(
      "filter-baseline",
      "Baseline",
      told.map(({ baseline }) => baseline),
    ),
    select("filter-rule", "Rule", rules),
    select(
      "filter-kind",
      "Kind of entity",
      told.map(({ entity }) => entity.split("/", 1)[0] ?? ""),
    ),
    element(
      "div",
      { class: "field" },
      element("label", { for: "filter-text" }, "Search names and text"),
      element("input", { id: "filter-text", type: "search", autocomplete: "off", spellcheck: "false" }),
    ),
    element(
      "div",
      { class: "field buttons" },
      element("button", { type: "reset" }, "Reset"),
      element("button", { type: "button", id: "open-policies" }, "Open all policies"),
    ),
  );
}

/** How many findings are shown, said whenever that changes. */
export function shownCount({ accounts }: CheckResult): VNode {
  const told = accounts.flatMap((account) => account.entities).filter(isTold);
  const items = told.reduce(
    (sum, { drifts, waived, undecided }) =>
      sum + drifts.length + waived.length + new Set(undecided.map(({ reason }) => reason)).size,
    0,
  );
  const words = `${counted(items, "finding", "findings")} on ${counted(told.length, "entity", "entities")}`;
  return element("p", { id: "shown", class: "shown", role: "status", "aria-live": "polite" }, words);
}

function severities(): VNode {
  return element(
    "fieldset",
    null,
    element("legend", null, "Severity"),
    [...WORST_FIRST, "undecided" as const].map((severity) => checkbox(`filter-${severity}`, severity, "severity")),
    checkbox("filter-waived", "waived", "waived"),
  );
}

function checkbox(id: string, words: string, name: string): VNode {
  return element(
    "label",
    { for: id },
    element("input", { id, type: "checkbox", name, value: words, checked: true }),
    ` ${name === "waived" ? "show waived" : words}`,
  );
}

interface Choice {
  readonly value: string;
  readonly words: string;
}

function select(id: string, label: string, choices: readonly (string | Choice)[]): VNode {
  const shown = choices.map((choice): [string, string] =>
    typeof choice === "string"
      ? [visibleText(choice), visibleText(choice)]
      : [visibleText(choice.value), visibleText(choice.words)],
  );
  const options = [...new Map(shown)].toSorted(([, one], [, other]) => (one < other ? -1 : 1));
  return element(
    "div",
    { class: "field" },
    element("label", { for: id }, label),
    element(
      "select",
      { id },
      element("option", { value: "" }, "all"),
      options.map(([value, words]) => element("option", { value }, words)),
    ),
  );
}
