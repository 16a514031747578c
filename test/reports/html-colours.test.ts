import { describe, expect, it } from "vitest";
import { COLOURS } from "../../shared/reports/render-html-colours.ts";

type ColourName = keyof typeof COLOURS;

/** Which text stands on which ground: each pair has to be told apart by everybody (WCAG 2.2, 1.4.3: 4.5 to 1). */
const TEXT_ON: readonly (readonly [ColourName, ColourName])[] = [
  ["text", "page"],
  ["text", "surface"],
  ["text", "raised"],
  ["muted", "page"],
  ["muted", "surface"],
  ["muted", "raised"],
  ["accent", "page"],
  ["accent", "surface"],
  ["critical-text", "critical"],
  ["high-text", "high"],
  ["medium-text", "medium"],
  ["low-text", "low"],
  ["undecided-text", "undecided"],
  ["undecided-text", "surface"],
  ["clean-text", "clean"],
  ["lost-text", "surface"],
  ["lost-text", "lost"],
  ["lost-text", "lost-piece"],
  ["gained-text", "surface"],
  ["gained-text", "gained"],
  ["gained-text", "gained-piece"],
];

describe("the colours", () => {
  it.each(
    TEXT_ON.flatMap(([text, ground]) => [
      { text, ground, of: 0 as const },
      { text, ground, of: 1 as const },
    ]),
  )("can be told apart: $text on $ground, $of", ({ text, ground, of }) => {
    expect(contrast(COLOURS[text][of], COLOURS[ground][of])).toBeGreaterThanOrEqual(4.5);
  });
});

/** @see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].toSorted((left, right) => right - left);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
