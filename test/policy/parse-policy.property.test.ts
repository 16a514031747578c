import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { comparePolicyTexts } from "../../shared/policy/compare-policy-texts.ts";
import type { PolicyKind } from "../../shared/policy/comparison.ts";
import { decidePolicies } from "../../shared/policy/decide-policies.ts";
import { parsePolicy } from "../../shared/policy/parse-policy.ts";
import { identityDocument, trustDocument } from "./arbitrary-policies.ts";
import { allow, document } from "./cases/case.ts";

const KINDS: readonly PolicyKind[] = ["identity", "trust"];
const nothing = JSON.stringify(document());

/** The same answer through either door, whatever the text: a policy with its verdict, or all that is wrong with it. */
function expectSameAnswer(text: string, kind: PolicyKind, other = nothing): void {
  const parsed = parsePolicy(text, kind);
  const compared = comparePolicyTexts([text], [other], kind);
  if (parsed.status === "invalid") {
    expect(parsed.problems.length).toBeGreaterThan(0);
    expect(compared).toEqual({ status: "invalid", side: "canonical", index: 0, problems: parsed.problems });
    return;
  }
  const right = parsePolicy(other, kind);
  if (right.status === "invalid") throw new Error("The other text is meant to be a policy.");
  expect(compared).toEqual({ status: "compared", verdict: decidePolicies([parsed.policy], [right.policy], kind) });
}

const nested = (depth: number, open: string, close: string): string => open.repeat(depth) + close.repeat(depth);
const statementWith = (member: string): string =>
  `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*",${member}}]}`;

/** Texts made to hurt a reader. */
const HARD: readonly (readonly [string, string])[] = [
  ["lists in lists", nested(100_000, "[", "]")],
  ["lists in lists that do not end", "[".repeat(200_000)],
  ["objects in objects", nested(40_000, '{"a":', "}")],
  ["lists in a statement", statementWith(`"Sid":${nested(100_000, "[", "]")}`)],
  ["lists for a statement", `{"Statement":${nested(100_000, "[", "]")}}`],
  ["objects in a condition", statementWith(`"Condition":${nested(40_000, '{"a":', "}").replace("}", '"x"}')}`)],
  ["a condition's value in lists", statementWith(`"Condition":{"StringEquals":{"k":${nested(30_000, "[", "]")}}}`)],
  [
    "a number with a hundred thousand digits",
    statementWith(`"Condition":{"NumericEquals":{"k":${"9".repeat(100_000)}}}`),
  ],
  ["a number beyond all bounds", statementWith('"Condition":{"NumericEquals":{"k":1e999999}}')],
  ["a number next to nothing", statementWith('"Condition":{"NumericEquals":{"k":-0.0e-999999}}')],
  ["a number that is not quite a whole one", statementWith('"Condition":{"NumericEquals":{"k":9007199254740993}}')],
  ["an escape of half a pair", statementWith('"Sid":"\\ud800"')],
  ["half a pair as it is", statementWith('"Sid":"\ud800"')],
  ["the other half", statementWith('"Condition":{"StringEquals":{"k\udc00":"x"}}')],
  ["two halves in the wrong order", statementWith('"Sid":"\udc00\ud800"')],
  ["a null character", statementWith('"Sid":"\u0000"')],
  ["a null character escaped", statementWith('"Condition":{"StringEquals":{"k":"\\u0000"}}')],
  ["a key twice", statementWith('"Sid":"a","Sid":"b"')],
  ["a key twice, once escaped", statementWith('"Sid":"a","S\\u0069d":"b"')],
  ["condition keys that differ in case", statementWith('"Condition":{"StringEquals":{"aws:x":"a","AWS:X":"b"}}')],
  ["a key of every object", statementWith('"Condition":{"StringEquals":{"__proto__":"a"}}')],
  ["the prototype as an element", statementWith('"__proto__":{"Effect":"Deny"}')],
  ["the prototype in the document", '{"__proto__":{"Version":"2012-10-17"},"Statement":[]}'],
  ["numbers for keys", statementWith('"Condition":{"StringEquals":{"2":"a","1":"b"}}')],
  ["blanks at every place", statementWith('"Sid" : "a"').replaceAll(":", " : ")],
  ["a long text", statementWith(`"Sid":"${"x".repeat(300_000)}"`)],
  ["a long list", JSON.stringify(document(allow(Array.from({ length: 20_000 }, (_, index) => `s3:A${index}`))))],
  [
    "a longer list than is read",
    JSON.stringify(document(allow(Array.from({ length: 40_000 }, (_, index) => `s3:A${index}`)))),
  ],
  ["a byte order mark", `\ufeff${nothing}`],
  ["two documents", nothing + nothing],
];

