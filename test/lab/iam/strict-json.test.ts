import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseStrictJson } from "./strict-json.ts";

describe("strict JSON", () => {
  it("is read as JSON.parse reads it where no key is repeated", () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 4 }), (text) => {
        // What JSON.stringify makes of a parsed text has every key once.
        const once = JSON.stringify(JSON.parse(text), null, 1);
        expect(parseStrictJson(once)).toEqual(JSON.parse(once));
      }),
    );
  });

  it("is refused where a key is repeated, however deep and however it is spelt", () => {
    const inner = fc.tuple(fc.string(), fc.jsonValue(), fc.jsonValue(), fc.boolean());
    fc.assert(
      fc.property(inner, fc.array(fc.string()), ([key, first, second, escaped], path) => {
        const name = JSON.stringify(key);
        const again = escaped ? `"${[...key].map(byCodeUnits).join("")}"` : name;
        const repeated = `{${name}: ${JSON.stringify(first)}, ${again} :${JSON.stringify(second)}}`;
        const text = path.reduce((document, step) => `{${JSON.stringify(step)}:[0,${document}]}`, repeated);
        expect(() => JSON.parse(text)).not.toThrow();
        expect(parseStrictJson(text)).toBeUndefined();
      }),
    );
  });

  it("is refused where the text is not JSON", () => {
    for (const text of ["", "{", "{'a':1}", "{a:1}", "[1,]", "undefined"]) {
      expect(parseStrictJson(text)).toBeUndefined();
    }
  });
});

function byCodeUnits(character: string): string {
  return Array.from(
    { length: character.length },
    (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, "0")}`,
  ).join("");
}
