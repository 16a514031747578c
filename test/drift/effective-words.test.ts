import { describe, expect, it } from "vitest";
import {
  deltaRemarks,
  effectiveDoubt,
  gainsAndLosses,
  offsetDeltas,
  offsetWords,
  shownWitness,
} from "../../shared/drift/delta-words.ts";
import type { DriftDelta, Offset } from "../../shared/drift/drift.ts";
import { describeDeltas, describeDifference } from "../../shared/drift/wording.ts";
import type { Witness } from "../../shared/policy/comparison.ts";

const lost: DriftDelta = { effect: "lost", text: "`a:B` on `*`" };
const moved: DriftDelta = {
  effect: "lost",
  text: "`a:C` on `*`",
  offset: { kind: "moved", policy: "inline policy x" },
};
const gained: DriftDelta = { effect: "gained", text: "`a:D` on `*`", permits: "more" };
const witness: Witness = { action: "a:C", resource: "*", context: {}, canonical: "allow", live: "none" };
const deltas = [lost, moved];

describe("a drift beside its entity's other policies", () => {
  it.each<{ name: string; effect: "gained" | "lost"; offset: Offset; words: string }>([
    { name: "moved away", effect: "lost", offset: { kind: "moved", policy: "P" }, words: "moved to P" },
    { name: "moved here", effect: "gained", offset: { kind: "moved", policy: "P" }, words: "moved here from P" },
    { name: "given too", effect: "gained", offset: { kind: "given", policy: "P" }, words: "P has it too" },
    { name: "given by several", effect: "lost", offset: { kind: "given" }, words: "its other policies make up for it" },
  ])("is said to be $name", ({ effect, offset, words }) => {
    expect(offsetWords(effect, offset)).toBe(words);
    expect(deltaRemarks({ effect, text: "x", offset })).toEqual([words]);
  });

  it("names what was lost before what only moved", () => {
    expect(describeDeltas([moved, lost])).toBe("lost `a:B` on `*`; moved to inline policy x: `a:C` on `*`");
  });

  it("counts no step of privilege escalation that is no gain", () => {
    const escalation = [{ action: "iam:PassRole", reason: "r" }];
    const offset = { kind: "given", policy: "P" } as const;
    expect(describeDifference({ change: "broadened", deltas: [{ ...gained, escalation }] })).toContain("escalation");
    expect(describeDifference({ change: "broadened", deltas: [{ ...gained, escalation, offset }] })).toBe(
      ": gained `a:D` on `*` (P has it too)",
    );
  });

  it("shows its own deltas and witness where nothing else was told, and those of the whole where it was", () => {
    expect(gainsAndLosses({ deltas })).toEqual([lost]);
    expect(offsetDeltas({ deltas })).toEqual([moved]);
    expect(shownWitness({ deltas, witness })).toBe(witness);
    const unknown = { verdict: "unknown", deltas: [], reason: "it was not read" } as const;
    expect(gainsAndLosses({ deltas, effective: unknown })).toEqual([lost]);
    expect(shownWitness({ deltas, witness, effective: unknown })).toBe(witness);
    const equal = { verdict: "equal", deltas: [] } as const;
    expect(gainsAndLosses({ deltas, effective: equal })).toEqual([]);
    expect(shownWitness({ deltas, witness, effective: equal })).toBeUndefined();
    const other = { ...witness, action: "a:D" };
    const different = { verdict: "different", change: "mixed", deltas: [gained], witness: other } as const;
    expect(gainsAndLosses({ deltas, effective: different })).toEqual([gained]);
    expect(shownWitness({ deltas, witness, effective: different })).toBe(other);
  });

  it("says why it could not be told, and nothing where it could", () => {
    const effective = { verdict: "unknown", deltas: [], reason: "it was not read" } as const;
    expect(effectiveDoubt({ effective })).toBe(
      "Whether its other policies make up for it could not be told: it was not read",
    );
    expect(effectiveDoubt({ effective: { verdict: "equal", deltas: [] } })).toBeUndefined();
    expect(effectiveDoubt({})).toBeUndefined();
  });
});
