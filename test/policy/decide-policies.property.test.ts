import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalise } from "../../shared/policy/canonicalise.ts";
import type { Change, PolicyKind } from "../../shared/policy/comparison.ts";
import { decidePolicies } from "../../shared/policy/decide-policies.ts";
import { evaluate } from "../../shared/policy/evaluate.ts";
import { explainVerdictWith } from "../../shared/policy/explain/explain-verdict.ts";
import {
  identityDocument,
  identityRequest,
  type Plain,
  respell,
  trustDocument,
  trustRequest,
} from "./arbitrary-policies.ts";
import { smallTable } from "./explain/small-table.ts";
import { readPolicy } from "./read-policy.ts";
import { type ReferenceDecision, type ReferenceRequest, referenceDecision } from "./reference-evaluator.ts";

const KINDS: readonly {
  kind: PolicyKind;
  document: fc.Arbitrary<Plain>;
  request: fc.Arbitrary<ReferenceRequest>;
}[] = [
  { kind: "identity", document: identityDocument, request: identityRequest },
  { kind: "trust", document: trustDocument, request: trustRequest },
];
const RUNS = { numRuns: 250 };
const SWAPPED = { broadened: "narrowed", narrowed: "broadened", mixed: "mixed" } as const;
const PERMISSIVENESS: Readonly<Record<ReferenceDecision, number>> = { deny: 0, none: 1, allow: 2 };

/** Which steps a request's decision may take under each change; `undefined` where the reference cannot tell. */
const STEPS: Readonly<Record<Change, readonly (number | undefined)[]>> = {
  identical: [undefined, 0],
  cosmetic: [undefined, 0],
  broadened: [undefined, 0, 1],
  narrowed: [undefined, 0, -1],
  mixed: [undefined, 0, 1, -1],
};

const step = (canonical: Plain, live: Plain, request: ReferenceRequest): number | undefined => {
  const [before, after] = [refer(canonical, request), refer(live, request)];
  if (before === undefined || after === undefined) return undefined;
  return Math.sign(PERMISSIVENESS[after] - PERMISSIVENESS[before]);
};
const compare = (canonical: Plain, live: Plain, kind: PolicyKind) =>
  decidePolicies([readPolicy(canonical, kind)], [readPolicy(live, kind)], kind);
const refer = (document: Plain, request: ReferenceRequest) => referenceDecision([JSON.stringify(document)], request);

describe.each(KINDS)("comparing $kind policies", ({ kind, document, request }) => {
  it("confirms every witness by the reference evaluator", () => {
    fc.assert(
      fc.property(document, document, (canonical, live) => {
        const comparison = compare(canonical, live, kind);
        if (comparison.verdict !== "different") return;
        const policies = { canonical: [readPolicy(canonical, kind)], live: [readPolicy(live, kind)] };
        const explained = explainVerdictWith(comparison, policies, smallTable);
        if (explained.verdict !== "different") throw new Error("Explaining a verdict changed it.");
        for (const witness of [comparison.witness, explained.witness]) {
          const { canonical: before, live: after, ...asked } = witness;
          expect(refer(canonical, asked)).toBe(before);
          expect(refer(live, asked)).toBe(after);
          expect(before).not.toBe(after);
        }
      }),
      RUNS,
    );
  });

  it("is never contradicted by a random request", () => {
    fc.assert(
      fc.property(
        document,
        document,
        fc.array(request, { minLength: 20, maxLength: 20 }),
        (canonical, live, requests) => {
          const comparison = compare(canonical, live, kind);
          if (comparison.verdict === "unknown") return;
          for (const each of requests) expect(STEPS[comparison.change]).toContain(step(canonical, live, each));
        },
      ),
      RUNS,
    );
  });

  it("gives the swapped verdict when the sides are swapped", () => {
    fc.assert(
      fc.property(document, document, (canonical, live) => {
        const [there, back] = [compare(canonical, live, kind), compare(live, canonical, kind)];
        expect(back.verdict).toBe(there.verdict);
        if (there.verdict === "equal") expect(back).toEqual(there);
        if (there.verdict === "different") expect(back).toMatchObject({ change: SWAPPED[there.change] });
      }),
      RUNS,
    );
  });

  it("finds a policy equal to itself written otherwise", () => {
    fc.assert(
      fc.property(document, fc.integer(), (canonical, seed) => {
        expect(compare(canonical, canonical, kind)).toEqual({ verdict: "equal", change: "identical" });
        expect(compare(canonical, respell(canonical, seed), kind).verdict).toBe("equal");
      }),
      RUNS,
    );
  });

  it("is transitive where it says equal", () => {
    fc.assert(
      fc.property(document, fc.integer(), fc.integer(), (canonical, one, other) => {
        expect(compare(respell(canonical, one), respell(canonical, other), kind).verdict).toBe("equal");
      }),
      { numRuns: 150 },
    );
  });

  it("takes a set of policies as one", () => {
    fc.assert(
      fc.property(document, document, (one, other) => {
        fc.pre(one.Version === other.Version);
        const both = { ...one, Statement: [...(one.Statement as Plain[]), ...(other.Statement as Plain[])] };
        const policies = [one, other].map((each) => readPolicy(each, kind));
        expect(decidePolicies(policies, [readPolicy(both, kind)], kind).verdict).toBe("equal");
      }),
      { numRuns: 150 },
    );
  });

  it("evaluates as the reference evaluator does, wherever both decide", () => {
    let decided = 0;
    fc.assert(
      fc.property(document, request, (policy, each) => {
        const evaluation = evaluate(canonicalise([readPolicy(policy, kind)]), each);
        const expected = refer(policy, each);
        if (evaluation.status === "undecidable" || expected === undefined) return;
        decided += 1;
        expect(evaluation.decision).toBe(expected);
      }),
      { numRuns: 3000 },
    );
    expect(decided).toBeGreaterThan(1500);
  });
});
