import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkParameterValue, type ParameterDeclaration } from "../../shared/baselines/parameters.ts";
import { fillIn, placeholdersOf, strayBraces } from "../../shared/baselines/template.ts";

const string: ParameterDeclaration = { type: "string", description: "Any text." };

describe("a parameter's value", () => {
  it.each([
    { name: "a quote", input: 'x","Effect":"Allow', expected: 'may not contain "\\""' },
    { name: "a backslash", input: "x\\", expected: 'may not contain "\\\\"' },
    { name: "a star", input: "role/*", expected: 'may not contain "*"' },
    { name: "a question mark", input: "role/?", expected: 'may not contain "?"' },
    // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's own policy variable
    { name: "a policy variable", input: "${aws:username}", expected: 'may not contain "$"' },
    { name: "half of a policy variable", input: "{aws:username}", expected: 'may not contain "{"' },
    { name: "a placeholder", input: "{{account}}", expected: 'may not contain "{"' },
    { name: "a line feed", input: "a\nb", expected: "may hold printable ASCII characters only" },
    { name: "a null character", input: "a\u0000", expected: "may hold printable ASCII characters only" },
    { name: "a delete character", input: "a\u007f", expected: "may hold printable ASCII characters only" },
    { name: "a line separator", input: "a\u2028", expected: "may hold printable ASCII characters only" },
    { name: "a fullwidth star", input: "a＊", expected: "may hold printable ASCII characters only" },
    { name: "a direction override", input: "a\u202eb", expected: "may hold printable ASCII characters only" },
    { name: "nothing", input: "", expected: "must be 1 to 512 characters" },
    { name: "far too much", input: "a".repeat(513), expected: "must be 1 to 512 characters" },
  ])("may not hold $name", ({ input, expected }) => {
    expect(checkParameterValue(input, string)).toBe(expected);
  });

  it.each([
    { type: "string", good: ["a", "a b", "O'Neill & sons"], bad: [] },
    { type: "account-id", good: ["000000000000"], bad: ["1", "1234567890123", "12345678901x"] },
    {
      type: "arn",
      good: ["arn:aws:iam::111122223333:role/a", "arn:aws-cn:s3:::bucket", "arn:aws:iam::aws:policy/ReadOnlyAccess"],
      bad: ["arn:aws:iam", "arn:aws:secretsmanager:eu-west-1:0000000000:platform-key-name", "role/a", "arn:aws:s3:::"],
    },
    { type: "bucket", good: ["abc", "a.b-c"], bad: ["ab", "Abc", "-abc", "a..b", "a_b", "a".repeat(64), "abc/def"] },
    {
      type: "region",
      good: ["eu-west-1", "us-gov-west-1", "cn-north-1", "ap-southeast-12"],
      bad: ["eu", "eu-west", "EU-WEST-1"],
    },
  ] as const)("of type $type is held to that type", ({ type, good, bad }) => {
    const declaration = { type, description: "" };
    expect(good.filter((value) => checkParameterValue(value, declaration) !== undefined)).toEqual([]);
    expect(bad.filter((value) => checkParameterValue(value, declaration) === undefined)).toEqual([]);
  });

  it("has to match its pattern from end to end", () => {
    const declaration: ParameterDeclaration = { ...string, pattern: "a|bc" };
    expect(
      ["a", "bc", "ac", "abc", "xa"].map((value) => checkParameterValue(value, declaration) === undefined),
    ).toEqual([true, true, false, false, false]);
  });

  it("is refused wherever it would change more of a document than its own string", () => {
    const template = '{"Statement":[{"Effect":"Deny","Resource":["{{a}}{{b}}","x{{a}}"],"Sid":"{{b}}"}]}';
    const unit = fc.constantFrom("a", "Z", "/", ":", " ", '"', "\\", "*", "?", "$", "{", "}", "\n", "\u0000", ",");
    const value = fc.string({ unit, minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(value, value, (a, b) => {
        const values = new Map([
          ["a", a],
          ["b", b],
        ]);
        const { text } = fillIn(template, values);
        const expected = { Statement: [{ Effect: "Deny", Resource: [a + b, `x${a}`], Sid: b }] };
        const harmless = readsAs(text, expected) && !/[*?]|\$\{|\{\{/.test(text);
        const refused = [a, b].some((given) => checkParameterValue(given, string) !== undefined);
        expect(harmless || refused).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

function readsAs(text: string, expected: unknown): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(text), expected);
  } catch {
    return false;
  }
}

describe("a template", () => {
  it("leaves IAM's own variables alone", () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's own policy variables
    const template = "${aws:username}/${*}/{{name}}/${aws:PrincipalTag/{{name}}}";
    // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's own policy variables
    expect(fillIn(template, new Map([["name", "x"]])).text).toBe("${aws:username}/${*}/x/${aws:PrincipalTag/x}");
    expect(placeholdersOf(template).map(({ name }) => name)).toEqual(["name", "name"]);
    expect(strayBraces(template)).toBeUndefined();
  });

  it("does not fill in what a value brings along", () => {
    expect(
      fillIn(
        "{{a}}",
        new Map([
          ["a", "{{b}}"],
          ["b", "x"],
        ]),
      ).text,
    ).toBe("{{b}}");
  });

  it("knows braces that begin no placeholder", () => {
    expect([strayBraces("a{{b"), strayBraces("{{a}}{{"), strayBraces("{{a}}}}"), strayBraces('{"a":{"b":1}}')]).toEqual(
      [1, 5, undefined, undefined],
    );
  });

  it("tells where every character came from", () => {
    const piece = fc.oneof(fc.constantFrom("{{a}}", "{{bb}}"), fc.stringMatching(/^[x-z\n]{1,5}$/));
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const template = pieces.join("");
        const { text, origin } = fillIn(
          template,
          new Map([
            ["a", "AAAAAA"],
            ["bb", ""],
          ]),
        );
        for (let offset = 0; offset <= text.length; offset += 1) {
          const expected = text[offset] === "A" ? "{" : text[offset];
          expect(template[origin(offset)]).toBe(expected);
        }
      }),
    );
  });
});
