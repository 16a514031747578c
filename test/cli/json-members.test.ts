import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { memberSpans } from "../../cli/json-members.ts";

function membersOf(text: string): Record<string, unknown> {
  const spans = memberSpans(text);
  if (spans.status === "malformed") throw new Error(`${spans.offset}: ${spans.message}`);
  return Object.fromEntries(
    spans.members.map(({ name, start, end }) => [name, JSON.parse(text.slice(start, end)) as unknown]),
  );
}

describe("memberSpans", () => {
  it("finds the members that JSON.parse finds, whatever the layout", () => {
    const layout = fc.constantFrom(0, 1, "\t");
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), layout, (value, space) => {
        const text = ` ${JSON.stringify(value, null, space)}\r\n`;
        expect(membersOf(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it("refuses whatever is cut short", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), fc.nat(), (value, cut) => {
        const text = JSON.stringify(value);
        expect(memberSpans(text.slice(0, cut % text.length)).status).toBe("malformed");
      }),
    );
  });

  it("keeps a value as it was written", () => {
    const text = '{"id": 12345678901234567890, "document": {"a":1,"a":2}}';
    const spans = memberSpans(text);
    const values = spans.status === "found" ? spans.members.map(({ start, end }) => text.slice(start, end)) : [];
    expect(values).toEqual(["12345678901234567890", '{"a":1,"a":2}']);
  });

  it.each([
    { name: "nothing", text: "", offset: 0, message: "Expected a JSON object here." },
    { name: "a list", text: "[1]", offset: 0, message: "Expected a JSON object here." },
    {
      name: "a repeated member",
      text: '{"a":1,"a":2}',
      offset: 7,
      message: '"a" is there twice; keep one of the two.',
    },
    {
      name: "one repeated in another spelling",
      text: '{"a":1,"\\u0061":2}',
      offset: 7,
      message: '"a" is there twice; keep one of the two.',
    },
    { name: "a comma too many", text: '{"a":1,}', offset: 7, message: "Expected a member name in quotes here." },
    { name: "no value", text: '{"a":}', offset: 5, message: "Expected a JSON value here." },
    { name: "no colon", text: '{"a" 1}', offset: 5, message: 'Expected ":" after the member name.' },
    {
      name: "text after the end",
      text: '{"a":1} {',
      offset: 8,
      message: "There is text after the end of the object; remove it.",
    },
    { name: "a name that is no JSON", text: '{"\\x":1}', offset: 1, message: "This member name is not a JSON string." },
    { name: "an open string", text: '{"a":"b\\"}', offset: 5, message: "This string does not end." },
    { name: "an open list", text: '{"a":[{}', offset: 5, message: "This object or list does not end." },
  ])("says what is wrong with $name", ({ text, offset, message }) => {
    expect(memberSpans(text)).toEqual({ status: "malformed", offset, message });
  });
});
