import type { VNode } from "preact";
import type { CheckedEntity, CheckResult } from "./check-result.ts";
import { type Content, element } from "./render-html-element.ts";
import { countCell, scrollingTable } from "./render-html-table.ts";
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
    scrollingTable(
      {
        region: { "aria-labelledby": "summary" },
        class: "summary",
        caption: "Findings by baseline and severity",
        names: columnNames(),
      },
      [...byBaseline].map(([baseline, own]) => summaryRow(code(baseline), own)),
      element("tfoot", null, summaryRow("All", entities)),
    ),
  );
}

function columnNames(): readonly string[] {
  const severities = WORST_FIRST.map((severity) => `${severity.charAt(0).toUpperCase()}${severity.slice(1)}`);
  return ["Baseline", "Entities", ...severities, "Undecided", "Waived"];
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
    WORST_FIRST.map((severity) => countCell(known.filter((drift) => drift.severity === severity).length, severity)),
    countCell(drifts.length - known.length + rules.length, "undecided"),
    countCell(entities.flatMap(({ waived }) => waived).length, "waived"),
  );
}
