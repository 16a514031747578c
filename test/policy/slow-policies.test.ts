import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { comparePolicyTexts } from "../../shared/policy/compare-policy-texts.ts";
import { decidePolicies } from "../../shared/policy/decide-policies.ts";
import { allow, deny, document } from "./cases/case.ts";
import { readPolicy } from "./read-policy.ts";
import { referenceDecision } from "./reference-evaluator.ts";

const count = (length: number): readonly number[] => Array.from({ length }, (_, index) => index);
const LETTERS = "abcdefghijklmnopqrstuvwxyz";
const letter = (index: number): string => LETTERS[index % 26] ?? "a";
/** Stars between letters: any two of these cross in many ways. */
const crossing = (seed: number, length: number): string =>
  `*${count(length)
    .map((index) => letter(seed * 7 + index * (seed + 3)))
    .join("*")}*`;
const bucket = (pattern: string): string => `arn:aws:s3:::${pattern}`;
const block = (index: number): string => `${index >> 8}.${index & 255}`;
/** As long as a customer's managed policy may be. */
const LONGEST = 6_144;

interface Slow {
  readonly name: string;
  readonly canonical: object;
  readonly live: object;
}

const nested = (element: "NotAction" | "NotResource", statements: number, each: number, seed: number): object =>
  document(
    ...count(statements).map((statement) => ({
      Effect: statement % 3 === 0 ? "Deny" : "Allow",
      ...(element === "NotAction" ? { Resource: "*" } : { Action: "s3:*" }),
      [element]: count(each).map((index) => {
        const glob = crossing(seed + statement * each + index, 3);
        return element === "NotAction" ? `s3:${glob}` : bucket(glob);
      }),
    })),
  );
const keyed = (keys: number, value: (index: number) => string, operator = "StringLike"): object =>
  Object.fromEntries([
    [operator, Object.fromEntries(count(keys).map((index) => [`aws:PrincipalTag/k${index}`, value(index)]))],
  ]);

