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

/** A table that scrolls sideways in a region of its own, which the keyboard reaches, where the window is too narrow for it. */
export function scrollingTable(head: TableHead, rows: readonly Content[]): VNode {
  const { region, caption, names } = head;
  return element(
    "div",
    { class: "scroll", role: "region", ...region, tabindex: 0 },
    element(
      "table",
      head.class === undefined ? null : { class: head.class },
      element("caption", { class: "spoken" }, caption),
      element(
        "thead",
        null,
        element(
          "tr",
          null,
          names.map((name) => element("th", { scope: "col" }, name)),
        ),
      ),
      element("tbody", null, rows),
    ),
  );
}
