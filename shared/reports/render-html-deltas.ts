import type { VNode } from "preact";
import { deltaRemarks, effectiveDoubt, escalationWords, gainsAndLosses, offsetDeltas } from "../drift/delta-words.ts";
import type { Drift } from "../drift/drift.ts";
import { type Content, element } from "./render-html-element.ts";
import { prose, sign } from "./render-html-text.ts";

type Delta = Drift["deltas"][number];

/** What a drift gained and lost, in words; apart from it what only moved between policies, or is without effect, and why. */
export function deltaLists(drift: Drift): Content {
  const [real, offset, doubt] = [gainsAndLosses(drift), offsetDeltas(drift), effectiveDoubt(drift)];
  return [
    doubt === undefined ? "" : element("p", { class: "doubt" }, prose(`${doubt}.`)),
    real.length === 0 ? "" : element("ul", { class: "deltas" }, real.map(realDelta)),
    offset.length === 0
      ? ""
      : element(
          "div",
          { class: "offset" },
          element("p", { class: "label" }, "Neither gained nor lost as a whole"),
          element("ul", { class: "deltas" }, offset.map(offsetDelta)),
        ),
  ];
}

function realDelta(told: Delta): VNode {
  const { effect, text, escalation } = told;
  return element(
    "li",
    { class: effect },
    sign(effect === "gained" ? "+" : "−"),
    element("span", { class: "effect" }, `${effect} `),
    prose(text),
    (escalation ?? []).map((step) => element("p", { class: "escalation" }, prose(escalationWords(step)))),
    remarks(told),
  );
}

function offsetDelta(told: Delta): VNode {
  return element("li", null, sign("="), prose(told.text), remarks(told));
}

function remarks(told: Delta): Content {
  const { accessLevels, canonicalPath, livePath } = told;
  const levels = Object.entries(accessLevels ?? {}).map(([level, count]) => `${count} ${level}`);
  const places = [
    ...(canonicalPath === undefined ? [] : [`canonical ${canonicalPath}`]),
    ...(livePath === undefined ? [] : [`live ${livePath}`]),
  ];
  const all = [
    ...(levels.length === 0 ? [] : [`actions: ${levels.join(", ")}`]),
    ...deltaRemarks(told),
    ...(places.length === 0 ? [] : [places.join(", ")]),
  ];
  return all.length === 0 ? "" : element("p", { class: "remarks" }, prose(all.join(" · ")));
}