describe("texts made to hurt a reader are answered alike by both readers", () => {
  it.each(HARD)("%s", (_name, text) => {
    for (const kind of KINDS) expectSameAnswer(text, kind);
  });
});

describe("whatever the text, both readers answer alike", () => {
  const anyKind = fc.constantFrom(...KINDS);

  it("bytes, as UTF-8 or as Latin-1", () => {
    const bytes = fc.uint8Array({ maxLength: 400 });
    const decoder = fc.constantFrom(new TextDecoder("utf-8"), new TextDecoder("latin1"));
    fc.assert(
      fc.property(bytes, decoder, anyKind, (value, decode, kind) => expectSameAnswer(decode.decode(value), kind)),
      { numRuns: 1500 },
    );
  });

  it("halves of pairs, and characters of every plane", () => {
    const unit = fc.oneof(
      fc.integer({ min: 0xd800, max: 0xdfff }).map((code) => String.fromCharCode(code)),
      fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
      fc.constantFrom('"', "\\", "\\u", "{", "}", "[", ",", ":"),
    );
    const text = fc.array(unit, { maxLength: 6 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, anyKind, (value, kind) => {
        expectSameAnswer(statementWith(`"Sid":"${value}"`), kind);
        expectSameAnswer(statementWith(`"Condition":{"StringEquals":{"k":"${value}"}}`), kind);
      }),
      { numRuns: 800 },
    );
  });

  it("policies with members of other types, in other places, and again", () => {
    const value = fc.oneof(fc.json({ maxDepth: 3 }), fc.constantFrom("1e400", "-0", '"*"', "[]", "{}", '[""]', "null"));
    const name = fc.constantFrom(
      ...["Version", "Id", "Statement", "Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Principal"],
      ...["NotPrincipal", "Condition", "action", "StringEquals", "Bool", "__proto__"],
    );
    const member = fc.tuple(name, value).map(([key, each]) => `${JSON.stringify(key)}:${each}`);
    fc.assert(
      fc.property(
        fc.oneof(identityDocument, trustDocument),
        fc.array(member, { minLength: 1, maxLength: 2 }),
        fc.nat(4),
        anyKind,
        (policy, members, place, kind) => {
          const text = JSON.stringify(policy);
          const opens = [...text.matchAll(/\{/g)].map(({ index }) => index + 1);
          const at = opens[place % opens.length] ?? 1;
          const separator = text[at] === "}" ? "" : ",";
          expectSameAnswer(text.slice(0, at) + members.join(",") + separator + text.slice(at), kind);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it("good policies, written compactly or not", () => {
    fc.assert(
      fc.property(identityDocument, identityDocument, fc.constantFrom(undefined, 1), (one, two, space) => {
        expectSameAnswer(JSON.stringify(one, undefined, space), "identity", JSON.stringify(two));
        expectSameAnswer(JSON.stringify(one), "identity", JSON.stringify(two, undefined, space));
      }),
      { numRuns: 400 },
    );
    fc.assert(
      fc.property(trustDocument, trustDocument, (one, two) =>
        expectSameAnswer(JSON.stringify(one), "trust", JSON.stringify(two)),
      ),
      { numRuns: 200 },
    );
  });
});
