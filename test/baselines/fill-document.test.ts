import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fillDocument } from "../../shared/baselines/fill-document.ts";
import {
  checkParameterValue,
  type ParameterDeclaration,
  type ParameterValue,
} from "../../shared/baselines/parameters.ts";
import { parsePolicy } from "../../shared/policy/parse-policy.ts";

function filled(template: string, values: Readonly<Record<string, ParameterValue>>): unknown {
  const result = fillDocument(template, new Map(Object.entries(values)));
  return result.status === "filled" ? result.text : result.faults.map(({ offset, message }) => `${offset} ${message}`);
}

const TWO = { one: "x", list: ["a", "b"], other: ["c"], none: [] } as const;

describe("a document filled in", () => {
  it.each([
    { name: "part of a string", input: '{"Resource": "arn:{{one}}:y"}', expected: '{"Resource":"arn:x:y"}' },
    { name: "a list among elements", input: '["{{list}}", 1, "{{other}}"]', expected: '["a","b",1,"c"]' },
    { name: "a list within a string", input: '["arn:{{one}}:{{list}}/*"]', expected: '["arn:x:a/*","arn:x:b/*"]' },
    { name: "a list as a member's value", input: '{"AWS": "{{other}}"}', expected: '{"AWS":["c"]}' },
    { name: "an empty list beside others", input: '["y", "{{none}}"]', expected: '["y"]' },
    { name: "two empty lists beside another", input: '["{{none}}", "{{none}}-", "y"]', expected: '["y"]' },
    { name: "an array that was empty", input: '{"Resource": []}', expected: '{"Resource":[]}' },
    { name: "numbers, booleans and null as they are", input: "[1.50, true, null]", expected: "[1.50,true,null]" },
    { name: "one spelling of a string", input: '["\\u0041\\/"]', expected: '["A/"]' },
    { name: "no placeholder made of escapes", input: '["\\u007b{one}}"]', expected: '["{{one}}"]' },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's own policy variable
    { name: "IAM's own variables alone", input: '["${aws:username}"]', expected: '["${aws:username}"]' },
    { name: "no placeholder without a value", input: '["{{two}}"]', expected: '["{{two}}"]' },
  ])("has $name", ({ input, expected }) => {
    expect(filled(input, TWO)).toBe(expected);
  });

  it.each([
    {
      name: "outside a string",
      input: '{"a": {{one}}}',
      expected: '6 {{one}} stands outside a string; write "{{one}}".',
    },
    {
      name: "of a list outside a string",
      input: "[{{list}}]",
      expected: '1 {{list}} stands outside a string; write "{{list}}".',
    },
    {
      name: "in a name",
      input: '{"x{{one}}": 1}',
      expected: "3 {{one}} may not stand in a member's name; write the name out.",
    },
    {
      name: "of a second list",
      input: '["{{list}}{{other}}"]',
      expected: "1 Two lists stand in this string, {{list}} and {{other}}; give each a string of its own.",
    },
    {
      name: "of a list twice",
      input: '["{{list}}{{list}}"]',
      expected: "1 Two lists stand in this string, {{list}} and {{list}}; give each a string of its own.",
    },
    {
      name: "of an empty list alone in its array",
      input: '{"a": ["{{none}}"]}',
      expected: "6 The lists here are empty and leave no value; give at least one.",
    },
    {
      name: "of an empty list as a member's value",
      input: '{"a": "{{none}}"}',
      expected: "6 The lists here are empty and leave no value; give at least one.",
    },
  ])("may have no placeholder $name", ({ input, expected }) => {
    expect(filled(input, TWO)).toEqual([expected]);
  });

  it("tells bad JSON where it stands", () => {
    expect(filled('{"a" 1}', {})).toEqual(['5 Expected ":" after the member name, found "1".']);
  });

  it("tells where everything in it came from", () => {
    const template = '{\n  "Action": ["{{list}}", "z"],\n  "Resource": "{{one}}"\n}';
    const result = fillDocument(template, new Map(Object.entries(TWO)));
    if (result.status === "invalid") throw new Error("It is a good template.");
    const origin = (piece: string) => template.slice(result.origin(result.text.indexOf(piece)));
    expect(origin('"Action"')).toMatch(/^"Action"/);
    expect(origin('"b"')).toMatch(/^"{{list}}"/);
    expect(origin('"z"')).toMatch(/^"z"/);
    expect(origin('"Resource"')).toMatch(/^"Resource"/);
    expect(origin('"x"')).toMatch(/^"{{one}}"/);
    expect(result.origin(result.text.length)).toBe(0);
  });
});

/** Three statements; `{{text}}` and `{{open}}` are one value, `{{texts}}` is a list. Only its values are marked `§`. */
const POLICY = (text: string, open: string, texts: readonly string[]) => ({
  Version: "2012-10-17",
  Statement: [
    { Sid: "A", Effect: "Deny", Action: "s3:*", Resource: ["arn:aws:s3:::fixed", ...texts.map((each) => `x${each}y`)] },
    { Effect: "Allow", Action: ["s3:GetObject"], Resource: `${text}${open}` },
    { Effect: "Allow", Action: "s3:PutObject", Resource: texts, Condition: { StringEquals: { "aws:username": text } } },
  ],
});
const TEMPLATE = JSON.stringify({
  ...POLICY("{{text}}", "{{open}}", []),
  Statement: POLICY("{{text}}", "{{open}}", ["{{texts}}"]).Statement.map((statement, index) =>
    index === 2 ? { ...statement, Resource: "{{texts}}" } : statement,
  ),
});

describe("whatever values are accepted", () => {
  const unit = fc.constantFrom(
    "a",
    "Z",
    "/",
    ":",
    " ",
    "'",
    '"',
    "\\",
    "*",
    "?",
    "$",
    "{",
    "}",
    "[",
    "]",
    ",",
    "\n",
    "\u0000",
  );
  const hostile = fc.oneof(
    fc.string({ unit, minLength: 1, maxLength: 4 }),
    fc.constantFrom('","Effect":"Allow', "{{text}}", "\\u0022", "*", "$" + "{aws:username}", '"],"NotAction":["'),
  );
  const tame = fc.stringMatching(/^[aZ/: ',[\]]{1,6}$/);
  const text: ParameterDeclaration = { type: "string", description: "" };
  const open: ParameterDeclaration = { ...text, wildcard: true };
  const texts: ParameterDeclaration = { type: "list", items: "string", description: "" };
  const value = fc.oneof(tame, hostile);

  it("the document parses, keeps its shape, and changes only where placeholders stand", () => {
    let accepted = 0;
    fc.assert(
      fc.property(value, value, fc.array(value, { minLength: 1, maxLength: 3 }), (one, wild, several) => {
        const faults = [
          ...checkParameterValue(one, text),
          ...checkParameterValue(wild, open),
          ...checkParameterValue(several, texts),
        ];
        if (faults.length > 0) return;
        accepted += 1;
        const result = filled(TEMPLATE, { text: one, open: wild, texts: several });
        expect(JSON.parse(String(result))).toEqual(POLICY(one, wild, several));
        expect(parsePolicy(String(result), "identity").status).toBe("parsed");
        expect(`${one}${several.join("")}`).not.toMatch(/[*?"\\${}]/);
        expect(wild).not.toMatch(/["\\${}]/);
      }),
      { numRuns: 3000 },
    );
    expect(accepted).toBeGreaterThan(300);
  });
});
