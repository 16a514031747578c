import { describe, expect, it } from "vitest";
import * as z from "zod";
import { type DoctorResult, doctorResultSchema } from "../../cli/doctor-schema.ts";
import { doctorLines } from "../../cli/doctor-text.ts";
import { textWidth } from "../../cli/text-width.ts";

const RESULT: DoctorResult = {
  version: 1,
  examinedAt: "2026-11-22T12:00:00.000Z",
  account: "111122223333",
  region: "us-east-1",
  configurationDigest: "sha256:0",
  status: "errors",
  lines: [
    { check: "trail", subject: "account 111122223333", status: "ok", says: "trail main is logging." },
    { check: "rule", subject: "r", status: "error", says: "It is disabled.", remedy: "Run aws events enable-rule." },
    { check: "queue", subject: "q", status: "warning", says: "It holds 1 message.", remedy: "See the log." },
    { check: "topic", subject: "t", status: "unknown", says: "It could not be read.", remedy: "Allow sns:X." },
  ],
};
const PAGE = { width: 100, style: (_: unknown, text: string) => text };

describe("what doctor prints for people", () => {
  it("is a line for each thing, with what to do below it", () => {
    expect(doctorLines(RESULT, PAGE)).toEqual([
      "Account 111122223333, us-east-1",
      "",
      "✓ trail account 111122223333: trail main is logging.",
      "✗ rule r: It is disabled.",
      "  → Run aws events enable-rule.",
      "! queue q: It holds 1 message.",
      "  → See the log.",
      "? topic t: It could not be read.",
      "  → Allow sns:X.",
      "",
      "1 error, 1 unknown, 1 warning, 1 ok.",
    ]);
  });

  it.each([20, 40, 80])("is never wider than %i columns", (width) => {
    const long = { ...RESULT, lines: RESULT.lines.map((line) => ({ ...line, says: "word ".repeat(60) })) };
    const widths = doctorLines(long, { ...PAGE, width })
      .slice(1)
      .map(textWidth);
    expect(Math.max(...widths.slice(0, -1))).toBeLessThanOrEqual(width);
  });

  it("shows what would drive a terminal, and makes no line of it", () => {
    const hostile = "a\u001b[31m\nb\u202e";
    const lines = [{ check: "rule", subject: hostile, status: "error", says: hostile, remedy: hostile }] as const;
    const shown = doctorLines({ ...RESULT, lines: [...lines] }, PAGE);
    for (const character of ["\u001b", "\u202e"]) expect(shown.join("")).not.toContain(character);
    expect(shown).toHaveLength(6);
  });
});

describe("the schema of doctor --json", () => {
  it("is docs/schema/doctor.schema.json; vitest -u writes it anew", async () => {
    const schema = `${JSON.stringify(z.toJSONSchema(doctorResultSchema), null, 2)}\n`;
    await expect(schema).toMatchFileSnapshot("../../docs/schema/doctor.schema.json");
  });
});
