import { deltaRemarks, escalationWords, offsetWords } from "../shared/drift/delta-words.ts";
import type { DriftDelta } from "../shared/drift/drift.ts";
import type { Comparison, Delta, Witness } from "../shared/policy/comparison.ts";
import { DECISION_WORDS } from "../shared/reports/words.ts";
import type { TextPage } from "./paragraph.ts";
import { neutralise } from "./terminal.ts";
import { wrapText } from "./text-width.ts";

/** What the texts of a verdict need to know of where they are shown. */
export interface Page extends TextPage {
  /** What the two sides are called. */
  readonly canonical: string;
  readonly live: string;
}

type Different = Extract<Comparison, { verdict: "different" }>;

/** The verdict in one sentence. */
export function verdictLine(comparison: Comparison, page: Page): string {
  const { style } = page;
  const [canonical, live] = [neutralise(page.canonical), neutralise(page.live)];
  if (comparison.verdict === "unknown") {
    return `${style(["magenta", "bold"], "Unknown:")} ${neutralise(comparison.reason)}.`;
  }
  if (comparison.verdict === "equal") {
    const how =
      comparison.change === "identical" ? "says the same as" : "is written differently and decides every request like";
    return `${style(["green", "bold"], "Equal:")} ${live} ${how} ${canonical}.`;
  }
  return `${style(["red", "bold"], "Different:")} ${live} ${changeWords(comparison, canonical)}.`;
}

/** `mixed` is also said where one way was shown and the other could not be ruled out. */
function changeWords({ change, deltas, witness }: Different, canonical: string): string {
  if (change !== "mixed") return `permits ${change === "broadened" ? "more" : "less"} than ${canonical}`;
  const ways = new Set(deltas.map(({ permits, effect }) => permits ?? (effect === "gained" ? "more" : "less")));
  if (ways.size > 1) return `permits more in one place and less in another than ${canonical}`;
  const more = witness.canonical === "deny" || witness.live === "allow";
  const [shown, open] = more ? ["more", "less"] : ["less", "more"];
  return `permits ${shown} than ${canonical}, and whether it also permits ${open} could not be settled`;
}

/** What was gained and lost, one thing under the other, with what it amounts to and where it stands. */
export function deltaLines(deltas: readonly Delta[], page: Page): readonly string[] {
  return (["gained", "lost"] as const).flatMap((effect) => {
    const own = deltas.filter((delta) => delta.effect === effect);
    if (own.length === 0) return [];
    const title = page.style("bold", effect === "gained" ? "Gained" : "Lost");
    return [title, ...own.flatMap((delta) => deltaText(delta, page)), ""];
  });
}

/** What one policy gained and lost and its entity did not, each with the reason. */
export function offsetLines(deltas: readonly DriftDelta[], page: Page): readonly string[] {
  if (deltas.length === 0) return [];
  const lines = deltas.flatMap(({ effect, text, offset }) => {
    const why = offset === undefined ? [] : indented(neutralise(offsetWords(effect, offset)), 6, page);
    const named = indented(neutralise(text), 4, page).map((line, index) =>
      index === 0 ? `  = ${line.slice(4)}` : line,
    );
    return [...named, ...why.map((line) => page.style("dim", line))];
  });
  return [page.style("bold", "Neither gained nor lost as a whole"), ...lines];
}

function deltaText(delta: Delta, page: Page): readonly string[] {
  const { style } = page;
  const [sign, colour] = delta.effect === "gained" ? (["+", "green"] as const) : (["-", "red"] as const);
  const wrapped = indented(neutralise(delta.text), 4, page).map((line, index) =>
    style(colour, index === 0 ? `  ${sign} ${line.slice(4)}` : line),
  );
  const steps = (delta.escalation ?? []).flatMap((step) =>
    indented(neutralise(escalationWords(step)), 6, page).map((line) => style(["red", "bold"], line)),
  );
  const notes = indented(remarks(delta).join(" · "), 6, page).map((line) => style("dim", line));
  return [...wrapped, ...steps, ...notes];
}

function remarks(delta: Delta): readonly string[] {
  const levels = Object.entries(delta.accessLevels ?? {}).map(([level, count]) => `${count} ${level}`);
  const { canonicalPath, livePath } = delta;
  const place = [canonicalPath && `canonical ${canonicalPath}`, livePath && `live ${livePath}`].filter(Boolean);
  return [...levels, ...deltaRemarks(delta), neutralise(place.join(", "))].filter(Boolean);
}

function indented(text: string, indent: number, { width }: Page): readonly string[] {
  if (text === "") return [];
  return wrapText(text, Math.max(20, width - indent), 2).map((line) =>
    `${" ".repeat(indent)}${line.lead}${line.text}`.trimEnd(),
  );
}

/** The request that shows the difference, and what either side says of it. */
export function witnessLines(witness: Witness, page: Page): readonly string[] {
  const { style } = page;
  const row = (name: string, value: string): readonly string[] => {
    const [first = "", ...others] = indented(value, 13, page);
    return [`  ${style("dim", name.padEnd(11))}${first.slice(13)}`, ...others];
  };
  const context = Object.entries(witness.context).map(([key, value]) => `${key} = ${JSON.stringify(value)}`);
  const decision = (name: "canonical" | "live"): string =>
    `  ${style("dim", name.padEnd(11))}${style(COLOURS[witness[name]], DECISION_WORDS[witness[name]])}`;
  return [
    style("bold", "A request that shows it"),
    ...(witness.principal === undefined ? [] : row("principal", neutralise(witness.principal))),
    ...row("action", neutralise(witness.action)),
    ...row("resource", neutralise(witness.resource)),
    ...context.flatMap((entry, index) => row(index === 0 ? "context" : "", neutralise(entry))),
    decision("canonical"),
    decision("live"),
    "",
  ];
}

const COLOURS = { allow: "green", deny: "red", none: "yellow" } as const;
