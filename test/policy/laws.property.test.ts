import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Verdict } from "../../shared/policy/comparison.ts";
import { decidePolicies } from "../../shared/policy/decide-policies.ts";
import type { Plain } from "./arbitrary-policies.ts";
import { identityPolicy, identityRequestsTo } from "./differential/fragment.ts";
import { simulateIdentity } from "./differential/simulator.ts";
import { neighbourOf } from "./neighbours.ts";
import { readPolicy } from "./read-policy.ts";
import { type ReferenceDecision, type ReferenceRequest, referenceDecision } from "./reference-evaluator.ts";
import { type KnownPolicy, smallWorld } from "./small-world.ts";

const PERMISSIVENESS: Readonly<Record<ReferenceDecision, number>> = { deny: 0, none: 1, allow: 2 };
const compare = (canonical: Plain, live: Plain): Verdict =>
  decidePolicies([readPolicy(canonical, "identity")], [readPolicy(live, "identity")], "identity");
const changeOf = (verdict: Verdict): string => {
  if (verdict.verdict === "different") return verdict.change;
  return verdict.verdict === "equal" ? "equal" : `unknown: ${verdict.reason}`;
};
const refer = (policy: Plain, request: ReferenceRequest) => referenceDecision([JSON.stringify(policy)], request);

/** What live did to canonical, found by trying every request. */
function tried(canonical: KnownPolicy, live: KnownPolicy): string {
  const steps = new Set(
    canonical.decisions.map((before, index) =>
      Math.sign(PERMISSIVENESS[live.decisions[index] ?? "none"] - PERMISSIVENESS[before]),
    ),
  );
  if (steps.has(1)) return steps.has(-1) ? "mixed" : "broadened";
  return steps.has(-1) ? "narrowed" : "equal";
}

describe("in a world small enough to try every request", () => {
  it("says of any two policies what trying all requests says", () => {
    const seen: Record<string, number> = {};
    fc.assert(
      fc.property(smallWorld, (policies) => {
        for (const canonical of policies) {
          for (const live of policies) {
            const change = tried(canonical, live);
            seen[change] = (seen[change] ?? 0) + 1;
            expect(
              changeOf(compare(canonical.policy, live.policy)),
              JSON.stringify([canonical.policy, live.policy]),
            ).toBe(change);
          }
        }
      }),
      { numRuns: 15 },
    );
    for (const change of ["equal", "broadened", "narrowed", "mixed"]) expect(seen[change]).toBeGreaterThan(50);
  });
});

/** The simulator takes a star in a request for a pattern, and has none in a policy cross from one of an ARN's parts to the next. */
const ORDINARY = /^arn:[^:*]*:(?:s3::|(?:sqs|ec2):[^:*]+:[^:*]+|logs:[^:*]+:[^:*]+:log-group):[^:*]*$/;
const isStep = (verdict: Verdict, change: string): boolean => ["equal", change].includes(changeOf(verdict));
const neighbours = identityPolicy.chain((first) =>
  neighbourOf(first).chain((second) =>
    fc.tuple(
      fc.constant(first),
      fc.constant(second),
      (second.Statement as readonly Plain[]).length === 0 ? fc.constant(second) : neighbourOf(second),
    ),
  ),
);

describe("between policies that differ a little", () => {
  it("every witness is confirmed by the reference evaluator, and by the simulator where it can be asked", () => {
    const confirmed = { reference: 0, simulator: 0 };
    let untold = 0;
    const law = fc.asyncProperty(neighbours, async ([canonical, live]) => {
      const verdict = compare(canonical, live);
      if (verdict.verdict !== "different") return;
      const { canonical: before, live: after, ...request } = verdict.witness;
      expect(before).not.toBe(after);
      const references = [refer(canonical, request), refer(live, request)];
      expect(Object.values(request.context).flat()).not.toContain("");
      if (references.includes(undefined)) {
        untold += 1;
        return;
      }
      expect(references, JSON.stringify([canonical, live, request])).toEqual([before, after]);
      confirmed.reference += 1;
      if (!ORDINARY.test(request.resource)) return;
      const simulated = [canonical, live].map((policy) => simulateIdentity([policy], request));
      expect(await Promise.all(simulated), JSON.stringify([canonical, live, request])).toEqual([before, after]);
      confirmed.simulator += 1;
    });
    return fc.assert(law, { numRuns: 400 }).then(() => {
      expect(untold).toBeLessThan(10);
      expect(confirmed.reference).toBeGreaterThan(120);
      expect(confirmed.simulator).toBeGreaterThan(60);
    });
  });

  it("no request near to either contradicts the verdict", () => {
    const allowed: Readonly<Record<string, readonly number[]>> = {
      equal: [0],
      broadened: [0, 1],
      narrowed: [0, -1],
      mixed: [0, 1, -1],
    };
    let asked = 0;
    let unknown = 0;
    const withRequests = neighbours.chain(([canonical, live]) =>
      fc.tuple(
        fc.constant(canonical),
        fc.constant(live),
        fc.array(identityRequestsTo({ Statement: [canonical.Statement, live.Statement].flat() }), {
          minLength: 30,
          maxLength: 30,
        }),
      ),
    );
    fc.assert(
      fc.property(withRequests, ([canonical, live, requests]) => {
        const verdict = compare(canonical, live);
        if (verdict.verdict === "unknown") {
          unknown += 1;
          return;
        }
        for (const request of requests) {
          const [before, after] = [refer(canonical, request), refer(live, request)];
          if (before === undefined || after === undefined) continue;
          asked += 1;
          const step = Math.sign(PERMISSIVENESS[after] - PERMISSIVENESS[before]);
          expect(allowed[changeOf(verdict)], JSON.stringify([canonical, live, request])).toContain(step);
        }
      }),
      { numRuns: 250 },
    );
    expect(asked).toBeGreaterThan(4_000);
    expect(unknown).toBeLessThan(10);
  });

  it.each(["equal", "broadened", "narrowed"])("two steps that are %s are one", (change) => {
    let steps = 0;
    fc.assert(
      fc.property(neighbours, ([first, second, third]) => {
        if (!isStep(compare(first, second), change) || !isStep(compare(second, third), change)) return;
        steps += 1;
        const whole = compare(first, third);
        expect(isStep(whole, change), JSON.stringify([first, second, third, whole])).toBe(true);
      }),
      { numRuns: 300 },
    );
    expect(steps).toBeGreaterThan(20);
  });
});
