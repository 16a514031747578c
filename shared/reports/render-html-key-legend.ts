import type { VNode } from "preact";
import { type Content, element } from "./render-html-element.ts";

/** What the colours and lines of a chart of key ages mean; `noLimit`: there are bars of keys whose age nothing limits. */
export function keyLegend({ noLimit = false }: { readonly noLimit?: boolean } = {}): VNode {
  return element(
    "ul",
    { class: "legend" },
    entry("within", "within its limit"),
    entry("due", "due for replacement"),
    entry("too-old", "too old"),
    noLimit ? entry("no-rule", "no limit: no baseline has a rule for it") : "",
    entry("inactive", "inactive: not judged by age"),
    entry("warning", "dashed: age at which a key becomes due"),
    entry("maximum", "solid: age at which a key is too old"),
  );
}

function entry(kind: string, words: string): Content {
  return element("li", null, element("span", { class: `swatch ${kind}`, "aria-hidden": "true" }), words);
}
