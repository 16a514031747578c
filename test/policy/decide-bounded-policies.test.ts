import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Verdict } from "../../shared/policy/comparison.ts";
import { type BoundedPolicies, decideBoundedPolicies } from "../../shared/policy/decide-bounded-policies.ts";
import { identityDocument, type Plain } from "./arbitrary-policies.ts";
import { BOUNDARY_CASES, type Bounded } from "./cases/boundaries.ts";
import { allow, document, trust } from "./cases/case.ts";
import { readPolicy } from "./read-policy.ts";
import { type ReferenceDecision, type ReferenceRequest, referenceDecision } from "./reference-evaluator.ts";
import { type KnownPolicy, smallWorld } from "./small-world.ts";

const SWAPPED: Readonly<Record<string, string>> = { broadened: "narrowed", narrowed: "broadened" };
const PERMISSIVENESS: Readonly<Record<ReferenceDecision, number>> = { deny: 0, none: 1, allow: 2 };

const read = ({ policies, boundary }: Bounded): BoundedPolicies => ({
  policies: policies.map((each) => readPolicy(each)),
  ...(boundary && { boundary: boundary.map((each) => readPolicy(each)) }),
});
const decide = (canonical: Bounded, live: Bounded): Verdict => decideBoundedPolicies(read(canonical), read(live));
const changeOf = (verdict: Verdict): string => (verdict.verdict === "unknown" ? "unknown" : verdict.change);

/** Both have to allow; either may deny. */
function together(policies: ReferenceDecision, boundary: ReferenceDecision): ReferenceDecision {
  if (policies === "deny" || boundary === "deny") return "deny";
  return policies === "allow" && boundary === "allow" ? "allow" : "none";
}

function refer({ policies, boundary }: Bounded, request: ReferenceRequest): ReferenceDecision | undefined {
  const [identity, bound] = [policies, boundary ?? [document(allow("*"))]].map((documents) =>
    referenceDecision(
      documents.map((each) => JSON.stringify(each)),
      request,
    ),
  );
  if (identity === "deny" || bound === "deny") return "deny";
  return identity === undefined || bound === undefined ? undefined : together(identity, bound);
}

/** Whether the reference evaluator could be asked. */
function expectConfirmed(verdict: Verdict, canonical: Bounded, live: Bounded): boolean {
  if (verdict.verdict !== "different") return false;
  const { canonical: before, live: after, ...request } = verdict.witness;
  expect(before).not.toBe(after);
  const references = [refer(canonical, request), refer(live, request)];
  if (references.includes(undefined)) return false;
  expect(references, JSON.stringify([canonical, live, request])).toEqual([before, after]);
  return true;
}

