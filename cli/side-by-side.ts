import type { ViewRow } from "../shared/policy/align/align-documents.ts";
import type { Line, Row } from "../shared/policy/align/align-json.ts";
import { differingPieces, type Piece } from "../shared/policy/align/differing-pieces.ts";
import { type Format, neutralise, type Terminal } from "./terminal.ts";
import { textWidth, type WrappedLine, wrapText } from "./text-width.ts";

/** How a view is laid out. */
export interface Layout {
  /** In columns of the terminal. */
  readonly width: number;
  readonly style: Terminal["style"];
  /** The names over the two sides. */
  readonly titles: readonly [string, string];
}

/** In a narrower terminal the two sides stand one under the other. */
const NARROWEST = 72;

/** A text with the colours it is shown in, still to be broken into lines. */
interface Cell {
  readonly mark: string;
  readonly text: string;
  readonly format?: Format;
  /** The piece that differs from the other side, from and to. */
  readonly emphasis?: Piece;
  /** How far a line that was broken is moved in. */
  readonly indent: number;
}

const EMPTY: Cell = { mark: " ", text: "", indent: 0 };

/** The lines of a view, coloured, none wider than the layout; a line has no trailing blanks. */
export function renderSideBySide(rows: readonly ViewRow[], layout: Layout): readonly string[] {
  const [left, right] = layout.titles;
  const title = (text: string): Cell => ({ mark: " ", text: neutralise(text), format: "bold", indent: 0 });
  const all: readonly (readonly [Cell, Cell])[] = [[title(left), title(right)], ...rows.map(cells)];
  if (layout.width < NARROWEST) return all.flatMap((pair) => stacked(pair, layout));
  const half = Math.floor((layout.width - 1) / 2);
  const [titles, ...others] = all.map((pair) => beside(pair, half, layout.style));
  const rule = layout.style("dim", `${"─".repeat(half)}┼${"─".repeat(half)}`);
  return [...(titles ?? []), rule, ...others.flat()];
}

function cells(row: ViewRow): readonly [Cell, Cell] {
  if (row.kind === "note") {
    const note: Cell = { mark: " ", text: `⋯ ${row.text}`, format: "dim", indent: 0 };
    return [note, note];
  }
  if (row.kind === "heading") {
    const named = (text: string | undefined): Cell =>
      text === undefined ? EMPTY : { mark: " ", text: neutralise(text), format: "cyan", indent: 0 };
    return [named(row.left), named(row.right)];
  }
  return lineCells(row);
}

function lineCells({ mark, left, right }: Row): readonly [Cell, Cell] {
  const [one, other] = [left, right].map((line) => line && neutralise(line.text));
  const pieces = mark === "same" || one === undefined || other === undefined ? undefined : differingPieces(one, other);
  const [oneEmphasis, otherEmphasis] = pieces ?? [];
  return [cell(left, one, mark, "-", "red", oneEmphasis), cell(right, other, mark, "+", "green", otherEmphasis)];
}

function cell(
  line: Line | undefined,
  text: string | undefined,
  mark: Row["mark"],
  sign: string,
  colour: "red" | "green",
  piece: Piece | undefined,
): Cell {
  if (line === undefined || text === undefined) return EMPTY;
  const indent = text.length - text.trimStart().length + 2;
  if (mark === "same") return { mark: " ", text, indent };
  const shown = mark === "changed" ? { mark: sign, format: colour } : ({ mark: "~", format: "yellow" } as const);
  return { ...shown, text, indent, ...(piece && { emphasis: piece }) };
}

function beside([left, right]: readonly [Cell, Cell], half: number, style: Layout["style"]): readonly string[] {
  const [lefts, rights] = [left, right].map((each) => wrapText(each.text, half - 3, each.indent));
  const height = Math.max(lefts?.length ?? 0, rights?.length ?? 0);
  return Array.from({ length: height }, (_, index) => {
    const [one, other] = [paint(left, lefts ?? [], index, style), paint(right, rights ?? [], index, style)];
    return `${one.text}${" ".repeat(half - one.width)}${style("dim", "│")}${other.text}`.trimEnd();
  });
}

function stacked([left, right]: readonly [Cell, Cell], { width, style }: Layout): readonly string[] {
  const unmarked = left.mark === " " && right.mark === " " && left.text !== "" && right.text !== "";
  const both = left.text === right.text ? left : { ...left, text: `${left.text} → ${right.text}` };
  const shown = unmarked ? [both] : [left, right];
  return shown
    .filter(({ text }) => text !== "")
    .flatMap((each) => {
      const wrapped = wrapText(each.text, width - 3, each.indent);
      return wrapped.map((_, index) => paint(each, wrapped, index, style).text.trimEnd());
    });
}

/** One line of a cell in its colours, and how many columns it takes. */
function paint(
  { mark, format, emphasis: piece }: Cell,
  wrapped: readonly WrappedLine[],
  index: number,
  style: Layout["style"],
): { readonly text: string; readonly width: number } {
  const line = wrapped[index];
  if (line === undefined) return { text: "", width: 0 };
  const before = wrapped.slice(0, index).reduce((sum, { text }) => sum + text.length, 0);
  const [from, to] = (piece ?? [0, 0]).map((at) => Math.min(line.text.length, Math.max(0, at - before)));
  const coloured = (text: string, more: readonly Format[]): string => {
    const formats = [format ?? [], ...more].flat();
    return text === "" || formats.length === 0 ? text : style(formats as Format, text);
  };
  const text = [
    coloured(`${mark} ${line.lead}${line.text.slice(0, from)}`, []),
    coloured(line.text.slice(from, to), ["inverse"]),
    coloured(line.text.slice(to), []),
  ].join("");
  return { text, width: 2 + line.lead.length + textWidth(line.text) };
}
