import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkParameterValue, type ParameterDeclaration } from "../../shared/baselines/parameters.ts";
import { fillIn, fillInEach, placeholdersOf, strayBraces } from "../../shared/baselines/template.ts";

const string: ParameterDeclaration = { type: "string", description: "Any text." };
const list: ParameterDeclaration = { type: "list", items: "string", description: "Any texts." };

function accepts(value: string | readonly string[], declaration: ParameterDeclaration): boolean {
  return checkParameterValue(value, declaration).length === 0;
}

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
  ])("may not hold $name, alone or in a list", ({ input, expected }) => {
    expect(checkParameterValue(input, string)).toEqual([{ fault: expected }]);
    expect(checkParameterValue(["first", input], list)).toEqual([{ index: 1, fault: expected }]);
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
    const listed = { type: "list", items: type, description: "" } as const;
    expect(good.filter((value) => !accepts(value, declaration))).toEqual([]);
    expect(bad.filter((value) => accepts(value, declaration))).toEqual([]);
    expect(accepts(good, listed)).toBe(true);
    expect(checkParameterValue(bad, listed).map(({ index }) => index)).toEqual(bad.map((_, index) => index));
  });

  it.each([
    { type: "string", good: ["*", "a*", "role/?"], bad: ['*"', "\\*", "$" + "{*}", "{{*}}"] },
    {
      type: "arn",
      good: ["arn:aws:s3:::bucket/*", "arn:aws:logs:*:*:log-group:x", "arn:aws:ec2:eu-*:11112222????:instance/*"],
      bad: ["*", "arn:*", "arn:*:s3:::bucket", "arn:aws:*:::bucket", 'arn:aws:s3:::*"'],
    },
  ] as const)("of type $type may hold wildcards where its declaration says so", ({ type, good, bad }) => {
    const open = { type, description: "", wildcard: true } as const;
    expect(good.filter((value) => !accepts(value, open))).toEqual([]);
    expect(good.filter((value) => accepts(value, { type, description: "" }))).toEqual([]);
    expect(bad.filter((value) => accepts(value, open))).toEqual([]);
    expect(accepts(good, { type: "list", items: type, description: "", wildcard: true })).toBe(true);
  });

  it("is one value or a list, as its type says; a list may be empty and names nothing twice", () => {
    expect(checkParameterValue(["a"], string)).toEqual([{ fault: "must be one value, not a list" }]);
    expect(checkParameterValue("a", list)).toEqual([{ fault: "must be a list, also where it has one value" }]);
    expect(checkParameterValue([], list)).toEqual([]);
    expect(checkParameterValue(["a", "b", "a"], list)).toEqual([
      { index: 2, fault: "stands in its list twice; remove one" },
    ]);
  });

  it("has to match its pattern from end to end", () => {
    const declaration: ParameterDeclaration = { ...string, pattern: "a|bc" };
    expect(["a", "bc", "ac", "abc", "xa"].map((value) => accepts(value, declaration))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});

describe("a template", () => {
  it("leaves IAM's own variables alone", () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's own policy variables
    const template = "${aws:username}/${*}/{{name}}/${aws:PrincipalTag/{{name}}}";
    // biome-ignore lint/suspicious/noTemplateCurlyInString: IAM's own policy variables
    expect(fillIn(template, new Map([["name", "x"]]))).toBe("${aws:username}/${*}/x/${aws:PrincipalTag/x}");
    expect(placeholdersOf(template).map(({ name }) => name)).toEqual(["name", "name"]);
    expect(strayBraces(template)).toBeUndefined();
  });

  it("does not fill in what a value brings along", () => {
    const values = new Map([
      ["a", "{{b}}"],
      ["b", "x"],
    ]);
    expect(fillIn("{{a}}", values)).toBe("{{b}}");
  });

  it("stands for one text for each of a list's values, in their order", () => {
    const values = new Map<string, string | readonly string[]>([
      ["stage", "live"],
      ["names", ["b", "a"]],
      ["none", []],
    ]);
    expect(fillInEach("{{stage}}-{{names}}", values)).toEqual(["live-b", "live-a"]);
    expect(fillInEach("{{stage}}", values)).toEqual(["live"]);
    expect(fillInEach("{{none}}", values)).toEqual([]);
  });

  it("knows braces that begin no placeholder", () => {
    expect([strayBraces("a{{b"), strayBraces("{{a}}{{"), strayBraces("{{a}}}}"), strayBraces('{"a":{"b":1}}')]).toEqual(
      [1, 5, undefined, undefined],
    );
  });

  it("has each placeholder where it says", () => {
    const piece = fc.oneof(fc.constantFrom("{{a}}", "{{bb}}"), fc.stringMatching(/^[x-z\n]{1,5}$/));
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const template = pieces.join("");
        const found = placeholdersOf(template).map(({ name, offset }) =>
          template.slice(offset, offset + name.length + 4),
        );
        expect(found).toEqual(pieces.filter((each) => each.startsWith("{{")));
      }),
    );
  });
});
