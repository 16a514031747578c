import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { PolicyKind } from "../../shared/policy/comparison.ts";
import { parsePolicy } from "../../shared/policy/parse-policy.ts";
import { identityDocument, trustDocument } from "./arbitrary-policies.ts";

const statement = (rest: string): string => `{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"${rest}}]}`;

const ACCEPTED: readonly { name: string; text: string; kind?: PolicyKind }[] = [
  { name: "one statement without a list", text: '{"Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}' },
  { name: "no Version", text: statement("") },
  { name: "both Versions", text: '{"Version":"2008-10-17","Id":"","Statement":[]}' },
  { name: "an empty Sid, which the console writes", text: statement(',"Sid":""') },
  { name: "a mixed-case prefix", text: '{"Statement":{"Effect":"Allow","Action":"cloudFormation:*","Resource":"*"}}' },
  { name: "a blank in a name", text: '{"Statement":{"Effect":"Allow","Action":"ec2: Describe*","Resource":"*"}}' },
  {
    name: "boolean and numeric values",
    text: statement(',"Condition":{"Bool":{"a":true},"NumericEquals":{"b":[5,-1.5e3]}}'),
  },
  { name: "empty lists", text: '{"Statement":[{"Effect":"Allow","Action":[],"Resource":[]}]}' },
  { name: "white space of every kind", text: ` \t\r\n${statement("")}\n` },
  { name: "a bare star", kind: "trust", text: '{"Statement":{"Effect":"Allow","Action":"*","Principal":"*"}}' },
  {
    name: "every kind of principal",
    kind: "trust",
    text: '{"Statement":{"Effect":"Allow","Action":"sts:AssumeRole","Principal":{"AWS":["*","123456789012"],"Service":"s","Federated":"f","CanonicalUser":"c"}}}',
  },
  {
    name: "a key that an object has by nature",
    text: statement(',"Condition":{"StringEquals":{"__proto__":"a","constructor":"b"}}'),
  },
];

describe("parsePolicy accepts", () => {
  it.each(ACCEPTED)("$name", ({ text, kind = "identity" }) => {
    expect(parsePolicy(text, kind)).toMatchObject({ status: "parsed" });
  });

  it("what it reads, element by element", () => {
    const text = `{"Version":"2012-10-17","Statement":[
      {"Sid":"A","Effect":"Deny","NotAction":"iam:*","NotResource":["a","b"],"Condition":{"Bool":{"k":false}}}]}`;
    expect(parsePolicy(text, "identity")).toEqual({
      status: "parsed",
      policy: {
        version: "2012-10-17",
        statements: [
          {
            effect: "Deny",
            actions: { not: true, patterns: ["iam:*"] },
            resources: { not: true, patterns: ["a", "b"] },
            conditions: [{ operator: "Bool", key: "k", values: ["false"] }],
            variables: true,
            path: "Statement[0]",
          },
        ],
        text: text.replace(/\s+/g, ""),
      },
    });
  });

  it("either kind of statement where no kind is asked for", () => {
    for (const place of ['"Principal":{"AWS":"*"}', '"NotPrincipal":{"AWS":"*"}', '"Resource":"*"', '"Sid":"none"']) {
      expect(parsePolicy(`{"Statement":{"Effect":"Allow","Action":"*",${place}}}`)).toMatchObject({ status: "parsed" });
    }
  });
});

interface Refused {
  readonly name: string;
  readonly text: string;
  readonly kind?: PolicyKind;
  /** Path, line, column, and a part of the message. */
  readonly problems: readonly (readonly [string, number, number, string])[];
}

