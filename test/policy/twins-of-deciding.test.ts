import { describe, expect, it } from "vitest";
import { canonicalise } from "../../shared/policy/canonicalise.ts";
import type { PolicyKind, Verdict } from "../../shared/policy/comparison.ts";
import { decidePolicies } from "../../shared/policy/decide-policies.ts";
import { evaluate } from "../../shared/policy/evaluate.ts";
import type { Request } from "../../shared/policy/request.ts";
import { allow, deny, document, trust } from "./cases/case.ts";
import type { Twins } from "./cases/twins.ts";
import { TWINS_OF_SEARCHES } from "./cases/twins-of-searches.ts";
import { TWINS_OF_TRUST } from "./cases/twins-of-trust.ts";
import { TWINS_OF_VALUES } from "./cases/twins-of-values.ts";
import { TWINS_OF_VARIABLES } from "./cases/twins-of-variables.ts";
import { UNDECIDED_VALUES } from "./cases/undecided-values.ts";
import { WITNESSES } from "./cases/witnesses.ts";
import { readPolicy } from "./read-policy.ts";
import { referenceDecision } from "./reference-evaluator.ts";

/* What the other tables leave to a mutant of the deciding modules: docs/mutation-testing.md says which mutants these are for. */
const TOPICS = [
  ["the values of condition keys", TWINS_OF_VALUES],
  ["searches for a gap", TWINS_OF_SEARCHES],
  ["policy variables", TWINS_OF_VARIABLES],
  ["whom a role trusts", TWINS_OF_TRUST],
] as const;
const SWAPPED = { broadened: "narrowed", narrowed: "broadened", mixed: "mixed" } as const;

type Side = Twins["canonical"];
const policiesOf = (side: Side, kind: PolicyKind) => [side].flat().map((document) => readPolicy(document, kind));
const decide = (canonical: Side, live: Side, kind: PolicyKind = "identity"): Verdict =>
  decidePolicies(policiesOf(canonical, kind), policiesOf(live, kind), kind);
const textsOf = (side: Side): readonly string[] => [side].flat().map((document) => JSON.stringify(document));

function expectConfirmed(verdict: Verdict, canonical: Side, live: Side): void {
  if (verdict.verdict !== "different") throw new Error(`Not different: ${JSON.stringify(verdict)}`);
  const { canonical: before, live: after, ...request } = verdict.witness;
  expect(before).not.toBe(after);
  expect(referenceDecision(textsOf(canonical), request)).toBe(before);
  expect(referenceDecision(textsOf(live), request)).toBe(after);
}

describe.each(TOPICS)("of %s", (_topic, twins) => {
  it.each(twins)("$name: no false drift", ({ canonical, alike, kind }) => {
    expect(decide(canonical, alike, kind)).toEqual({
      verdict: "equal",
      change: expect.stringMatching(/^(cosm|ident)/),
    });
    expect(decide(alike, canonical, kind)).toMatchObject({ verdict: "equal" });
  });

  it.each(twins)("$name: its twin is true drift, $change", ({ canonical, alike, other, change, kind }) => {
    const drift = decide(canonical, other, kind);
    expect(drift).toMatchObject({ verdict: "different", change });
    expectConfirmed(drift, canonical, other);
    const back = decide(other, alike, kind);
    expect(back).toMatchObject({ verdict: "different", change: SWAPPED[change] });
    expectConfirmed(back, other, alike);
  });
});

describe("of values that AWS's pages do not tell of", () => {
  it.each(UNDECIDED_VALUES)("$name: is unknown, with the reason", ({ canonical, live, reason, kind }) => {
    for (const verdict of [decide(canonical, live, kind), decide(live, canonical, kind)]) {
      expect(verdict).toEqual({ verdict: "unknown", reason: expect.stringMatching(reason) });
    }
  });

  it.each(UNDECIDED_VALUES)("$name: and what is like it is told", ({ canonical, decided, change, kind }) => {
    expect(decide(canonical, decided, kind)).toMatchObject({ change });
  });
});

describe("the witness of a difference", () => {
  it.each(WITNESSES)("$name", ({ canonical, live, witness, kind }) => {
    const verdict = decide(canonical, live, kind);
    expect(verdict.verdict === "different" && verdict.witness).toStrictEqual(witness);
    expectConfirmed(verdict, canonical, live);
  });
});

