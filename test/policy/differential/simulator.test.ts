import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalise } from "../../../shared/policy/canonicalise.ts";
import type { Decision } from "../../../shared/policy/comparison.ts";
import { evaluate } from "../../../shared/policy/evaluate.ts";
import type { Request } from "../../../shared/policy/request.ts";
import type { Plain } from "../arbitrary-policies.ts";
import { readPolicy } from "../read-policy.ts";
import { referenceDecision } from "../reference-evaluator.ts";
import {
  identityPolicy,
  identityRequestsTo,
  requestWithoutResource,
  trustPolicy,
  trustRequestsTo,
} from "./fragment.ts";
import { simulateIdentity, simulateTrust, simulateWithoutResource } from "./simulator.ts";

interface Subject {
  readonly name: string;
  readonly policy: fc.Arbitrary<Plain>;
  readonly requests: (policy: Plain) => fc.Arbitrary<Request>;
  readonly simulate: (policy: Plain, request: Request) => Promise<Decision>;
  readonly runs: number;
}

const SUBJECTS: readonly Subject[] = [
  {
    name: "identity policies",
    policy: identityPolicy,
    requests: identityRequestsTo,
    simulate: (policy, request) => simulateIdentity([policy], request),
    runs: 1000,
  },
  {
    name: "identity policies, where the resource is the literal *",
    policy: identityPolicy,
    requests: () => requestWithoutResource,
    simulate: (policy, request) => simulateWithoutResource([policy], request),
    runs: 120,
  },
  { name: "trust policies", policy: trustPolicy, requests: trustRequestsTo, simulate: simulateTrust, runs: 120 },
];

type Decide = (policy: Plain, request: Request) => Decision | undefined;

const EVALUATORS: readonly (readonly [string, Decide])[] = [
  [
    "evaluate",
    (policy, request) => {
      const evaluation = evaluate(canonicalise([readPolicy(policy)]), request);
      return evaluation.status === "decided" ? evaluation.decision : undefined;
    },
  ],
  ["the reference evaluator", (policy, request) => referenceDecision([JSON.stringify(policy)], request)],
];

describe.each(SUBJECTS)("on $name the simulator decides as", ({ policy, requests, simulate, runs }) => {
  const asked = policy.chain((document) =>
    fc.tuple(fc.constant(document), fc.array(requests(document), { minLength: 8, maxLength: 8 })),
  );

  it.each(EVALUATORS)("%s, wherever that decides", async (_name, decide) => {
    const decided: Record<Decision, number> = { allow: 0, deny: 0, none: 0 };
    await fc.assert(
      fc.asyncProperty(asked, async ([document, given]) => {
        for (const request of given) {
          const decision = decide(document, request);
          if (decision === undefined) continue;
          decided[decision] += 1;
          expect(decision, JSON.stringify([document, request])).toBe(await simulate(document, request));
        }
      }),
      { numRuns: runs },
    );
    // Otherwise the fragment has shrunk to where there is nothing to compare.
    for (const count of Object.values(decided)) expect(count).toBeGreaterThan(runs / 5);
  });
});