const REFUSED: readonly Refused[] = [
  { name: "nothing", text: "", problems: [["", 1, 1, "the end of the text"]] },
  { name: "a byte order mark", text: `\ufeff${statement("")}`, problems: [["", 1, 1, "Expected a JSON value"]] },
  { name: "a comment", text: `// x\n${statement("")}`, problems: [["", 1, 1, 'found "/"']] },
  { name: "a trailing comma", text: '{\n"Statement":[],}', problems: [["", 2, 16, "member name in quotes"]] },
  { name: "text after the end", text: `${statement("")} x`, problems: [["", 1, 67, "after the end"]] },
  { name: "single quotes", text: "{'Statement':[]}", problems: [["", 1, 2, "member name in quotes"]] },
  { name: "a number JSON does not have", text: '{"Statement":01}', problems: [["", 1, 15, 'Expected "," or "}"']] },
  { name: "a control character", text: '{"Statement":"\n"}', problems: [["", 1, 15, "control character"]] },
  { name: "a string without an end", text: '{"Statement', problems: [["", 1, 2, "does not end"]] },
  { name: "an escape JSON does not have", text: '{"a\\x":1}', problems: [["", 1, 4, "no such escape"]] },
  { name: "half a surrogate pair", text: '{"a\\ud800":1}', problems: [["", 1, 2, "surrogate"]] },
  { name: "too deep a nesting", text: "[".repeat(100_000), problems: [["", 1, 17, "more than 16 levels"]] },
  { name: "too long a text", text: " ".repeat(300_000), problems: [["", 1, 262_145, "most that is read"]] },
  { name: "a list", text: "[]", problems: [["", 1, 1, "must be an object, not an array"]] },
  { name: "a policy without statements", text: "{}", problems: [["", 1, 1, "no Statement"]] },
  { name: "null", text: '{"Statement":null}', problems: [["Statement", 1, 14, "must be an object, not null"]] },
  {
    name: "repeated keys, at every level",
    text: '{"Version":"2012-10-17","Version":"2012-10-17","Statement":[\n{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*",\n"Condition":{"Bool":{"a":true,"A":false},"Bool":{}}}]}',
    problems: [
      ["Version", 1, 25, "a second time"],
      ["Statement[0].Effect", 2, 18, "a second time"],
      ["Statement[0].Condition.Bool.A", 3, 31, "a second time"],
      ["Statement[0].Condition.Bool", 3, 42, "a second time"],
    ],
  },
  {
    name: "elements that IAM does not have",
    text: '{"Statment":[],"Statement":{"Effect":"Allow","action":"*","Action":"*","Resource":"*"}}',
    problems: [
      ["Statment", 1, 2, "not an element"],
      ["Statement.action", 1, 46, "not an element"],
    ],
  },
  {
    name: "wrong types, all at once",
    text: '{"Version":1,"Id":[],"Statement":[7,{"Sid":1,"Effect":"allow","Action":[5,""],"Resource":{},"Condition":[]}]}',
    problems: [
      ["Version", 1, 12, '"2012-10-17" or'],
      ["Id", 1, 19, "must be a string, not an array"],
      ["Statement[0]", 1, 35, "must be an object, not a number"],
      ["Statement[1].Sid", 1, 44, "must be a string, not a number"],
      ["Statement[1].Effect", 1, 55, '"Allow" or "Deny"'],
      ["Statement[1].Action", 1, 73, "not a number"],
      ["Statement[1].Action", 1, 75, "not an empty string"],
      ["Statement[1].Resource", 1, 90, "not an object"],
      ["Statement[1].Condition", 1, 105, "must be an object, not an array"],
    ],
  },
  {
    name: "what a statement needs",
    text: '{"Statement":{}}',
    problems: [
      ["Statement", 1, 14, "no Effect"],
      ["Statement", 1, 14, "neither Action nor NotAction"],
      ["Statement", 1, 14, "neither Resource nor NotResource"],
    ],
  },
  {
    name: "an element and its negation",
    text: '{"Statement":{"Effect":"Allow","Action":"*","NotAction":"*","Resource":"*","NotResource":"*"}}',
    problems: [
      ["Statement", 1, 14, "both Action and NotAction"],
      ["Statement", 1, 14, "both Resource and NotResource"],
    ],
  },
  {
    name: "actions without a prefix",
    text: '{"Statement":{"Effect":"Allow","Action":["GetObject","s3:","s3:a:b"],"Resource":"*"}}',
    problems: [
      ["Statement.Action", 1, 42, "not an action"],
      ["Statement.Action", 1, 54, "not an action"],
      ["Statement.Action", 1, 60, "not an action"],
    ],
  },
  {
    name: "conditions",
    text: statement(
      ',"Condition":{"StringEqual":{"a":"b"},"NullIfExists":{"a":true},"Bool":true,"StringLike":{"":[null,["x"]]}}',
    ),
    problems: [
      ["Statement[0].Condition.StringEqual", 1, 77, "not a condition operator"],
      ["Statement[0].Condition.NullIfExists", 1, 101, "not a condition operator"],
      ["Statement[0].Condition.Bool", 1, 134, "must be an object of condition keys"],
      ["Statement[0].Condition.StringLike", 1, 153, "must not be empty"],
      ["Statement[0].Condition.StringLike.", 1, 157, "not null"],
      ["Statement[0].Condition.StringLike.", 1, 162, "not an array"],
    ],
  },
  {
    name: "a principal in an identity policy",
    text: statement(',"Principal":"*"'),
    problems: [["Statement[0].Principal", 1, 64, "An identity policy has no Principal"]],
  },
  {
    name: "a resource in a trust policy, and no principal",
    kind: "trust",
    text: statement(""),
    problems: [
      ["Statement[0]", 1, 15, "no Principal"],
      ["Statement[0].Resource", 1, 49, "A trust policy has no Resource"],
    ],
  },
  {
    name: "NotPrincipal in a trust policy",
    kind: "trust",
    text: '{"Statement":{"Effect":"Deny","Action":"*","NotPrincipal":{"AWS":"*"}}}',
    problems: [["Statement.NotPrincipal", 1, 44, "may not have NotPrincipal"]],
  },
  {
    name: "principals",
    kind: "trust",
    text: '{"Statement":[{"Effect":"Allow","Action":"*","Principal":{"Aws":"*","AWS":["arn:aws:iam::123456789012:role/*",1]}},\n{"Effect":"Allow","Action":"*","Principal":"123456789012"}]}',
    problems: [
      ["Statement[0].Principal.Aws", 1, 59, "not a kind of principal"],
      ["Statement[0].Principal.AWS", 1, 76, "holds a wildcard"],
      ["Statement[0].Principal.AWS", 1, 111, "not a number"],
      ["Statement[1].Principal", 2, 44, 'must be "*" or an object'],
    ],
  },
];

