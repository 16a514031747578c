import { describe, expect, it } from "vitest";
import * as z from "../../shared/iam/schema.ts";

const cases = [
  {
    name: "a value of another type",
    schema: z.string(),
    input: 1,
    expected: "Invalid input: expected string, received number",
  },
  {
    name: "a key that is missing",
    schema: z.object({ at: z.iso.datetime() }),
    input: {},
    expected: "Invalid input: expected string, received undefined",
  },
  { name: "a time that is none", schema: z.iso.datetime(), input: "today", expected: "Invalid ISO datetime" },
  {
    name: "a value that is not of the list",
    schema: z.enum(["low", "high"]),
    input: "big",
    expected: 'Invalid option: expected one of "low"|"high"',
  },
  {
    name: "a number that is too small",
    schema: z.int().check(z.positive()),
    input: 0,
    expected: "Too small: expected number to be >0",
  },
  {
    name: "a key that is not known",
    schema: z.strictObject({}),
    input: { more: 1 },
    expected: 'Unrecognized key: "more"',
  },
];

describe("a schema that ships in a function", () => {
  it.each(cases)("says in English what is wrong: $name", ({ schema, input, expected }) => {
    expect(z.safeParse(schema, input).error?.issues.map(({ message }) => message)).toEqual([expected]);
  });
});
