import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidEventPattern, matchesPattern, parsePattern } from "./pattern.ts";

interface Case {
  readonly name: string;
  readonly pattern: unknown;
  readonly matches: readonly unknown[];
  readonly refuses: readonly unknown[];
}

/** One value at `v`. */
const at = (...values: unknown[]) => values.map((v) => ({ v }));

const cases: readonly Case[] = [
  { name: "an exact string", pattern: { v: ["a"] }, matches: at("a"), refuses: at("A", "ab", "", null, 1) },
  {
    name: "any of several values",
    pattern: { v: ["a", 1, true] },
    matches: at("a", 1, true),
    refuses: at("1", false, "true"),
  },
  { name: "null", pattern: { v: [null] }, matches: at(null), refuses: [{}, ...at("null", "")] },
  { name: "the empty string", pattern: { v: [""] }, matches: at(""), refuses: [{}, ...at(null, " ")] },
  {
    name: "one element of a list in the event",
    pattern: { v: ["a"] },
    matches: at(["b", "a"]),
    refuses: at(["b"], []),
  },
  {
    name: "nested fields, all of them",
    pattern: { detail: { a: ["x"], b: { c: ["y"] } } },
    matches: [{ detail: { a: "x", b: { c: "y", d: 1 } }, other: 1 }],
    refuses: [{ detail: { a: "x" } }, { detail: { a: "x", b: "y" } }, { detail: "x" }, {}],
  },
  {
    name: "one element of a list of objects must satisfy every field",
    pattern: { list: { a: [1], b: [2] } },
    matches: [{ list: [{ a: 0 }, { a: 1, b: 2 }] }],
    refuses: [{ list: [{ a: 1 }, { b: 2 }] }],
  },
  { name: "prefix", pattern: { v: [{ prefix: "Get" }] }, matches: at("Get", "GetRole"), refuses: at("get", "aGet", 1) },
  {
    name: "prefix, ignoring case",
    pattern: { v: [{ prefix: { "equals-ignore-case": "geT" } }] },
    matches: at("GETRole", "getRole"),
    refuses: at("Ge"),
  },
  { name: "suffix", pattern: { v: [{ suffix: ".png" }] }, matches: at("a.png"), refuses: at("a.PNG", "png") },
  {
    name: "suffix, ignoring case",
    pattern: { v: [{ suffix: { "equals-ignore-case": ".png" } }] },
    matches: at("a.PNG"),
    refuses: at("png"),
  },
  {
    name: "equals-ignore-case",
    pattern: { v: [{ "equals-ignore-case": "aLiCe" }] },
    matches: at("ALICE"),
    refuses: at("alic"),
  },
  {
    name: "anything-but a value",
    pattern: { v: [{ "anything-but": "a" }] },
    matches: at("b", 1, null),
    refuses: [{}, ...at("a")],
  },
  {
    name: "anything-but numbers",
    pattern: { v: [{ "anything-but": [1, 2] }] },
    matches: at(3, "1"),
    refuses: at(1, 2),
  },
  {
    name: "anything-but a list",
    pattern: { v: [{ "anything-but": ["a", "b"] }] },
    matches: at("c"),
    refuses: at("a", "b"),
  },
  {
    name: "anything-but prefixes",
    pattern: { v: [{ "anything-but": { prefix: ["Get", "List"] } }] },
    matches: at("PutRole", "SetDefaultPolicyVersion"),
    refuses: [{}, ...at("GetRole", "ListRoles")],
  },
  {
    name: "anything-but one suffix",
    pattern: { v: [{ "anything-but": { suffix: "x" } }] },
    matches: at("y"),
    refuses: at("yx"),
  },
  {
    name: "anything-but wildcards",
    pattern: { v: [{ "anything-but": { wildcard: ["*/lib/*", "a*"] } }] },
    matches: at("/bin/x"),
    refuses: at("/lib/x", "abc"),
  },
  {
    name: "anything-but, ignoring case",
    pattern: { v: [{ "anything-but": { "equals-ignore-case": ["a", "b"] } }] },
    matches: at("c"),
    refuses: at("A", "b"),
  },
  { name: "numeric equality", pattern: { v: [{ numeric: ["=", 3] }] }, matches: at(3, 3.0), refuses: at("3", 4) },
  {
    name: "a numeric range",
    pattern: { v: [{ numeric: [">", 0, "<=", 5] }] },
    matches: at(0.1, 5),
    refuses: at(0, 5.1),
  },
  { name: "a numeric bound", pattern: { v: [{ numeric: ["<", -1] }] }, matches: at(-2), refuses: at(-1, 0) },
  {
    name: "exists",
    pattern: { v: [{ exists: true }] },
    matches: at("", null, 0, ["a"]),
    refuses: [{}, ...at([], { w: 1 })],
  },
  {
    name: "exists: false",
    pattern: { v: [{ exists: false }] },
    matches: [{}, { w: 1 }, ...at([])],
    refuses: at("", null),
  },
  {
    name: "exists: false inside an object that is not there",
    pattern: { detail: { v: [{ exists: false }] } },
    matches: [{}, { detail: {} }, { detail: { w: 1 } }],
    refuses: [{ detail: { v: "x" } }],
  },
  {
    name: "exists: false speaks of every element of a list",
    pattern: { list: { v: [{ exists: false }] } },
    matches: [{ list: [{ w: 1 }, { w: 2 }] }],
    refuses: [{ list: [{ w: 1 }, { v: 2 }] }],
  },
  { name: "exists or a value", pattern: { v: [{ exists: false }, "a"] }, matches: [{}, ...at("a")], refuses: at("b") },
  {
    name: "a wildcard",
    pattern: { v: [{ wildcard: "a*b*c" }] },
    matches: at("abc", "a--b--c", "abbcc"),
    refuses: at("ab", "xabc"),
  },
  {
    name: "a wildcard's escapes",
    pattern: { v: [{ wildcard: "a\\*b\\\\*" }] },
    matches: at("a*b\\", "a*b\\z"),
    refuses: at("axb\\"),
  },
  {
    name: "a wildcard's other characters",
    pattern: { v: [{ wildcard: "a.b+(c)" }] },
    matches: at("a.b+(c)"),
    refuses: at("axb+(c)"),
  },
  {
    name: "cidr",
    pattern: { v: [{ cidr: "10.0.0.0/24" }] },
    matches: at("10.0.0.255"),
    refuses: at("10.0.1.0", "AWS Internal", 1),
  },
  {
    name: "cidr for IPv6",
    pattern: { v: [{ cidr: "2001:db8::/32" }] },
    matches: at("2001:db8::1"),
    refuses: at("2001:db9::1", "10.0.0.1"),
  },
  {
    name: "$or beside fields",
    pattern: { source: ["s"], $or: [{ a: [1] }, { b: { c: [{ exists: true }] } }] },
    matches: [
      { source: "s", a: 1 },
      { source: "s", b: { c: 0 } },
    ],
    refuses: [{ source: "t", a: 1 }, { source: "s", a: 2 }, { source: "s" }],
  },
  {
    name: "$or inside an object",
    pattern: { detail: { $or: [{ a: [1] }, { b: [1] }] } },
    matches: [{ detail: { b: 1 } }],
    refuses: [{ detail: {} }, { a: 1 }],
  },
];