const SLOW: readonly Slow[] = [
  {
    name: "many crossing globs for resources",
    canonical: document(
      allow(
        "s3:*",
        count(24).map((index) => bucket(crossing(index, 12))),
      ),
    ),
    live: document(
      allow(
        "s3:*",
        count(24).map((index) => bucket(crossing(index + 1, 12))),
      ),
    ),
  },
  {
    name: "many crossing globs for actions",
    canonical: document(allow(count(24).map((index) => `s3:${crossing(index, 9)}`))),
    live: document(allow(count(24).map((index) => `s3:${crossing(index + 1, 9)}`))),
  },
  {
    name: "a glob that the others cover only together, if at all",
    canonical: document(
      allow(
        "s3:*",
        count(26).map((index) => bucket(`*${letter(index)}*`)),
      ),
    ),
    live: document(
      allow("s3:*", [
        ...count(26).map((index) => bucket(`*${letter(index)}*`)),
        bucket("*0*1*2*"),
        bucket(`0${crossing(3, 40)}1`),
      ]),
    ),
  },
  {
    name: "question marks that need every length",
    canonical: document(
      allow(
        "s3:*",
        count(60).map((index) => bucket(`${"?".repeat(index)}${letter(index)}*`)),
      ),
    ),
    live: document(
      allow(
        "s3:*",
        count(60).map((index) => bucket(`${"?".repeat(index + 1)}${letter(index)}*`)),
      ),
    ),
  },
  {
    name: "a star before many question marks, whose automaton has a state for every set of places",
    canonical: document(
      allow(
        "s3:*",
        count(8).map((index) => bucket(`*${letter(index)}${"?".repeat(24)}`)),
      ),
    ),
    live: document(
      allow(
        "s3:*",
        count(8).map((index) => bucket(`*${letter(index + 1)}${"?".repeat(24)}`)),
      ),
    ),
  },
  {
    name: "NotAction in many statements",
    canonical: nested("NotAction", 24, 6, 1),
    live: nested("NotAction", 24, 6, 2),
  },
  {
    name: "NotResource in many statements",
    canonical: nested("NotResource", 24, 6, 1),
    live: nested("NotResource", 24, 6, 2),
  },
  {
    name: "hundreds of condition keys in one statement",
    canonical: document(
      allow(
        "s3:*",
        "*",
        keyed(300, (index) => `${letter(index)}*`),
      ),
    ),
    live: document(
      allow(
        "s3:*",
        "*",
        keyed(300, (index) => `${letter(index)}?*`),
      ),
    ),
  },
  {
    name: "a key for each of many statements, all of which have to fail at once",
    canonical: document(
      ...count(60).flatMap((index) => [
        allow("s3:*", "*", { StringEquals: { [`aws:PrincipalTag/k${index}`]: "a" } }),
        allow("s3:*", "*", {
          StringNotEquals: { [`aws:PrincipalTag/k${(index + 1) % 60}`]: "a", [`aws:PrincipalTag/k${index}`]: "b" },
        }),
      ]),
    ),
    live: document(allow("s3:*")),
  },
  {
    name: "the clauses of a hard formula for conditions",
    canonical: document(
      ...count(90).map((index) =>
        allow("s3:*", "*", {
          StringEquals: { [`aws:PrincipalTag/k${index % 30}`]: letter(index % 2) },
          StringEqualsIfExists: { [`aws:PrincipalTag/k${(index * 7 + 3) % 30}`]: letter((index + 1) % 2) },
          StringLike: { [`aws:PrincipalTag/k${(index * 11 + 5) % 30}`]: letter(index % 3) },
        }),
      ),
    ),
    live: document(allow("s3:*")),
  },
  {
    name: "one key with hundreds of crossing values",
    canonical: document(allow("s3:*", "*", { StringLike: { k: count(24).map((index) => crossing(index, 7)) } })),
    live: document(allow("s3:*", "*", { StringLike: { k: count(24).map((index) => crossing(index + 1, 7)) } })),
  },
  {
    name: "hundreds of blocks of addresses",
    canonical: document(
      allow("s3:*", "*", { IpAddress: { "aws:SourceIp": count(250).map((index) => `10.${index}.0.0/17`) } }),
    ),
    live: document(
      allow("s3:*", "*", { NotIpAddress: { "aws:SourceIp": count(250).map((index) => `10.${index}.128.0/17`) } }),
    ),
  },
  {
    name: "thousands of blocks of addresses",
    canonical: document(
      allow("s3:*", "*", { IpAddress: { "aws:SourceIp": count(5_000).map((index) => `10.${block(index)}.0/25`) } }),
    ),
    live: document(
      allow("s3:*", "*", {
        NotIpAddress: { "aws:SourceIp": count(5_000).map((index) => `10.${block(index)}.128/25`) },
      }),
    ),
  },
  {
    name: "thousands of texts, numbers and times",
    canonical: document(
      allow("s3:*", "*", {
        StringNotEquals: { k: count(3_000).map((index) => `k${index}`) },
        NumericNotEquals: { n: count(3_000).map(String) },
        DateNotEquals: { t: count(3_000).map((index) => String(1_893_456_000 + index)) },
      }),
    ),
    live: document(
      allow("s3:*", "*", {
        StringNotEquals: { k: count(3_001).map((index) => `k${index}`) },
        NumericNotEquals: { n: count(3_001).map(String) },
        DateNotEquals: { t: count(3_001).map((index) => String(1_893_456_000 + index)) },
      }),
    ),
  },
  {
    name: "a statement for each of many blocks of addresses",
    canonical: document(
      ...count(1_200).map((index) => allow("s3:*", "*", { IpAddress: { k: `10.${block(index)}.0/24` } })),
    ),
    live: document(allow("s3:*", "*", { IpAddress: { k: count(1_200).map((index) => `10.${block(index)}.0/24`) } })),
  },
  {
    name: "variables and stars against a long text",
    canonical: document(allow("s3:*", bucket(`\${a}*\${b}*\${c}?*\${d}*\${e}x`))),
    live: document(allow("s3:*", bucket("a".repeat(10_000)))),
  },
  {
    name: "many variables",
    canonical: document(
      allow(
        "s3:*",
        count(40).map((index) => bucket(`\${aws:PrincipalTag/k${index}}/*`)),
      ),
    ),
    live: document(
      allow(
        "s3:*",
        count(40).map((index) => bucket(`*/\${aws:PrincipalTag/k${index + 1}}`)),
      ),
    ),
  },
  {
    name: "as many statements as there is room for, each denying a part",
    canonical: document(
      allow("s3:*"),
      ...count(55).map((index) => deny("s3:*", bucket(crossing(index, 4)), { Bool: { [`k${index}`]: "true" } })),
    ),
    live: document(
      allow("s3:*"),
      ...count(55).map((index) => deny("s3:*", bucket(crossing(index, 4)), { Bool: { [`k${index + 1}`]: "true" } })),
    ),
  },
  {
    name: "one pattern as long as a policy",
    canonical: document(allow("s3:*", bucket("*a".repeat(2_900)))),
    live: document(allow("s3:*", bucket("*b".repeat(2_900)))),
  },
];

