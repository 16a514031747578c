import { describe, expect, it } from "vitest";
import { comparePolicies } from "../../shared/policy/compare-policies.ts";
import { ACTION_CASES } from "./cases/actions.ts";
import type { Case, Expected } from "./cases/case.ts";
import { CONDITION_CASES } from "./cases/conditions.ts";
import { PRINCIPAL_CASES } from "./cases/principals.ts";
import { RESOURCE_CASES } from "./cases/resources.ts";
import { STATEMENT_CASES } from "./cases/statements.ts";
import { VARIABLE_CASES } from "./cases/variables.ts";
import { readPolicy } from "./read-policy.ts";
import { referenceDecision } from "./reference-evaluator.ts";

const TOPICS: readonly (readonly [string, readonly Case[]])[] = [
  ["actions", ACTION_CASES],
  ["resources", RESOURCE_CASES],
  ["statements", STATEMENT_CASES],
  ["variables", VARIABLE_CASES],
  ["principals", PRINCIPAL_CASES],
  ["conditions", CONDITION_CASES],
];
const SWAPPED: Readonly<Record<Expected, Expected>> = {
  identical: "identical",
  cosmetic: "cosmetic",
  broadened: "narrowed",
  narrowed: "broadened",
  mixed: "mixed",
  unknown: "unknown",
};

const textOf = (document: unknown): string => (typeof document === "string" ? document : JSON.stringify(document));
const compare = (canonical: unknown, live: unknown, kind: Case["kind"] = "identity") =>
  comparePolicies([readPolicy(canonical, kind)], [readPolicy(live, kind)], kind);
const changeOf = (comparison: ReturnType<typeof compare>): Expected =>
  comparison.verdict === "unknown" ? "unknown" : comparison.change;

describe.each(TOPICS)("comparing %s", (_topic, cases) => {
  it.each(cases)("$name", ({ canonical, live, kind, expected, deltas }) => {
    const comparison = compare(canonical, live, kind);
    expect(changeOf(comparison), JSON.stringify(comparison)).toBe(expected);
    expect(changeOf(compare(live, canonical, kind))).toBe(SWAPPED[expected]);
    if (comparison.verdict !== "different") return;
    const { canonical: before, live: after, ...request } = comparison.witness;
    expect(referenceDecision([textOf(canonical)], request)).toBe(before);
    expect(referenceDecision([textOf(live)], request)).toBe(after);
    if (deltas !== undefined) expect(comparison.deltas.map(({ effect, text }) => `${effect} ${text}`)).toEqual(deltas);
  });
});

describe("the case tables", () => {
  it("name every case once and hold more than a hundred", () => {
    const names = TOPICS.flatMap(([, cases]) => cases.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(100);
  });
});

describe("comparePolicies", () => {
  const one = readPolicy({ Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "*" } });
  const two = readPolicy({ Statement: { Effect: "Allow", Action: "s3:PutObject", Resource: "*" } });
  const both = readPolicy({ Statement: { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: "*" } });

  it("takes several policies as one union, in any order", () => {
    expect(comparePolicies([one, two], [both], "identity")).toEqual({ verdict: "equal", change: "cosmetic" });
    expect(comparePolicies([one, two], [two, one], "identity")).toEqual({ verdict: "equal", change: "identical" });
  });

  it("takes no policies as nothing said", () => {
    expect(comparePolicies([], [], "identity")).toEqual({ verdict: "equal", change: "identical" });
    expect(comparePolicies([], [one], "identity")).toMatchObject({
      verdict: "different",
      change: "broadened",
      witness: { action: "s3:GetObject", canonical: "none", live: "allow" },
    });
  });

  it("points at the statements of both sides, and at the policy where there are several", () => {
    const comparison = comparePolicies([one], [one, two], "identity");
    expect(comparison).toMatchObject({ deltas: [{ effect: "gained", livePath: "Policy[1].Statement" }] });
  });

  it("prefers the action as it is spelt, an ARN of the policies' shape and the mildest context", () => {
    const canonical = readPolicy({
      Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" },
    });
    const live = readPolicy({
      Statement: {
        Effect: "Allow",
        Action: ["s3:GetObject", "s3:DeleteObject"],
        Resource: "arn:aws:s3:::b/*",
        Condition: { StringNotEquals: { "aws:PrincipalTag/team": "red" } },
      },
    });
    expect(comparePolicies([canonical], [live], "identity")).toMatchObject({
      witness: {
        action: "s3:DeleteObject",
        resource: "arn:aws:s3:::b/example",
        context: {},
        canonical: "none",
        live: "allow",
      },
    });
  });

  it("does not judge policies of another kind", () => {
    const trust = readPolicy({ Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: "*" } } });
    expect(comparePolicies([one], [trust], "identity")).toMatchObject({ verdict: "unknown" });
    expect(comparePolicies([one], [two], "trust")).toMatchObject({ verdict: "unknown" });
  });

  it("ends a comparison built to be slow as unknown, naming the bound", () => {
    const crossing = (letter: string) => ({
      Statement: {
        Effect: "Allow",
        Action: "s3:*",
        Resource: Array.from({ length: 60 }, (_, index) => `arn:aws:s3:::${`*${letter}${index}`.repeat(600)}*`),
      },
    });
    const comparison = comparePolicies([readPolicy(crossing("a"))], [readPolicy(crossing("b"))], "identity");
    expect(comparison).toEqual({
      verdict: "unknown",
      reason: "the policies are too laborious to compare: the bound on the work is reached",
    });
  });
});
