import { describe, expect, it } from "vitest";
import { describeDeltas, lastFour, listInWords, sentence } from "../../shared/drift/wording.ts";
import type { Delta } from "../../shared/policy/comparison.ts";

const gained = (text: string): Delta => ({ effect: "gained", text });
const lost = (text: string): Delta => ({ effect: "lost", text });

describe("describeDeltas", () => {
  it.each([
    { name: "nothing", deltas: [], expected: "" },
    { name: "one gain", deltas: [gained("a")], expected: "gained a" },
    { name: "a loss and a gain", deltas: [lost("x"), gained("a")], expected: "gained a, lost x" },
    { name: "three gains", deltas: ["a", "b", "c"].map(gained), expected: "gained a, b and c" },
    { name: "five losses", deltas: ["a", "b", "c", "d", "e"].map(lost), expected: "lost a, b, c and 2 more" },
    { name: "160 characters", deltas: [gained("a".repeat(160))], expected: `gained ${"a".repeat(160)}` },
    { name: "161 characters", deltas: [gained("a".repeat(161))], expected: `gained ${"a".repeat(159)}…` },
    { name: "no half of a surrogate pair", deltas: [gained("𝒳".repeat(200))], expected: `gained ${"𝒳".repeat(159)}…` },
  ])("tells $name", ({ deltas, expected }) => {
    expect(describeDeltas(deltas)).toBe(expected);
  });
});

describe("sentence", () => {
  it.each([
    { name: "gives a capital and a full stop", text: "role x is gone", expected: "Role x is gone." },
    { name: "leaves one full stop", text: "it is gone...", expected: "It is gone." },
    { name: "shows line breaks", text: "a\r\nb", expected: "A\\u{d}\\u{a}b." },
    { name: "shows what turns text around", text: "a\u202eb", expected: "A\\u{202e}b." },
    { name: "keeps letters of any script", text: "ünï 漢字", expected: "Ünï 漢字." },
  ])("$name", ({ text, expected }) => {
    expect(sentence(text)).toBe(expected);
  });
});

it("listInWords joins as a person would", () => {
  expect([[], ["a"], ["a", "b"], ["a", "b", "c"]].map(listInWords)).toEqual(["", "a", "a and b", "a, b and c"]);
});

it("lastFour shows no more of a key than that", () => {
  expect(lastFour("AKIAIOSFODNN7EXAMPLE")).toBe("…MPLE");
});