describe("matchesPattern", () => {
  it.each(cases)("$name", ({ pattern, matches, refuses }) => {
    const parsed = parsePattern(JSON.stringify(pattern));
    for (const event of matches) expect([event, matchesPattern(parsed, event)]).toEqual([event, true]);
    for (const event of refuses) expect([event, matchesPattern(parsed, event)]).toEqual([event, false]);
  });

  it("matches a value exactly when anything-but refuses it", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 3 }), { minLength: 1, maxLength: 4 }),
        fc.string({ maxLength: 3 }),
        (values, v) => {
          const one = matchesPattern(parsePattern(JSON.stringify({ v: values })), { v });
          const other = matchesPattern(parsePattern(JSON.stringify({ v: [{ "anything-but": values }] })), { v });
          expect(one).toBe(!other);
        },
      ),
    );
  });
});

const invalid: readonly { readonly name: string; readonly pattern: string; readonly reason: RegExp }[] = [
  { name: "text that is not JSON", pattern: "{", reason: /not JSON/ },
  { name: "a list", pattern: "[]", reason: /not an object/ },
  { name: "an empty object", pattern: "{}", reason: /Empty objects/ },
  { name: "an empty object inside", pattern: '{"a":{}}', reason: /Empty objects .* at a$/ },
  { name: "an empty list", pattern: '{"a":[]}', reason: /Empty arrays/ },
  { name: "a bare value", pattern: '{"a":{"b":"c"}}', reason: /object or a list .* at a\.b$/ },
  { name: "a list in a list", pattern: '{"a":[["b"]]}', reason: /may not hold a list/ },
  {
    name: "an operator that does not exist",
    pattern: '{"a":[{"regex":".*"}]}',
    reason: /Unrecognized match type regex/,
  },
  {
    name: "an operator named like a member of every object",
    pattern: '{"a":[{"constructor":"x"}]}',
    reason: /Unrecognized/,
  },
  { name: "two operators in one object", pattern: '{"a":[{"prefix":"b","suffix":"c"}]}', reason: /Only one key/ },
  { name: "exists of something else", pattern: '{"a":[{"exists":"true"}]}', reason: /exists must be/ },
  { name: "an empty prefix", pattern: '{"a":[{"prefix":""}]}', reason: /Null prefix/ },
  { name: "a prefix that is a number", pattern: '{"a":[{"prefix":1}]}', reason: /must be a string/ },
  {
    name: "an unknown operator under prefix",
    pattern: '{"a":[{"prefix":{"wildcard":"x"}}]}',
    reason: /Unsupported prefix/,
  },
  { name: "anything-but of mixed types", pattern: '{"a":[{"anything-but":["b",1]}]}', reason: /all values must be/ },
  { name: "anything-but of nothing", pattern: '{"a":[{"anything-but":[]}]}', reason: /Empty arrays/ },
  {
    name: "anything-but an unknown operator",
    pattern: '{"a":[{"anything-but":{"numeric":["=",1]}}]}',
    reason: /Unsupported anything-but/,
  },
  { name: "numeric with a text", pattern: '{"a":[{"numeric":["=","1"]}]}', reason: /must be a number/ },
  {
    name: "numeric with an unknown comparison",
    pattern: '{"a":[{"numeric":["!=",1]}]}',
    reason: /Unrecognized numeric/,
  },
  { name: "numeric with half a range", pattern: '{"a":[{"numeric":[">",1,"<"]}]}', reason: /one or two comparisons/ },
  {
    name: "numeric with a range from above",
    pattern: '{"a":[{"numeric":["<",5,">",1]}]}',
    reason: /Bad numeric range/,
  },
  { name: "a cidr that is none", pattern: '{"a":[{"cidr":"10.0.0.0/33"}]}', reason: /Malformed CIDR/ },
  { name: "wildcards in a row", pattern: '{"a":[{"wildcard":"a**b"}]}', reason: /Consecutive wildcard/ },
  { name: "a wildcard's unknown escape", pattern: '{"a":[{"wildcard":"a\\\\b"}]}', reason: /Invalid escape/ },
  { name: "$or with one branch", pattern: '{"$or":[{"a":[1]}]}', reason: /at least two/ },
  { name: "$or with a branch that is no pattern", pattern: '{"$or":[{"a":[1]},{"b":1}]}', reason: /\$or\[1\]\.b$/ },
];

describe("parsePattern", () => {
  it.each(invalid)("refuses $name", ({ pattern, reason }) => {
    expect(() => parsePattern(pattern)).toThrow(InvalidEventPattern);
    expect(() => parsePattern(pattern)).toThrow(reason);
  });
});