describe("what is compared", () => {
  it("a pattern that takes too long is unknown, in both directions", () => {
    const [one, other] = ["a", "b"].map((letter) =>
      document(allow("s3:*", `arn:aws:s3:::${`*${letter}`.repeat(2_900)}`)),
    );
    for (const verdict of [decide(one ?? [], other ?? []), decide(other ?? [], one ?? [])]) {
      expect(verdict).toEqual({ verdict: "unknown", reason: expect.stringContaining("bound on the work is reached") });
    }
  });

  it("a statement without a resource is none of an identity policy", () => {
    const trusted = readPolicy(trust({ AWS: "*" }), "trust");
    expect(decidePolicies([trusted], [trusted], "identity")).toEqual({
      verdict: "unknown",
      reason: "Statement[0] does not have the elements of a statement in an identity policy",
    });
  });

  it("a statement without a principal is none of a trust policy", () => {
    const allowed = readPolicy(document(allow("s3:GetObject")), "identity");
    expect(decidePolicies([], [allowed], "trust")).toEqual({
      verdict: "unknown",
      reason: "Statement[0] does not have the elements of a statement in a trust policy",
    });
  });

  it("a statement is named by its policy where there are several, and without where there is one", () => {
    const plain = document(allow("s3:GetObject"));
    const open = document(allow("s3:PutObject", "*", { StringEquals: { k: [] } }));
    expect(decide(plain, [plain, open])).toMatchObject({
      reason: expect.stringMatching(/^Policy\[1\]\.Statement\[0\]:/),
    });
    expect(decide(document(), open)).toMatchObject({ reason: expect.stringMatching(/^Statement\[0\]:/) });
  });
});

interface Asked {
  readonly name: string;
  readonly policy: object;
  readonly kind?: PolicyKind;
  readonly request?: Partial<Request>;
}
const ask = ({ policy, kind, request }: Asked) =>
  evaluate(canonicalise([readPolicy(policy, kind)]), {
    action: "s3:GetObject",
    resource: "*",
    context: {},
    ...request,
  });
const allButNothing = { Effect: "Allow", NotAction: [], Resource: "*" };
const onAllButNothing = { Effect: "Allow", Action: "*", NotResource: [] };
const HOME = `arn:aws:s3:::b/\${aws:username}/*`;

describe("what evaluate cannot say", () => {
  it.each<Asked & { readonly reason: RegExp }>([
    { name: "an empty NotAction", policy: document(allButNothing), reason: /an empty NotAction/ },
    { name: "an empty NotResource", policy: document(onAllButNothing), reason: /an empty NotResource/ },
    { name: "a blank in an action", policy: document(allow("s3:Get  Object")), reason: /a blank in an action/ },
    {
      name: "a variable that is not set in NotResource",
      policy: document({ Effect: "Allow", Action: "*", NotResource: HOME }),
      reason: /not set/,
    },
    {
      name: "whom a request comes from",
      kind: "trust",
      policy: trust({ AWS: "*" }),
      request: { action: "sts:AssumeRole" },
      reason: /names no principal/,
    },
    {
      name: "one of three statements, where the others do not apply",
      policy: document(
        allow("a:*"),
        allow("s3:GetObject", "*", { StringEquals: { k: [] } }),
        allow("s3:Get*", "arn:aws:s3:::b"),
        allow("z:*"),
      ),
      reason: /no values/,
    },
  ])("$name: is undecidable, with the reason", ({ reason, ...asked }) => {
    expect(ask(asked)).toEqual({ status: "undecidable", reason: expect.stringMatching(reason) });
  });

  it.each<Asked & { readonly decision: string }>([
    { name: "an empty NotAction beside a denial", policy: document(allButNothing, deny("*")), decision: "deny" },
    {
      name: "an empty NotAction on another resource",
      policy: document({ ...allButNothing, Resource: "arn:aws:s3:::b" }),
      decision: "none",
    },
    { name: "a blank in another action", policy: document(allow("s3:Put Object")), decision: "none" },
    {
      name: "a blank in the request as in the policy",
      policy: document(allow("s3:Get Object")),
      request: { action: "s3:get object" },
      decision: "allow",
    },
    {
      name: "an action without a blank, and the same with one",
      policy: document(allow(["s3:GetObject", "s3:Get Object"])),
      decision: "allow",
    },
  ])("$name: is decided", ({ decision, ...asked }) => {
    expect(ask(asked)).toEqual({ status: "decided", decision });
  });
});
