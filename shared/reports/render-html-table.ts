import type { VNode } from "preact";
import { type Content, element } from "./render-html-element.ts";

/** What a table says of itself. */
export interface TableHead {
  /** What a screen reader calls the region around it: by the id of a heading, or in words. */
  readonly region: { readonly "aria-labelledby": string } | { readonly "aria-label": string };
  readonly class?: string;
  /** Spoken, not shown. */
  readonly caption: string;
  /** The names of its columns. */
  readonly names: readonly string[];
}

/** The head of a table: its columns by name. */
export function columnHeads(names: readonly Content[]): VNode {
  const heads = names.map((name) => element("th", { scope: "col" }, name));
  return element("thead", null, element("tr", null, heads));
}

/** A cell with how many there are of a kind of finding, in its colour; pale where there is none. */
export function countCell(found: number, kind: string): VNode {
  return element("td", null, element("span", { class: found === 0 ? "none" : `pill pill-${kind}` }, found));
}

/** A table that scrolls sideways in a region of its own, which the keyboard reaches, where the window is too narrow for it; `foot` is its `tfoot`, where it has one. */
export function scrollingTable(head: TableHead, rows: readonly Content[], foot: Content = ""): VNode {
  const { region, caption, names } = head;
  return element(
    "div",
    { class: "scroll", role: "region", ...region, tabindex: 0 },
    element(
      "table",
      head.class === undefined ? null : { class: head.class },
      element("caption", { class: "spoken" }, caption),
      columnHeads(names),
      element("tbody", null, rows),
      foot,
    ),
  );
}
