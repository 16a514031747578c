import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalise } from "../../../shared/policy/canonicalise.ts";
import { evaluate } from "../../../shared/policy/evaluate.ts";
import type { Request } from "../../../shared/policy/request.ts";
import { identityDocument, identityRequest } from "../../policy/arbitrary-policies.ts";
import { readPolicy } from "../../policy/read-policy.ts";
import { ServiceError } from "../server/service-error.ts";
import { type Decision, decideByIdentity } from "./identity-policy.ts";

/** The condition keys of the policies: those that a request has not it is known not to have. */
const KEYS = [
  "aws:currenttime",
  "aws:multifactorauthage",
  "aws:principaltag/team",
  "aws:securetransport",
  "aws:sourceaccount",
  "aws:sourcearn",
  "aws:sourceip",
  "aws:tagkeys",
  "aws:tokenissuetime",
  "aws:username",
];

/** What the lab decides; `undefined` for what it refuses to judge. */
function byLab(policy: object, { action, resource, context }: Request): Decision | undefined {
  const given = Object.entries(context).map(([key, value]) => [
    key.toLowerCase(),
    value.length === 0 ? undefined : value,
  ]);
  const whole = { ...Object.fromEntries(KEYS.map((key) => [key, undefined])), ...Object.fromEntries(given) };
  try {
    return decideByIdentity([JSON.stringify(policy)], { action, resource, context: whole });
  } catch (fault) {
    if (fault instanceof ServiceError && fault.code === "NotImplemented") return undefined;
    throw fault;
  }
}

describe("the lab's evaluator and Plumbline's", () => {
  it("decide alike whatever both decide", () => {
    const decided = { allow: 0, deny: 0, none: 0 };
    fc.assert(
      fc.property(identityDocument, identityRequest, (policy, request) => {
        const ours = byLab(policy, request);
        const theirs = evaluate(canonicalise([readPolicy(policy, "identity")]), request);
        if (ours === undefined || theirs.status === "undecidable") return;
        decided[ours] += 1;
        expect(theirs.decision).toBe(ours);
      }),
      { numRuns: 4_000 },
    );
    expect(Math.min(...Object.values(decided))).toBeGreaterThan(100);
  });
});
