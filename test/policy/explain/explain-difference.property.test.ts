import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Delta, PolicyKind } from "../../../shared/policy/comparison.ts";
import { decidePolicies } from "../../../shared/policy/decide-policies.ts";
import { explainDifference } from "../../../shared/policy/explain/explain-difference.ts";
import { identityDocument, type Plain, respell, trustDocument } from "../arbitrary-policies.ts";
import { readPolicy } from "../read-policy.ts";
import { smallTable } from "./small-table.ts";

const KINDS: readonly { kind: PolicyKind; document: fc.Arbitrary<Plain> }[] = [
  { kind: "identity", document: identityDocument },
  { kind: "trust", document: trustDocument },
];
const RUNS = { numRuns: 150 };

const policiesOf = (canonical: Plain, live: Plain, kind: PolicyKind) => ({
  canonical: [readPolicy(canonical, kind)],
  live: [readPolicy(live, kind)],
});
const explain = (canonical: Plain, live: Plain, kind: PolicyKind): readonly Delta[] =>
  explainDifference(policiesOf(canonical, live, kind), smallTable);

/** What a delta says of its own, and with the sides swapped. */
const said = ({ effect, text, permits }: Delta): string => `${effect} ${text} ${permits}`;
const saidOfSwapped = ({ effect, text, permits }: Delta): string =>
  `${effect === "gained" ? "lost" : "gained"} ${text} ${permits === "more" ? "less" : "more"}`;

describe.each(KINDS)("explaining a difference of $kind policies", ({ kind, document }) => {
  it("has nothing to say of policies that say the same in other words", () => {
    fc.assert(
      fc.property(document, fc.integer(), (plain, seed) => {
        expect(explain(plain, respell(plain, seed), kind)).toEqual([]);
      }),
      RUNS,
    );
  });

  it("says what the verdict says: something where they differ, and only what goes that way", () => {
    fc.assert(
      fc.property(document, document, (canonical, live) => {
        const { canonical: one, live: other } = policiesOf(canonical, live, kind);
        const verdict = decidePolicies(one, other, kind);
        const permits = new Set(explain(canonical, live, kind).map((delta) => delta.permits));
        if (verdict.verdict === "unknown") return;
        if (verdict.verdict === "equal") expect([...permits]).toEqual([]);
        else if (verdict.change === "broadened") expect([...permits]).toEqual(["more"]);
        else if (verdict.change === "narrowed") expect([...permits]).toEqual(["less"]);
        else expect(permits.size).toBeGreaterThan(0);
      }),
      RUNS,
    );
  });

  it("says the opposite with the sides swapped", () => {
    fc.assert(
      fc.property(document, document, (canonical, live) => {
        const forth = explain(canonical, live, kind);
        const back = explain(live, canonical, kind);
        expect(back.map(said).toSorted()).toEqual(forth.map(saidOfSwapped).toSorted());
        expect(back.map(({ canonicalPath }) => canonicalPath).toSorted()).toEqual(
          forth.map(({ livePath }) => livePath).toSorted(),
        );
      }),
      RUNS,
    );
  });

  it("keeps within its bounds and shows nothing that is invisible", () => {
    fc.assert(
      fc.property(document, document, (canonical, live) => {
        const deltas = explain(canonical, live, kind);
        expect(deltas.length).toBeLessThanOrEqual(22);
        expect(deltas.filter(({ text }) => text === "" || text.length > 600 || /[\p{Cc}\p{Cf}]/u.test(text))).toEqual(
          [],
        );
      }),
      RUNS,
    );
  });
});
