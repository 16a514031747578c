import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createEntryScanner, type JsonEntry } from "../../shared/observation/json-entries.ts";

/** What the scanner makes of a text that comes in pieces. */
function scan(...pieces: readonly string[]) {
  const entries: JsonEntry[] = [];
  const scanner = createEntryScanner((entry) => entries.push(entry));
  for (const piece of pieces) scanner.write(piece);
  return { entries, rest: scanner.rest(), unfinished: scanner.unfinished() };
}

/** A text cut into pieces at some of its places. */
function cut(text: string, places: readonly number[]): readonly string[] {
  const at = [0, ...places.map((place) => place % (text.length + 1)).toSorted((one, two) => one - two), text.length];
  return at.slice(1).map((end, index) => text.slice(at[index], end));
}

/** The offset of a place, by counting lines. */
function offsetOf(text: string, { line, column }: { readonly line: number; readonly column: number }): number {
  const before = text.split("\n").slice(0, line - 1);
  return before.reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
}

const document = fc.dictionary(
  fc.string(),
  fc.oneof(fc.array(fc.dictionary(fc.string(), fc.jsonValue())), fc.jsonValue()),
);
const layout = fc.constantFrom(undefined, 1, 4);
const places = fc.array(fc.nat(10_000), { maxLength: 20 });

describe("cutting the entries out of a text", () => {
  it("finds each object that stands in a list of the outermost object, where it stands", () => {
    fc.assert(
      fc.property(document, layout, places, (value, indent, at) => {
        const text = JSON.stringify(value, undefined, indent);
        const { entries, unfinished } = scan(...cut(text, at));
        const expected = Object.entries(JSON.parse(text)).flatMap(([list, items]) =>
          Array.isArray(items)
            ? items
                .filter((item) => typeof item === "object" && item !== null && !Array.isArray(item))
                .map((item) => ({ list, item }))
            : [],
        );
        expect(entries.map(({ list, text: written }) => ({ list, item: JSON.parse(written) }))).toEqual(expected);
        for (const { text: written, place } of entries) {
          expect(text.slice(offsetOf(text, place)).startsWith(written)).toBe(true);
        }
        expect(unfinished).toBeUndefined();
      }),
    );
  });

  it("leaves the rest as it was, and knows where each of it stood", () => {
    fc.assert(
      fc.property(document, layout, places, fc.nat(10_000), (value, indent, at, offset) => {
        const text = JSON.stringify(value, undefined, indent);
        const { rest } = scan(...cut(text, at));
        const isEntry = (item: unknown) => typeof item === "object" && item !== null && !Array.isArray(item);
        const emptied = Object.fromEntries(
          Object.entries(JSON.parse(text)).map(([key, member]) => [
            key,
            Array.isArray(member) ? member.map((item) => (isEntry(item) ? {} : item)) : member,
          ]),
        );
        expect(JSON.parse(rest.text)).toEqual(emptied);
        const some = offset % (rest.text.length + 1);
        const place = rest.placeOf(some);
        // A stand-in's second bracket stands for the whole entry.
        const isInStandIn = rest.text.slice(some - 1, some + 1) === "{}";
        if (!isInStandIn) expect(text[offsetOf(text, place)]).toBe(rest.text[some]);
      }),
    );
  });

  it("says what has begun and not ended", () => {
    const { entries, rest, unfinished } = scan('{\n"A": [{"x": 1},\n  {"y": [', '"]}"');
    expect(entries.map(({ text }) => text)).toEqual(['{"x": 1}']);
    expect(unfinished).toEqual({ list: "A", text: '{"y": ["]}"', place: { line: 3, column: 3 } });
    expect(rest.text).toBe('{\n"A": [{},\n  {}');
  });

  it.each([
    { name: "quotes that are escaped", text: '{"A":[{"a\\"]}":"\\\\"}]}', expected: ['{"a\\"]}":"\\\\"}'] },
    { name: "a list's name with escapes", text: '{"\\u0041":[{}]}', expected: ["{}"] },
    { name: "a list without a name", text: "{[{}]}", expected: [] },
    { name: "a name that is no JSON", text: '{"\\x":[{}]}', expected: [] },
    { name: "brackets that close nothing", text: "]]}}", expected: [] },
    { name: "no text", text: "", expected: [] },
  ])("is not misled by $name", ({ text, expected }) => {
    const { entries, rest } = scan(...text);
    expect(entries.map((entry) => entry.text)).toEqual(expected);
    if (expected.length === 0) expect(rest.text).toBe(text);
    else expect(entries[0]?.list).toBe("A");
  });
});
