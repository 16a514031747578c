import { describe, expect, it } from "vitest";
import { comparePolicyTexts } from "../../shared/policy/compare-policy-texts.ts";

const PLAIN =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"true"}}}]}';

const REPEATED = [
  { what: "an element", from: '"Effect":"Allow"', to: '"Effect":"Deny","Effect":"Allow"' },
  { what: "an operator", from: '{"Bool":', to: '{"Bool":{"aws:MultiFactorAuthPresent":"true"},"Bool":' },
  { what: "a key", from: '{"aws:SecureTransport":', to: '{"aws:SecureTransport":"false","aws:SecureTransport":' },
  {
    what: "a key beside an escaped colon and quote",
    from: '"Resource":"*"',
    to: '"Resource":"a:b:c:d:e:\\":*","Resource":"*"',
  },
];

describe("a statement that is written compactly", () => {
  it.each(REPEATED)("is refused where it repeats $what", ({ from, to }) => {
    const text = PLAIN.replace(from, to);
    expect(text).not.toBe(PLAIN);
    expect(comparePolicyTexts([PLAIN], [text], "identity")).toMatchObject({ status: "invalid", side: "live" });
  });

  it("keeps a number as it is written", () => {
    const numbered = (value: string): string =>
      PLAIN.replace('{"Bool":{"aws:SecureTransport":"true"}}', `{"StringEquals":{"s3:max-keys":${value}}}`);
    expect(comparePolicyTexts([numbered('"1.0"')], [numbered("1.0")], "identity")).toMatchObject({
      verdict: { verdict: "equal" },
    });
    expect(comparePolicyTexts([numbered('"1"')], [numbered("1.0")], "identity")).toMatchObject({
      verdict: { verdict: "different" },
    });
  });

  it("is read where blanks stand between its members", () => {
    const spaced = PLAIN.replaceAll('":', '" : ');
    expect(comparePolicyTexts([PLAIN], [spaced], "identity")).toMatchObject({ verdict: { verdict: "equal" } });
  });
});