const piece = fc.constantFrom("a", "b", "a", "b", "*", "?", "/");
const monsterPattern = fc.array(piece, { minLength: 4, maxLength: 40 }).map((pieces) => bucket(pieces.join("")));
/** Statements of globs over two letters, up to the length IAM allows. */
const monster = fc
  .array(
    fc.tuple(
      fc.constantFrom("Allow", "Allow", "Deny"),
      fc.constantFrom("Resource", "Resource", "NotResource"),
      fc.array(monsterPattern, { minLength: 1, maxLength: 20 }),
    ),
    { minLength: 30, maxLength: 30 },
  )
  .map((parts) => {
    const statements = parts.map(([Effect, element, patterns]) => ({ Effect, Action: "s3:*", [element]: patterns }));
    const fitting = count(statements.length).filter(
      (length) => JSON.stringify(document(...statements.slice(0, length))).length <= LONGEST,
    );
    return document(...statements.slice(0, fitting.length - 1));
  });

/** A safety net only: the work is bounded in steps, and none of these takes more than a few seconds on a slow machine. */
const HANGS = 20_000;

function expectVerdictThatHolds(canonical: object, live: object): void {
  const decide = () => decidePolicies([readPolicy(canonical)], [readPolicy(live)], "identity");
  const started = performance.now();
  const verdict = decide();
  expect(performance.now() - started).toBeLessThan(HANGS);
  if (verdict.verdict === "unknown") {
    expect(verdict.reason).toMatch(/bound on the work|no request was found|differ on whether/);
    // Steps are counted, not seconds: the same policies always end the same way.
    expect(decide()).toEqual(verdict);
  }
  if (verdict.verdict !== "different") return;
  const { canonical: before, live: after, ...request } = verdict.witness;
  expect(before).not.toBe(after);
  for (const [policy, decision] of [
    [canonical, before],
    [live, after],
  ] as const) {
    expect([decision, undefined]).toContain(referenceDecision([JSON.stringify(policy)], request));
  }
}

describe("policies built to be slow", () => {
  it.each(SLOW)("$name: end with a verdict that holds", ({ canonical, live }) => {
    expectVerdictThatHolds(canonical, live);
  });

  it.each(SLOW)("$name: each is the same as itself, through every door", ({ canonical, live }) => {
    for (const policy of [canonical, live]) {
      const text = JSON.stringify(policy);
      const laidOut = JSON.stringify(policy, undefined, 2);
      expect(comparePolicyTexts([text], [laidOut], "identity")).toMatchObject({ verdict: { verdict: "equal" } });
      expect(decidePolicies([readPolicy(text)], [readPolicy(laidOut)], "identity").verdict).toBe("equal");
    }
  });

  it("of random globs, as long as IAM allows, end as well", () => {
    fc.assert(
      fc.property(monster, monster, (canonical, live) => {
        expect(JSON.stringify(canonical).length).toBeGreaterThan(LONGEST / 2);
        expectVerdictThatHolds(canonical, live);
      }),
      { numRuns: 2 },
    );
  });

  it("one of them ends at the bound on the work", () => {
    const [canonical, live] = ["a", "b"].map((one) => document(allow("s3:*", bucket(`*${one}`.repeat(2_900)))));
    const verdict = decidePolicies([readPolicy(canonical)], [readPolicy(live)], "identity");
    expect(verdict).toMatchObject({ verdict: "unknown", reason: expect.stringContaining("bound on the work") });
  });
});
