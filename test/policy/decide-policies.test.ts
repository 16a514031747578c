import { beforeAll, describe, expect, it } from "vitest";
import type { Comparison } from "../../shared/policy/comparison.ts";
import { decidePolicies } from "../../shared/policy/decide-policies.ts";
import { type ActionTable, loadActionTable } from "../../shared/policy/explain/action-table.ts";
import { explainVerdictWith } from "../../shared/policy/explain/explain-verdict.ts";
import type { Policy } from "../../shared/policy/policy.ts";
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

let table: ActionTable;
beforeAll(async () => {
  table = await loadActionTable();
});

/** A delta without its count of today's actions, which is another with every edition of the table. */
const withoutCount = (text: string): string => text.replace(/: [\d,]+ actions? of today.*$/, "");
const textOf = (document: unknown): string => (typeof document === "string" ? document : JSON.stringify(document));
/** The verdict, explained. */
const explain = (canonical: readonly Policy[], live: readonly Policy[], kind: Case["kind"] = "identity"): Comparison =>
  explainVerdictWith(decidePolicies(canonical, live, kind), { canonical, live }, table);
const compare = (canonical: unknown, live: unknown, kind: Case["kind"] = "identity"): Comparison =>
  explain([readPolicy(canonical, kind)], [readPolicy(live, kind)], kind);
const changeOf = (comparison: Comparison): Expected =>
  comparison.verdict === "unknown" ? "unknown" : comparison.change;

describe.each(TOPICS)("comparing %s", (_topic, cases) => {
  it.each(cases)("$name", ({ canonical, live, kind, expected, deltas }) => {
    const comparison = compare(canonical, live, kind);
    expect(changeOf(comparison), JSON.stringify(comparison)).toBe(expected);
    expect(changeOf(compare(live, canonical, kind))).toBe(SWAPPED[expected]);
    if (comparison.verdict !== "different") return;
    const verdict = decidePolicies([readPolicy(canonical, kind)], [readPolicy(live, kind)], kind ?? "identity");
    // The witness as it was found, and as a person recognises it.
    for (const witness of [comparison.witness, "witness" in verdict ? verdict.witness : undefined]) {
      if (witness === undefined) throw new Error("There is no witness.");
      const { canonical: before, live: after, ...request } = witness;
      expect(referenceDecision([textOf(canonical)], request)).toBe(before);
      expect(referenceDecision([textOf(live)], request)).toBe(after);
    }
    if (deltas !== undefined)
      expect(comparison.deltas.map(({ effect, text }) => `${effect} ${withoutCount(text)}`)).toEqual(deltas);
  });
});

describe("the case tables", () => {
  it("name every case once and hold more than a hundred", () => {
    const names = TOPICS.flatMap(([, cases]) => cases.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThan(100);
  });
});

describe("decidePolicies", () => {
  const one = readPolicy({ Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "*" } });
  const two = readPolicy({ Statement: { Effect: "Allow", Action: "s3:PutObject", Resource: "*" } });
  const both = readPolicy({ Statement: { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: "*" } });

  it("takes several policies as one union, in any order", () => {
    expect(decidePolicies([one, two], [both], "identity")).toEqual({ verdict: "equal", change: "cosmetic" });
    expect(decidePolicies([one, two], [two, one], "identity")).toEqual({ verdict: "equal", change: "identical" });
  });

  it("takes no policies as nothing said", () => {
    expect(decidePolicies([], [], "identity")).toEqual({ verdict: "equal", change: "identical" });
    expect(decidePolicies([], [one], "identity")).toMatchObject({
      verdict: "different",
      change: "broadened",
      witness: { action: "s3:GetObject", canonical: "none", live: "allow" },
    });
  });

  it("points at the statements of both sides, and at the policy where there are several", () => {
    const comparison = explain([one], [one, two]);
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
    expect(decidePolicies([canonical], [live], "identity")).toMatchObject({
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
    expect(decidePolicies([one], [trust], "identity")).toMatchObject({ verdict: "unknown" });
    expect(decidePolicies([one], [two], "trust")).toMatchObject({ verdict: "unknown" });
  });

  it("ends a comparison built to be slow as unknown, naming the bound", () => {
    const crossing = (letter: string) => ({
      Statement: {
        Effect: "Allow",
        Action: "s3:*",
        Resource: Array.from({ length: 60 }, (_, index) => `arn:aws:s3:::${`*${letter}${index}`.repeat(600)}*`),
      },
    });
    const comparison = decidePolicies([readPolicy(crossing("a"))], [readPolicy(crossing("b"))], "identity");
    expect(comparison).toEqual({
      verdict: "unknown",
      reason: "the policies are too laborious to compare: the bound on the work is reached",
    });
  });
});
