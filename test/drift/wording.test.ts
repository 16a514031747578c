import { describe, expect, it } from "vitest";
import { describeDeltas, describeDifference, lastFour, listInWords, sentence } from "../../shared/drift/wording.ts";
import type { Delta } from "../../shared/policy/comparison.ts";

const gained = (text: string): Delta => ({ effect: "gained", text });
const lost = (text: string): Delta => ({ effect: "lost", text });

describe("describeDeltas", () => {
  it.each([
    { name: "nothing", deltas: [], expected: "" },
    { name: "one gain", deltas: [gained("a")], expected: "gained a" },
    { name: "a loss and a gain", deltas: [lost("x"), gained("a")], expected: "gained a; lost x" },
    { name: "three gains", deltas: ["a", "b", "c"].map(gained), expected: "gained a; gained b; gained c" },
    {
      name: "five losses",
      deltas: ["a", "b", "c", "d", "e"].map(lost),
      expected: "lost a; lost b; lost c; lost 2 more",
    },
    { name: "160 characters", deltas: [gained("a".repeat(160))], expected: `gained ${"a".repeat(160)}` },
    { name: "161 characters", deltas: [gained("a".repeat(161))], expected: `gained ${"a".repeat(159)}…` },
    {
      name: "a name that is cut off, still in its quotation",
      deltas: [gained(`\`${"a".repeat(200)}\` on \`*\``)],
      expected: `gained \`${"a".repeat(158)}…\``,
    },
    { name: "no half of a surrogate pair", deltas: [gained("𝒳".repeat(200))], expected: `gained ${"𝒳".repeat(159)}…` },
  ])("tells $name", ({ deltas, expected }) => {
    expect(describeDeltas(deltas)).toBe(expected);
  });
});

describe("describeDifference", () => {
  const more = { permits: "more" } as const;
  const less = { permits: "less" } as const;
  const step = (action: string) => ({ action, reason: "somehow" });
  const denial = { ...gained("the denial of a"), ...less, onlyDenies: true } as const;
  const latent = { latent: "no-such-action" } as const;

  const CASES: readonly {
    name: string;
    change: "broadened" | "narrowed" | "mixed";
    deltas: readonly Delta[];
    expected: string;
  }[] = [
    { name: "nothing where nothing could be told", change: "broadened", deltas: [], expected: "" },
    {
      name: "a gain",
      change: "broadened",
      deltas: [{ ...gained("a"), ...more, accessLevels: { Write: 2 } }],
      expected: ": gained a",
    },
    {
      name: "permissions management",
      change: "broadened",
      deltas: [{ ...gained("a"), ...more, accessLevels: { "Permissions management": 2 } }],
      expected: ", permissions management included: gained a",
    },
    {
      name: "privilege escalation before permissions management, each step once",
      change: "mixed",
      deltas: [
        { ...gained("a"), ...more, accessLevels: { "Permissions management": 2 }, escalation: [step("x:A")] },
        { ...gained("b"), ...more, escalation: [step("x:A"), step("x:B"), step("x:C"), step("x:D")] },
        { ...lost("c"), ...less },
      ],
      expected: ", privilege escalation included (x:A, x:B, x:C and 1 more): gained a; gained b; lost c",
    },
    {
      name: "a denial lost as the gain it is",
      change: "broadened",
      deltas: [{ ...lost("the denial of a"), ...more, onlyDenies: true, escalation: [step("x:A")] }],
      expected: ", privilege escalation included (x:A): lost the denial of a",
    },
    {
      name: "containment",
      change: "narrowed",
      deltas: [denial],
      expected: ", by denials alone, as containment does: gained the denial of a",
    },
    {
      name: "no containment where something else was lost as well",
      change: "narrowed",
      deltas: [denial, { ...lost("b"), ...less }],
      expected: ": gained the denial of a; lost b",
    },
    {
      name: "no permissions management where it was lost",
      change: "narrowed",
      deltas: [{ ...lost("a"), ...less, accessLevels: { "Permissions management": 1 } }],
      expected: ": lost a",
    },
    {
      name: "what changes nothing today",
      change: "broadened",
      deltas: [{ ...gained("a (no such action today)"), ...more, ...latent }],
      expected: ", though it changes nothing today: gained a (no such action today)",
    },
    {
      name: "what is latent beside what is not",
      change: "broadened",
      deltas: [
        { ...gained("b"), ...more },
        { ...gained("a (no such action today)"), ...more, ...latent },
      ],
      expected: ": gained b; gained a (no such action today)",
    },
  ];
  it.each(CASES)("tells $name", ({ change, deltas, expected }) => {
    expect(describeDifference({ change, deltas })).toBe(expected);
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
