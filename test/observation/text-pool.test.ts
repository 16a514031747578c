import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTextPool } from "../../shared/observation/text-pool.ts";

describe("a copy of what was read", () => {
  it("is equal to it, whatever its texts and the names of its members are", () => {
    const detached = createTextPool();
    const data = fc.jsonValue().map((value) => ({ value, untold: undefined }));
    fc.assert(
      fc.property(data, (value) => {
        expect(detached(value)).toStrictEqual(value);
      }),
    );
  });

  it("keeps a member called __proto__ as its own", () => {
    const value: unknown = JSON.parse('{"__proto__":{"a":"b"}}');
    const copy = createTextPool()(value);
    expect(copy).not.toBe(value);
    expect(Object.entries(copy as object)).toEqual([["__proto__", { a: "b" }]]);
  });
});
