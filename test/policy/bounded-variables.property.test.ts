import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Verdict } from "../../shared/policy/comparison.ts";
import { decideBoundedPolicies } from "../../shared/policy/decide-bounded-policies.ts";
import { readPolicy } from "./read-policy.ts";
import { type ReferenceDecision, type ReferenceRequest, referenceDecision } from "./reference-evaluator.ts";

/** One document for the policies, and one for the boundary where there is one. */
interface Bounded {
  readonly policies: object;
  readonly boundary: object | undefined;
}

const BUCKET = "arn:aws:s3:::b/";
const USER = `\${aws:username}`;

const resource = fc.constantFrom(
  ...["*", `${USER}/*`, USER, `${USER}*`, "alice/*", "bob/x", "a*", `\${aws:username, 'none'}/*`, `*/${USER}`].map(
    (path) => BUCKET + path,
  ),
  `${BUCKET}\${aws:userid}/*`,
);
const condition = fc.constantFrom(
  { StringEquals: { "aws:username": "alice" } },
  { Null: { "aws:username": "false" } },
  { StringLike: { "aws:username": "a*" } },
  { StringNotEquals: { "aws:username": "bob" } },
  { StringLike: { k: `${USER}*` } },
  { StringEquals: { k: USER } },
);
const statement = fc
  .record({
    Effect: fc.constantFrom("Allow", "Allow", "Allow", "Deny"),
    Action: fc.constantFrom("s3:GetObject", "s3:*"),
    element: fc.constantFrom("Resource", "Resource", "Resource", "NotResource"),
    resources: fc.array(resource, { minLength: 1, maxLength: 2 }),
    Condition: fc.option(condition, { nil: undefined }),
  })
  .map(({ Effect, Action, element, resources, Condition }) => ({
    Effect,
    Action,
    [element]: resources,
    ...(Condition && { Condition }),
  }));
const document = fc
  .array(statement, { minLength: 1, maxLength: 2 })
  .map((Statement) => ({ Version: "2012-10-17", Statement }));
const bounded: fc.Arbitrary<Bounded> = fc.record({
  policies: document,
  boundary: fc.option(document, { nil: undefined, freq: 4 }),
});
/** Most of the time something is the same on both sides, or policies and boundary have changed places. */
const sides = fc.tuple(bounded, bounded, fc.nat(4)).map(([canonical, live, how]): readonly [Bounded, Bounded] => {
  if (how === 0) return [{ ...canonical, policies: live.policies }, live];
  if (how === 1) return [{ ...canonical, boundary: live.boundary }, live];
  if (how === 2 && live.boundary) return [{ policies: live.boundary, boundary: live.policies }, live];
  return [canonical, live];
});

const PATHS = ["alice", "bob", "amy", "none"].flatMap((name) => [name, `${name}/x`, `${name}/alice`, `${name}z`]);
const REQUESTS: readonly ReferenceRequest[] = [undefined, "alice", "bob", "amy", "none"].flatMap((user) =>
  [undefined, "alice"].flatMap((id) =>
    [undefined, "alice", "alicex"].flatMap((k) =>
      PATHS.map((path) => ({
        action: "s3:GetObject",
        resource: BUCKET + path,
        context: { ...(user && { "aws:username": user }), ...(id && { "aws:userid": id }), ...(k && { k }) },
      })),
    ),
  ),
);

/** `undefined` where the reference evaluator does not say. */
function refer({ policies, boundary }: Bounded, request: ReferenceRequest): ReferenceDecision | undefined {
  const own = referenceDecision([JSON.stringify(policies)], request);
  const bound = boundary === undefined ? "allow" : referenceDecision([JSON.stringify(boundary)], request);
  if (own === "deny" || bound === "deny") return "deny";
  if (own === undefined || bound === undefined) return undefined;
  return own === "allow" && bound === "allow" ? "allow" : "none";
}

const PERMISSIVENESS: Readonly<Record<ReferenceDecision, number>> = { deny: 0, none: 1, allow: 2 };

function steps(canonical: Bounded, live: Bounded): readonly number[] {
  return REQUESTS.flatMap((request) => {
    const [before, after] = [refer(canonical, request), refer(live, request)];
    return before === undefined || after === undefined ? [] : [PERMISSIVENESS[after] - PERMISSIVENESS[before]];
  });
}

const decide = (canonical: Bounded, live: Bounded): Verdict => {
  const [one, other] = [canonical, live].map(({ policies, boundary }) => ({
    policies: [readPolicy(policies)],
    ...(boundary && { boundary: [readPolicy(boundary)] }),
  }));
  if (one === undefined || other === undefined) throw new Error("There are two sides.");
  return decideBoundedPolicies(one, other);
};

describe("policies with variables under a boundary with variables", () => {
  it("are never called equal, broadened or narrowed against a request that shows otherwise", () => {
    fc.assert(
      fc.property(sides, ([canonical, live]) => {
        const verdict = decide(canonical, live);
        if (verdict.verdict === "unknown") return;
        const shown = steps(canonical, live);
        if (verdict.change !== "mixed" && verdict.change !== "broadened")
          expect(shown.some((step) => step > 0)).toBe(false);
        if (verdict.change !== "mixed" && verdict.change !== "narrowed")
          expect(shown.some((step) => step < 0)).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  it("are mostly decided", () => {
    const pairs = fc.sample(sides, 200);
    const unknown = pairs.filter(([canonical, live]) => decide(canonical, live).verdict === "unknown");
    expect(unknown.length).toBeLessThan(20);
  });
});