describe("policies under a boundary", () => {
  it.each(BOUNDARY_CASES)("$name: $expected", ({ canonical, live, expected, reason }) => {
    const [there, back] = [decide(canonical, live), decide(live, canonical)];
    expect(changeOf(there), JSON.stringify(there)).toBe(expected);
    expect(changeOf(back), JSON.stringify(back)).toBe(SWAPPED[expected] ?? expected);
    if (reason !== undefined) expect(there).toMatchObject({ reason: expect.stringMatching(reason) });
    expect(expectConfirmed(there, canonical, live)).toBe(there.verdict === "different");
    expect(expectConfirmed(back, live, canonical)).toBe(back.verdict === "different");
  });

  it("are each named once", () => {
    const names = BOUNDARY_CASES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it("that are no identity policies are not judged", () => {
    const policies = [readPolicy(trust({ AWS: "*" }), "trust")];
    expect(decideBoundedPolicies({ policies: [], boundary: policies }, { policies: [] })).toMatchObject({
      verdict: "unknown",
      reason: expect.stringContaining("an identity policy"),
    });
  });

  it("built to be slow end at the bound on the work", () => {
    const crossing = (letter: string): object =>
      document(...Array.from({ length: 400 }, (_, index) => allow(`s3:*${letter}${index}*`, "*")));
    const side = { policies: [crossing("a")], boundary: [crossing("b")] };
    expect(decide(side, { policies: [crossing("c")], boundary: [crossing("d")] })).toMatchObject({
      verdict: "unknown",
      reason: expect.stringContaining("bound on the work"),
    });
  });
});

const bounded = fc
  .record({ policies: fc.array(identityDocument, { maxLength: 2 }), bound: fc.option(identityDocument) })
  .map(({ policies, bound }): Bounded => (bound === null ? { policies } : { policies, boundary: [bound] }));

describe("of random policies under random boundaries", () => {
  it("every witness is confirmed, and the swapped verdict is the other way round", () => {
    const seen: Record<string, number> = {};
    let confirmed = 0;
    fc.assert(
      fc.property(bounded, bounded, (canonical, live) => {
        const [there, back] = [decide(canonical, live), decide(live, canonical)];
        seen[changeOf(there)] = (seen[changeOf(there)] ?? 0) + 1;
        confirmed += expectConfirmed(there, canonical, live) ? 1 : 0;
        expect(changeOf(back)).toBe(SWAPPED[changeOf(there)] ?? changeOf(there));
      }),
      { numRuns: 400 },
    );
    const different = (seen.broadened ?? 0) + (seen.narrowed ?? 0) + (seen.mixed ?? 0);
    expect(confirmed).toBeGreaterThan(different - 12);
    expect(different).toBeGreaterThan(200);
    expect(seen.unknown ?? 0).toBeLessThan(12);
  });

  it("a boundary that is also the policies keeps nothing back", () => {
    fc.assert(
      fc.property(identityDocument, (policy) => {
        expect(decide({ policies: [policy], boundary: [policy] }, { policies: [policy] }).verdict).toBe("equal");
      }),
      { numRuns: 200 },
    );
  });
});

describe("in a world small enough to try every request", () => {
  const world = smallWorld.chain((policies) =>
    fc.tuple(
      fc.constant(policies),
      fc.array(fc.tuple(...Array.from({ length: 4 }, () => fc.nat(policies.length))), { minLength: 60, maxLength: 60 }),
    ),
  );

  it("policies under boundaries do what trying all requests says", () => {
    const seen: Record<string, number> = {};
    fc.assert(
      fc.property(world, ([policies, choices]) => {
        for (const [one, bound, other, limit] of choices) {
          const [canonical, live] = [sideOf(policies, one, bound), sideOf(policies, other, limit)];
          const change = tried(decisionsOf(canonical), decisionsOf(live));
          seen[change] = (seen[change] ?? 0) + 1;
          const verdict = decide(plainOf(canonical), plainOf(live));
          const said = verdict.verdict === "equal" ? "equal" : changeOf(verdict);
          expect(said, JSON.stringify([plainOf(canonical), plainOf(live), verdict])).toBe(change);
        }
      }),
      { numRuns: 25 },
    );
    for (const change of ["equal", "broadened", "narrowed", "mixed"]) expect(seen[change]).toBeGreaterThan(40);
  });
});

interface KnownSide {
  readonly policies: KnownPolicy;
  readonly boundary: KnownPolicy | undefined;
}

/** The last choice of a boundary is to have none. */
function sideOf(world: readonly KnownPolicy[], policies = 0, boundary = 0): KnownSide {
  const chosen = world[policies % world.length];
  if (chosen === undefined) throw new Error("This world is empty.");
  return { policies: chosen, boundary: world[boundary] };
}

function plainOf({ policies, boundary }: KnownSide): { policies: Plain[]; boundary?: Plain[] } {
  return { policies: [policies.policy], ...(boundary && { boundary: [boundary.policy] }) };
}

function decisionsOf({ policies, boundary }: KnownSide): readonly ReferenceDecision[] {
  return policies.decisions.map((decision, index) => together(decision, boundary?.decisions[index] ?? "allow"));
}

/** What live did to canonical, found by trying every request. */
function tried(canonical: readonly ReferenceDecision[], live: readonly ReferenceDecision[]): string {
  const steps = new Set(
    canonical.map((before, index) => Math.sign(PERMISSIVENESS[live[index] ?? "none"] - PERMISSIVENESS[before])),
  );
  if (steps.has(1)) return steps.has(-1) ? "mixed" : "broadened";
  return steps.has(-1) ? "narrowed" : "equal";
}
