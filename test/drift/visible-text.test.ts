import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { visibleJson, visibleText } from "../../shared/drift/visible-text.ts";

const KEY = "AKIAIOSFODNN7EXAMPLE";

describe("visibleText", () => {
  it.each([
    { name: "an ordinary text", text: "role/worker, naïve", expected: "role/worker, naïve" },
    { name: "line breaks", text: "a\nb\u2028c", expected: "a\\u{a}b\\u{2028}c" },
    { name: "a bidirectional override", text: "a\u202eb", expected: "a\\u{202e}b" },
    { name: "a lone surrogate", text: "a\ud800b", expected: "a\\u{d800}b" },
    { name: "an access key id", text: `key ${KEY}.`, expected: "key ****MPLE." },
    { name: "an access key id after a line break", text: `\n${KEY}`, expected: "\\u{a}****MPLE" },
  ])("shows $name", ({ text, expected }) => {
    expect(visibleText(text)).toBe(expected);
  });
});

describe("visibleJson", () => {
  it("stays JSON of the same value, with nothing invisible in it", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "binary" }), fc.string({ unit: "binary" })), (value) => {
        const json = visibleJson(value);
        expect(JSON.parse(json)).toEqual(value);
        expect(json).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it.each([[KEY], [`\n${KEY}`], [{ a: [`x ${KEY}`] }], [{ [KEY]: 1 }]])(
    "shows of %j the last four characters",
    (value) => {
      const json = visibleJson(value);
      expect(json).not.toContain(KEY);
      expect(json).toContain("****MPLE");
    },
  );
});