describe("parsePolicy refuses", () => {
  it.each(REFUSED)("$name", ({ text, kind = "identity", problems }) => {
    const parsed = parsePolicy(text, kind);
    if (parsed.status === "parsed") throw new Error("It was accepted.");
    expect(parsed.problems.map(({ path, line, column }) => [path, line, column])).toEqual(
      problems.map(([path, line, column]) => [path, line, column]),
    );
    for (const [index, [, , , part]] of problems.entries()) expect(parsed.problems[index]?.message).toContain(part);
  });

  it("a text with a million problems in a list that ends", () => {
    const parsed = parsePolicy(`{"Statement":[${"1,".repeat(100_000)}1]}`);
    if (parsed.status === "parsed") throw new Error("It was accepted.");
    expect(parsed.problems).toHaveLength(101);
    expect(parsed.problems.at(-1)?.message).toBe("There are 99901 more problems in this policy.");
  });
});

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch (fault) {
    if (fault instanceof SyntaxError) return false;
    throw fault;
  }
};
const expectAnswer = (text: string): void => {
  const parsed = parsePolicy(text);
  if (parsed.status === "parsed") expect(isJson(text)).toBe(true);
  else expect(parsed.problems.length).toBeGreaterThan(0);
};

describe("parsePolicy, given anything,", () => {
  it("answers to arbitrary text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 300 }), expectAnswer), { numRuns: 2000 });
  });

  it("answers to arbitrary JSON", () => {
    fc.assert(fc.property(fc.json({ maxDepth: 24 }), expectAnswer), { numRuns: 2000 });
  });

  it("answers to policies with characters changed, put in or taken out", () => {
    const place = fc.tuple(fc.nat(400), fc.nat(3), fc.string({ maxLength: 3 }));
    fc.assert(
      fc.property(fc.oneof(identityDocument, trustDocument), fc.array(place, { maxLength: 3 }), (document, changes) => {
        const text = changes.reduce(
          (changed, [at, length, put]) => changed.slice(0, at) + put + changed.slice(at + length),
          JSON.stringify(document),
        );
        expectAnswer(text);
      }),
      { numRuns: 2000 },
    );
  });

  it("reads back what it calls the policy's text, to the same policy", () => {
    fc.assert(
      fc.property(identityDocument, fc.constantFrom(undefined, 1, "\t"), (document, space) => {
        const parsed = parsePolicy(JSON.stringify(document, undefined, space), "identity");
        if (parsed.status === "invalid") throw new Error("It was refused.");
        expect(parsed.policy.text).toBe(JSON.stringify(document));
        expect(parsePolicy(parsed.policy.text, "identity")).toEqual(parsed);
      }),
    );
  });
});
