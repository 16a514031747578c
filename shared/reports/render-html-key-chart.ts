import type { VNode } from "preact";
import { KEY_STANDINGS, type KeyStanding } from "../drift/key-standing.ts";
import { visibleText } from "../drift/visible-text.ts";
import { STANDING_WORDS } from "./key-words.ts";
import { element } from "./render-html-element.ts";
import { counted } from "./words.ts";

/** One key of a chart: whose it is, how old, and how old it may become; ages in whole days. */
export interface ChartedKey {
  /** The user's name. */
  readonly user: string;
  /** `…ABCD`, or what else it is called. */
  readonly key: string;
  readonly ageInDays: number;
  readonly limits: { readonly maximumDays?: number; readonly warningDays?: number };
  readonly standing: KeyStanding;
}

/** In the units of the drawing. */
const [WIDTH, LABEL, RIGHT, ROW, TOP] = [1000, 300, 830, 30, 34] as const;
const BAR = 14;
/** What a label has room for. */
const LONGEST_LABEL = 36;

/** A bar for each key, as long as the key is old, with its own limits marked on it. */
export function keyChart(rows: readonly ChartedKey[]): VNode {
  const furthest = Math.max(1, ...rows.flatMap(({ ageInDays, limits }) => [ageInDays, limits.maximumDays ?? 0]));
  const step = tickStep(furthest);
  const end = Math.ceil(furthest / step) * step;
  const at = (days: number): number => round(LABEL + ((RIGHT - LABEL) * Math.max(0, days)) / end);
  const height = TOP + rows.length * ROW + 8;
  const ticks = Array.from({ length: end / step + 1 }, (_, index) => index * step);
  return element(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-labelledby": "key-chart-title key-chart-description" },
    element("title", { id: "key-chart-title" }, "Ages of access keys in days"),
    element("desc", { id: "key-chart-description" }, description(rows)),
    ticks.map((days) => tick(days, at(days), height)),
    rows.map((row, index) => bar(row, TOP + index * ROW, at)),
  );
}

function description(rows: readonly ChartedKey[]): string {
  const count = (wanted: KeyStanding): number => rows.filter(({ standing }) => standing === wanted).length;
  const told = KEY_STANDINGS.filter((standing) => count(standing) > 0)
    .map((standing) => `${count(standing)} ${STANDING_WORDS[standing]}`)
    .join(", ");
  return `${counted(rows.length, "access key", "access keys")}: ${told}. The table below the chart has the same figures.`;
}

/** Days between two lines, so that there are eight of them at most. */
function tickStep(furthest: number): number {
  const steps = [1, 5, 10, 15, 30, 60, 90, 180, 365];
  return steps.find((step) => furthest / step <= 8) ?? 365 * Math.ceil(furthest / 365 / 8);
}

function tick(days: number, x: number, height: number): VNode {
  return element(
    "g",
    { class: "tick" },
    element("line", { x1: x, x2: x, y1: TOP - 8, y2: height }),
    element("text", { x, y: TOP - 16, "text-anchor": "middle" }, days),
  );
}

function bar(charted: ChartedKey, top: number, at: (days: number) => number): VNode {
  const { user, key, ageInDays, limits, standing } = charted;
  const middle = top + ROW / 2;
  // On a bar of any colour a line is seen by the light around it.
  const mark = (days: number, kind: string): readonly VNode[] =>
    ["halo", kind].map((name) =>
      element("line", { class: name, x1: at(days), x2: at(days), y1: top + 3, y2: top + ROW - 3 }),
    );
  return element(
    "g",
    { class: `key ${standing}` },
    element("text", { x: LABEL - 12, y: middle + 5, "text-anchor": "end" }, keyLabel(user, key)),
    element("rect", {
      x: LABEL,
      y: middle - BAR / 2,
      width: Math.max(2, round(at(ageInDays) - LABEL)),
      height: BAR,
      rx: 2,
    }),
    limits.warningDays === undefined ? "" : mark(limits.warningDays, "warning"),
    limits.maximumDays === undefined ? "" : mark(limits.maximumDays, "maximum"),
    element(
      "text",
      { class: "value", x: RIGHT + 14, y: middle + 5 },
      `${ageInDays} d, ${SHORT_WORDS[standing] ?? STANDING_WORDS[standing]}`,
    ),
  );
}

/** What is told in fewer words where there is little room. */
const SHORT_WORDS: Readonly<Partial<Record<KeyStanding, string>>> = { due: "due", within: "in limit" };

function keyLabel(user: string, key: string): string {
  const characters = [...visibleText(user)];
  const room = LONGEST_LABEL - 6;
  const name = characters.length > room ? `${characters.slice(0, room - 1).join("")}…` : characters.join("");
  return `${name} ${visibleText(key)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
