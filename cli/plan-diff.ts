import { type AlignedRow, alignTexts } from "../shared/drift/align-texts.ts";
import type { PlannedChange } from "../shared/remediation/plan-changes.ts";
import { neutralise, type Terminal } from "./terminal.ts";

/** A line of a diff: what goes, what comes, or what stands around it. */
interface DiffLine {
  readonly sign: "-" | "+" | " ";
  readonly text: string;
}

/**
 * What a call changes, as a unified diff of what is live to what is expected: `-` goes, `+` comes. The statements of a policy stand beside those
 * they correspond to, in whatever order they were written; those that say the same are only counted.
 */
export function changeLines(change: PlannedChange, style: Terminal["style"]): readonly string[] {
  const { what, as, before, after } = change;
  if (as === "value") return valueLines(change).map((line) => paint(line, style));
  const sign = before === undefined ? "+" : after === undefined ? "-" : "~";
  const lines = documentLines(before, after, as).map((line) => `  ${paint(line, style)}`);
  return [paintAs(sign, `${sign} ${neutralise(what)}`, style), ...lines];
}

function valueLines({ what, before, after }: PlannedChange): readonly DiffLine[] {
  return [
    ...(before === undefined ? [] : [{ sign: "-", text: `${what}: ${before}` } as const]),
    ...(after === undefined ? [] : [{ sign: "+", text: `${what}: ${after}` } as const]),
  ];
}

function documentLines(
  before: string | undefined,
  after: string | undefined,
  kind: "identity" | "trust",
): readonly DiffLine[] {
  const [left, right] =
    before === undefined ? [undefined, after] : after === undefined ? [undefined, before] : [before, after];
  const rows = right === undefined ? [] : alignTexts(left, right, kind);
  // What is no policy that can be read is shown as it is.
  if (rows === undefined) return [...asItIs(before, "-"), ...asItIs(after, "+")];
  const lines = unified(rows);
  return after === undefined ? lines.map(({ sign, text }) => ({ sign: sign === "+" ? "-" : sign, text })) : lines;
}

function asItIs(text: string | undefined, sign: "-" | "+"): readonly DiffLine[] {
  return text === undefined ? [] : text.split("\n").map((line) => ({ sign, text: line }));
}

/** Rows that differ stand together, what goes before what comes. */
function unified(rows: readonly AlignedRow[]): readonly DiffLine[] {
  const lines: DiffLine[] = [];
  let gone: DiffLine[] = [];
  let come: DiffLine[] = [];
  const flush = (): void => {
    lines.push(...gone, ...come);
    [gone, come] = [[], []];
  };
  for (const row of rows) {
    if (row.kind === "line" && row.mark !== "same") {
      if (row.left !== undefined) gone.push({ sign: "-", text: row.left.text });
      if (row.right !== undefined) come.push({ sign: "+", text: row.right.text });
      continue;
    }
    flush();
    lines.push({ sign: " ", text: around(row) });
  }
  flush();
  return lines;
}

/** What stands around what differs: the same line of both, the name of a statement, or how much is left out. */
function around(row: AlignedRow): string {
  if (row.kind === "note") return `⋯ ${row.text}`;
  if (row.kind === "heading") return `@ ${row.right ?? row.left ?? ""}`;
  return (row.right ?? row.left)?.text ?? "";
}

function paint({ sign, text }: DiffLine, style: Terminal["style"]): string {
  return paintAs(sign, `${sign} ${neutralise(text)}`, style);
}

function paintAs(sign: DiffLine["sign"] | "~", line: string, style: Terminal["style"]): string {
  if (sign === " ") return style("dim", line);
  return style(sign === "-" ? "red" : sign === "+" ? "green" : "yellow", line);
}
