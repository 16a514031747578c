import { type KeyReport, keysInOrder, type ReportRow } from "./key-report.ts";
import { type Content, element } from "./render-html-element.ts";
import { type ChartedKey, keyChart } from "./render-html-key-chart.ts";
import { keyLegend } from "./render-html-key-legend.ts";
import { counted } from "./words.ts";

/** A chart of more bars than this nobody reads; the table has them all. */
const MOST_BARS = 60;

/** The ages of the keys against their rules, those nearest to, or farthest beyond, their limits first. */
export function keysChartSection(report: KeyReport): Content {
  const rows = keysInOrder(report).filter(({ key }) => key.standing !== "inactive");
  if (rows.length === 0) return "";
  const shown = rows.slice(0, MOST_BARS);
  const left = rows.length - shown.length;
  const noLimit = shown.some(({ key }) => key.standing === "no-rule");
  return element(
    "section",
    { class: "keys", "aria-labelledby": "ages" },
    element("h2", { id: "ages" }, "Ages against the rules"),
    keyLegend({ noLimit }),
    element(
      "div",
      { class: "scroll", role: "region", "aria-label": "Chart of key ages", tabindex: 0 },
      keyChart(shown.map(charted)),
    ),
    left === 0
      ? ""
      : element("p", { class: "shown" }, `${counted(left, "more key stands", "more keys stand")} in the table below.`),
  );
}

function charted({ user, key }: ReportRow): ChartedKey {
  const { rule } = user;
  return {
    user: user.user,
    key: key.key,
    ageInDays: key.ageInDays,
    limits: rule.status === "rule" ? rule : {},
    standing: key.standing,
  };
}
