import { describe, expect, it } from "vitest";
import { canonicalise } from "../../../shared/policy/canonicalise.ts";
import { evaluate } from "../../../shared/policy/evaluate.ts";
import type { Request } from "../../../shared/policy/request.ts";
import { readPolicy } from "../read-policy.ts";
import { referenceDecision } from "../reference-evaluator.ts";
import { DIVERGENCES, type Divergence, plainPolicy } from "./divergences.ts";
import { simulateIdentity, simulateTrust } from "./simulator.ts";

const requestOf = ({ kind, request }: Divergence): Request => ({
  action: kind === "trust" ? "sts:AssumeRole" : "s3:GetObject",
  resource: kind === "trust" ? "*" : "arn:aws:s3:::b/x",
  context: {},
  ...request,
});

describe("the simulator is not asked about", () => {
  it.each(DIVERGENCES)("$name", async (divergence) => {
    const [policy, request] = [plainPolicy(divergence), requestOf(divergence)];
    const evaluation = evaluate(canonicalise([readPolicy(policy)]), request);
    expect(evaluation.status === "decided" ? evaluation.decision : "undecidable").toBe(divergence.ours);
    // Where the simulator has come to agree, the construct belongs into the fragment.
    const simulated =
      divergence.kind === "trust" ? simulateTrust(policy, request) : simulateIdentity([policy], request);
    expect(await simulated).toBe(divergence.simulator);
    expect(divergence.simulator).not.toBe(divergence.ours);
    const reference = referenceDecision([JSON.stringify(policy)], request);
    if (divergence.ours !== "undecidable") expect(reference).toBe(divergence.ours);
  });

  it("anything twice", () => {
    const names = DIVERGENCES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
