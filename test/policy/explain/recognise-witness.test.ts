import { describe, expect, it } from "vitest";
import type { Decision, PolicyKind, Verdict, Witness } from "../../../shared/policy/comparison.ts";
import { decidePolicies } from "../../../shared/policy/decide-policies.ts";
import { explainVerdict, explainVerdictWith } from "../../../shared/policy/explain/explain-verdict.ts";
import { recogniseWitness } from "../../../shared/policy/explain/recognise-witness.ts";
import { readPolicy } from "../read-policy.ts";
import { referenceDecision } from "../reference-evaluator.ts";
import { smallTable } from "./small-table.ts";

interface Case {
  readonly name: string;
  readonly canonical: readonly object[];
  readonly live: readonly object[];
  readonly witness: Omit<Witness, "canonical" | "live"> & { readonly canonical?: Decision; readonly live?: Decision };
  /** What the recognised witness has in place of the given one's. */
  readonly expected: Partial<Witness>;
  readonly kind?: PolicyKind;
}

const allow = (Action: string | readonly string[], Resource: string | readonly string[] = "*", Condition?: object) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const document = (statements: readonly object[]) => ({ Version: "2012-10-17", Statement: statements });

const CASES: readonly Case[] = [
  {
    name: "an action that exists in place of a made-up one",
    canonical: [allow("s3:Get*", "arn:aws:s3:::b/*")],
    live: [allow("s3:*", "arn:aws:s3:::b/*")],
    witness: { action: "s3:example", resource: "arn:aws:s3:::b/example", context: {} },
    expected: { action: "s3:PutObject" },
  },
  {
    name: "the gravest action of a service",
    canonical: [],
    live: [allow("iam:*")],
    witness: { action: "iam:example", resource: "*", context: {} },
    expected: { action: "iam:PassRole" },
  },
  {
    name: "a service that exists in place of a made-up one",
    canonical: [allow("s3:*")],
    live: [allow("*")],
    witness: { action: "example:example", resource: "*", context: {} },
    expected: { action: "iam:PassRole" },
  },
  {
    name: "AWS's spelling of an action that exists",
    canonical: [],
    live: [allow("s3:getobject")],
    witness: { action: "s3:getobject", resource: "arn:aws:s3:::b/example", context: {} },
    expected: { action: "s3:GetObject" },
  },
  {
    name: "a resource that the action can take",
    canonical: [],
    live: [allow("s3:GetObject", "arn:aws:s3:::*")],
    witness: { action: "s3:GetObject", resource: "arn:aws:s3:::b", context: {} },
    expected: { action: "s3:GetObject", resource: "arn:aws:s3:::example-bucket/example" },
  },
  {
    name: "a context without what plays no part",
    canonical: [],
    live: [allow("s3:GetObject", "*", { StringEquals: { "aws:PrincipalTag/team": "a" } })],
    witness: {
      action: "s3:GetObject",
      resource: "*",
      context: { "aws:PrincipalTag/team": "a", "aws:username": "maria" },
    },
    expected: { context: { "aws:PrincipalTag/team": "a" } },
  },
  {
    name: "the given one where only names that do not exist differ",
    canonical: [allow(["sqs:GetQueueUrl", "sqs:ReceiveMessage", "sqs:SendMessage"])],
    live: [allow("sqs:*")],
    witness: { action: "sqs:example", resource: "*", context: {} },
    expected: {},
  },
  {
    name: "an action of sts for a trust policy, its principal kept",
    kind: "trust",
    canonical: [{ Effect: "Allow", Principal: { AWS: "123456789012" }, Action: "sts:TagSession" }],
    live: [{ Effect: "Allow", Principal: { AWS: "123456789012" }, Action: "sts:*" }],
    witness: { principal: "arn:aws:iam::123456789012:root", action: "sts:example", resource: "*", context: {} },
    expected: { action: "sts:AssumeRole" },
  },
];

describe("a witness that a person recognises", () => {
  it.each(CASES)("has $name", ({ canonical, live, witness, expected, kind }) => {
    const given: Witness = { canonical: "none", live: "allow", ...witness };
    const policies = {
      canonical: [readPolicy(document(canonical), kind)],
      live: [readPolicy(document(live), kind)],
    };
    const recognised = recogniseWitness(given, policies, smallTable);
    expect(recognised).toEqual({ ...given, ...expected });
    const { canonical: before, live: after, ...request } = recognised;
    expect(referenceDecision([JSON.stringify(document(canonical))], request)).toBe(before);
    expect(referenceDecision([JSON.stringify(document(live))], request)).toBe(after);
  });
});

describe("a verdict explained", () => {
  const policies = (canonical: readonly object[], live: readonly object[]) => ({
    canonical: [readPolicy(document(canonical))],
    live: [readPolicy(document(live))],
  });
  const never = () => Promise.reject(new Error("the table is not needed"));

  it("has deltas and a witness where the policies differ", async () => {
    const both = policies([allow("s3:Get*")], [allow(["s3:Get*", "s3:PutObject"])]);
    const verdict = decidePolicies(both.canonical, both.live, "identity");
    const explained = await explainVerdict(verdict, both, async () => smallTable);
    expect(explainVerdictWith(verdict, both, smallTable)).toEqual(explained);
    expect(explained).toEqual({
      verdict: "different",
      change: "broadened",
      witness: expect.objectContaining({ action: "s3:PutObject", canonical: "none", live: "allow" }),
      deltas: [
        {
          effect: "gained",
          text: "`s3:PutObject` on `*`",
          livePath: "Statement[0]",
          permits: "more",
          accessLevels: { Write: 1 },
        },
      ],
    });
  });

  it.each<Verdict>([
    { verdict: "equal", change: "cosmetic" },
    { verdict: "unknown", reason: "a reason" },
  ])("stays as it is, and loads no table, where it is $verdict", async (verdict) => {
    expect(await explainVerdict(verdict, policies([], []), never)).toEqual(verdict);
  });
});
