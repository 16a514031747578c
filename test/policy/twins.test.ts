import { describe, expect, it } from "vitest";
import type { PolicyKind } from "../../shared/policy/comparison.ts";
import { decidePolicies } from "../../shared/policy/decide-policies.ts";
import type { Twins } from "./cases/twins.ts";
import { TWINS_OF_CONDITIONS } from "./cases/twins-of-conditions.ts";
import { TWINS_OF_NAMES } from "./cases/twins-of-names.ts";
import { TWINS_OF_PRINCIPALS } from "./cases/twins-of-principals.ts";
import { TWINS_OF_VALUES } from "./cases/twins-of-values.ts";
import { UNDECIDED } from "./cases/undecided.ts";
import { readPolicy } from "./read-policy.ts";
import { referenceDecision } from "./reference-evaluator.ts";

const TOPICS = [
  ["actions, resources and statements", TWINS_OF_NAMES],
  ["conditions and variables", TWINS_OF_CONDITIONS],
  ["values at the edges", TWINS_OF_VALUES],
  ["principals", TWINS_OF_PRINCIPALS],
] as const;
const SWAPPED = { broadened: "narrowed", narrowed: "broadened", mixed: "mixed" } as const;

type Side = Twins["canonical"];
const policiesOf = (side: Side, kind: PolicyKind) => [side].flat().map((document) => readPolicy(document, kind));
const decide = (canonical: Side, live: Side, kind: PolicyKind = "identity") =>
  decidePolicies(policiesOf(canonical, kind), policiesOf(live, kind), kind);
const textsOf = (side: Side): readonly string[] => [side].flat().map((document) => JSON.stringify(document));

describe.each(TOPICS)("of %s", (_topic, twins) => {
  it.each(twins)("$name: no false drift", ({ canonical, alike, kind }) => {
    expect(decide(canonical, alike, kind)).toEqual({ verdict: "equal", change: "cosmetic" });
    expect(decide(alike, canonical, kind)).toEqual({ verdict: "equal", change: "cosmetic" });
  });

  it.each(twins)("$name: its twin is true drift, $change", ({ canonical, alike, other, change, kind }) => {
    const verdict = decide(canonical, other, kind);
    expect(verdict).toMatchObject({ verdict: "different", change });
    expect(decide(other, alike, kind)).toMatchObject({ verdict: "different", change: SWAPPED[change] });
    if (verdict.verdict !== "different") return;
    const { canonical: before, live: after, ...request } = verdict.witness;
    expect(before).not.toBe(after);
    expect(referenceDecision(textsOf(canonical), request)).toBe(before);
    expect(referenceDecision(textsOf(other), request)).toBe(after);
  });
});

describe("the twins", () => {
  it("are each named once", () => {
    const names = TOPICS.flatMap(([, twins]) => twins.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(83);
  });
});

describe("what AWS's pages do not tell", () => {
  it.each(UNDECIDED)("$name: is unknown, with the reason", ({ canonical, live, reason, kind }) => {
    for (const verdict of [decide(canonical, live, kind), decide(live, canonical, kind)]) {
      expect(verdict).toEqual({ verdict: "unknown", reason: expect.stringMatching(reason) });
    }
  });

  it.each(UNDECIDED)("$name: and what is like it is told", ({ canonical, decided, change, kind }) => {
    expect(decide(canonical, decided, kind)).toMatchObject({ change });
  });
});
