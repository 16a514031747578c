import type { VNode } from "preact";
import type { CheckedEntity, CheckResult } from "./check-result.ts";
import { type Content, element } from "./render-html-element.ts";
import { code } from "./render-html-text.ts";
import { isUnknown, WORST_FIRST } from "./severities.ts";

/** How many findings each baseline has, by severity; what could not be read or told apart is undecided, however bad it might be. */
export function summarySection({ accounts }: CheckResult): VNode {
  const entities = accounts.flatMap((account) => account.entities);
  const byBaseline = Map.groupBy(entities, ({ baseline }) => baseline);
  return element(
    "section",
    { "aria-labelledby": "summary" },
    element("h2", { id: "summary" }, "Summary"),
    element(
      "div",
      { class: "scroll", role: "region", "aria-labelledby": "summary", tabindex: 0 },
      element(
        "table",
        { class: "summary" },
        element("caption", { class: "spoken" }, "Findings by baseline and severity"),
        element("thead", null, element("tr", null, columnNames().map(columnHeader))),
        element(
          "tbody",
          null,
          [...byBaseline].map(([baseline, own]) => summaryRow(code(baseline), own)),
        ),
        element("tfoot", null, summaryRow("All", entities)),
      ),
    ),
  );
}

function columnNames(): readonly string[] {
  const severities = WORST_FIRST.map((severity) => `${severity.charAt(0).toUpperCase()}${severity.slice(1)}`);
  return ["Baseline", "Entities", ...severities, "Undecided", "Waived"];
}

function columnHeader(name: string): VNode {
  return element("th", { scope: "col" }, name);
}

function summaryRow(name: Content, entities: readonly CheckedEntity[]): VNode {
  const drifts = entities.flatMap((each) => each.drifts);
  const known = drifts.filter((drift) => !isUnknown(drift));
  const rules = entities.flatMap(({ undecided }) => undecided);
  return element(
    "tr",
    null,
    element("th", { scope: "row" }, name),
    element("td", null, entities.length),
    WORST_FIRST.map((severity) => count(known.filter((drift) => drift.severity === severity).length, severity)),
    count(drifts.length - known.length + rules.length, "undecided"),
    count(entities.flatMap(({ waived }) => waived).length, "waived"),
  );
}

function count(found: number, kind: string): VNode {
  return element("td", null, element("span", { class: found === 0 ? "none" : `pill pill-${kind}` }, found));
}
