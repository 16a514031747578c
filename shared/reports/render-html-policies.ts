import type { VNode } from "preact";
import { type AlignedRow, alignTexts, differingPieces, type Piece } from "../drift/align-texts.ts";
import { visibleText } from "../drift/visible-text.ts";
import type { ComparedDocument } from "./check-result.ts";
import { type Content, element } from "./render-html-element.ts";
import { columnHeads } from "./render-html-table.ts";
import { code, sign, spoken } from "./render-html-text.ts";

type LineRow = Extract<AlignedRow, { kind: "line" }>;
type Line = NonNullable<LineRow["left"]>;

/** Lines are moved in by two characters a level; beyond this many levels no further. */
const DEEPEST = 9;

/** The two sides of a policy beside one another: what only one of them has is marked by a sign, by words for a screen reader, and by colour. */
export function policiesBeside(document: ComparedDocument, isOpen: boolean): VNode {
  const { canonical, live, kind } = document;
  const rows = alignTexts(canonical?.text, live, kind);
  const name = kind === "trust" ? "Trust policy, canonical and live" : "Policy, canonical and live";
  return element(
    "details",
    { class: "policies", open: isOpen },
    element("summary", null, name),
    rows === undefined ? asTheyAre(document) : table(document, rows),
  );
}

function canonicalTitle({ canonical }: ComparedDocument): Content {
  return canonical === undefined ? "Canonical: no such document" : ["Canonical: ", code(canonical.source)];
}

function asTheyAre(document: ComparedDocument): Content {
  const side = (title: Content, text: string): VNode =>
    element(
      "div",
      null,
      element("p", { class: "side-title" }, title),
      element("pre", null, text.split("\n").map(visibleText).join("\n")),
    );
  return [
    element("p", null, "One of the two cannot be read as a policy, so both are shown as they are."),
    element(
      "div",
      { class: "as-they-are" },
      side(canonicalTitle(document), document.canonical?.text ?? ""),
      side("Live: in the account", document.live),
    ),
  ];
}

function table(document: ComparedDocument, rows: readonly AlignedRow[]): VNode {
  return element(
    "table",
    { class: "beside" },
    element("caption", { class: "spoken" }, "The canonical policy and the live one, line by line"),
    columnHeads([canonicalTitle(document), "Live: in the account"]),
    element("tbody", null, rows.map(tableRow)),
  );
}

function tableRow(row: AlignedRow): VNode {
  if (row.kind === "note") {
    return element("tr", { class: "note" }, element("td", { colspan: 2 }, sign("⋯ "), row.text));
  }
  if (row.kind === "heading") {
    const named = (text: string | undefined): VNode => element("td", null, text === undefined ? "" : visibleText(text));
    return element("tr", { class: "heading" }, named(row.left), named(row.right));
  }
  const { left, right } = row;
  // What decides nothing is no other spelling of a line that is not there.
  const mark = row.mark === "spelling" && (left === undefined || right === undefined) ? "changed" : row.mark;
  const pieces =
    mark === "same" || left === undefined || right === undefined
      ? undefined
      : differingPieces(visibleText(left.text), visibleText(right.text));
  return element("tr", null, cell(left, LEFT[mark], pieces?.[0]), cell(right, RIGHT[mark], pieces?.[1]));
}

/** How the lines of one side are shown: the class of the cell, its sign, and what a screen reader says. */
interface Marking {
  readonly of: "same" | "lost" | "gained" | "spelling";
  readonly sign: string;
  readonly words: string;
}

const SAME: Marking = { of: "same", sign: "", words: "" };
const SPELLING: Marking = { of: "spelling", sign: "~", words: "Written differently, decides the same: " };
const LEFT: Readonly<Record<LineRow["mark"], Marking>> = {
  same: SAME,
  spelling: SPELLING,
  changed: { of: "lost", sign: "−", words: "Only in the canonical policy: " },
};
const RIGHT: Readonly<Record<LineRow["mark"], Marking>> = {
  same: SAME,
  spelling: SPELLING,
  changed: { of: "gained", sign: "+", words: "Only in the live policy: " },
};

const CHANGED: Readonly<Record<Marking["of"], string>> = { same: "span", spelling: "span", lost: "del", gained: "ins" };

function cell(line: Line | undefined, { of, sign: mark, words }: Marking, piece: Piece | undefined): VNode {
  if (line === undefined) return element("td", { class: "empty" });
  const text = visibleText(line.text);
  const depth = Math.min(DEEPEST, Math.floor((text.length - text.trimStart().length) / 2));
  return element(
    "td",
    { class: `line ${of} in-${depth}` },
    mark === "" ? "" : [sign(mark), spoken(words)],
    element(CHANGED[of], null, piece === undefined ? text : withPiece(text, piece)),
  );
}

function withPiece(text: string, [from, to]: Piece): Content {
  if (from === to) return text;
  return [text.slice(0, from), element("b", null, text.slice(from, to)), text.slice(to)];
}
