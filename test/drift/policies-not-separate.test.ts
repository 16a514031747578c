import { describe, expect, it } from "vitest";
import type { ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import type { EntityState } from "../../shared/observation/entity-state.ts";
import { loadActionTable } from "../../shared/policy/explain/action-table.ts";
import {
  attachment,
  detect,
  driftsOf,
  expectedRole,
  managedPoliciesOf,
  NOW,
  onlyDrift,
  present,
  READ,
  roleState,
} from "./fixtures.ts";

const [A, B, C, D] = ["A", "B", "C", "D"].map((name) => `arn:aws:iam::123456789012:policy/${name}`) as [
  string,
  string,
  string,
  string,
];
const apart = (...separatePolicies: readonly (readonly string[])[]) =>
  expectedRole({ attachments: { match: "at-least", policyArns: [] }, separatePolicies });
const holding = (...arns: readonly string[]) => roleState({ attachments: present(arns.map(attachment)) });
const judged = (expected: ExpectedEntity, live: EntityState) =>
  detect(expected, live, NOW, loadActionTable, managedPoliciesOf({ [A]: READ, [B]: READ, [C]: READ, [D]: READ }));

describe("policies-not-separate", () => {
  it("fires for a role that holds two of a set", async () => {
    expect(onlyDrift(await judged(apart([A, B, C]), holding(C, D, A)))).toMatchObject({
      rule: "policies-not-separate",
      subject: "",
      severity: "medium",
      summary: `Role worker holds ${A} and ${C}, which belong on separate roles.`,
    });
  });

  it("tells of two sets in one drift, each once", async () => {
    const { summary } = onlyDrift(await judged(apart([C, D], [A, B], [B, A]), holding(A, B, C, D)));
    expect(summary).toBe(`Role worker holds ${A} and ${B}; and ${C} and ${D}, which belong on separate roles.`);
  });

  it.each([
    { name: "one of the set", expected: apart([A, B]), live: holding(A, C), fires: false },
    { name: "none of it", expected: apart([A, B]), live: holding(C), fires: false },
    { name: "one of each of two sets", expected: apart([A, B], [C, D]), live: holding(A, C), fires: false },
    { name: "one that stands twice in its set", expected: apart([A, A]), live: holding(A), fires: false },
    { name: "no sets", expected: apart(), live: holding(A, B), fires: false },
    {
      name: "nothing said of it",
      expected: expectedRole({ attachments: { match: "at-least", policyArns: [] } }),
      live: holding(A, B),
      fires: false,
    },
    { name: "two of the second set", expected: apart([A, B], [C, D]), live: holding(A, C, D), fires: true },
    { name: "all of it", expected: apart([A, B]), live: holding(A, B), fires: true },
  ])("$name: $fires", async ({ expected, live, fires }) => {
    const rules = driftsOf(await judged(expected, live)).map(({ rule }) => rule);
    expect(rules).toEqual(fires ? ["policies-not-separate"] : []);
  });

  it("is news when one more of the set comes, and not when others do or the order changes", async () => {
    const of = async (...arns: readonly string[]) =>
      onlyDrift(await judged(apart([A, B, C]), holding(...arns))).fingerprint;
    const before = await of(A, B);
    expect(await of(D, B, A)).toBe(before);
    expect(await of(A, B, C)).not.toBe(before);
    expect(onlyDrift(await judged(apart([C, B, A]), holding(A, B))).fingerprint).toBe(before);
  });
});
