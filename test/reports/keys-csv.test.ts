import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderKeysCsv } from "../../shared/reports/render-keys-csv.ts";
import { DIGEST, fullReport, hostileReport, NOW } from "./key-report-fixture.ts";
import { HOSTILE } from "./render-fixture.ts";

type Rows = readonly Readonly<Record<string, string>>[];

/** As a spreadsheet has it. */
function rows(csv: string): Rows {
  return parse(csv, { columns: true }) as Rows;
}

/** As one has it whose list separator is a semicolon, and who minds no quotes within a field. */
function bySemicolons(csv: string): Rows {
  return csv.split("\r\n").map((line) => Object.fromEntries(line.split(";").entries()));
}

/** What a spreadsheet takes for the beginning of a formula, full-width forms too. */
const FORMULA = /^[\s"'`]*[=+\-@|%\u2212\ufe62\ufe63\ufe66\ufe6b\uff05\uff0b\uff0d\uff1d\uff20\uff5c]/u;

/** The cells that would be run; numbers are Plumbline's own, and a negative one is no formula. */
function formulas(table: Rows): readonly string[] {
  return table
    .flatMap((row) => Object.values(row))
    .filter((cell) => FORMULA.test(cell) && !/^'/.test(cell.trimStart()) && !/^-?\d+$/.test(cell));
}

describe("the report as CSV", () => {
  it("has a line for every account, root user, key, and user without keys, each with when and by which configuration", () => {
    const table = rows(renderKeysCsv(fullReport()));
    const counts = Map.groupBy(table, ({ record }) => record);
    expect([...counts].map(([record, all]) => [record, all.length])).toEqual([
      ["account", 3],
      ["root", 2],
      ["key", 8],
      ["user", 1],
    ]);
    expect(new Set(table.map(({ made_at }) => made_at))).toEqual(new Set([NOW.toISOString()]));
    expect(new Set(table.map(({ configuration_digest }) => configuration_digest))).toEqual(new Set([DIGEST]));
  });

  it("says of a key all that is known, the last four characters of its id among it", () => {
    const [first] = rows(renderKeysCsv(fullReport())).filter(({ record }) => record === "key");
    expect(first).toMatchObject({
      account: "123456789012",
      user: "red5-cluster",
      owner: "streaming-team@example.com",
      key: "****EST1",
      standing: "too-old",
      age_days: "130",
      days_until_breach: "-40",
      warning_days: "75",
      maximum_days: "90",
      last_used_region: "us-east-1",
      last_used_service: "ec2",
      as_of: "confirmed with IAM",
    });
  });

  it("names the accounts that were not read, and why", () => {
    const table = rows(renderKeysCsv(fullReport()));
    expect(table.find(({ alias }) => alias === "vault")).toMatchObject({
      status: "not read",
      remark: expect.stringContaining("could not be assumed"),
    });
  });

  it("ends its lines and quotes its fields as RFC 4180 has it", () => {
    const csv = renderKeysCsv(hostileReport('a "quoted", name'));
    expect(csv.replaceAll("\r\n", "").includes("\n")).toBe(false);
    expect(csv.endsWith("\r\n")).toBe(true);
    const strict = parse(csv, { columns: true, record_delimiter: "\r\n" }) as Rows;
    expect(strict.find(({ record }) => record === "user")?.user).toBe('a "quoted", name');
  });

  const attacks = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "\u00a0=1+1",
    "\u3000＝1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "﹣1",
    "−1",
    '"=1+1"',
    '""=1+1',
    "'=1+1",
    '=HYPERLINK("http://evil.example","x")',
    "=cmd|' /C calc'!A0",
    "a;=1+1",
    'a";=1+1',
    "a; ＝1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    HOSTILE,
  ];
  it.each(attacks)("has no formula in it, whatever the list separator: %j", (text) => {
    const csv = renderKeysCsv(hostileReport(text));
    expect(formulas(rows(csv))).toEqual([]);
    expect(formulas(bySemicolons(csv))).toEqual([]);
    expect(csv).not.toMatch(/[^\r\n\x20-\u{10ffff}]/u);
  });

  it("has none with any text", () => {
    const text = fc.stringMatching(/^[\s"'`;=+\-@＝－a1\u200b\t\r\n|]{1,12}$/u);
    fc.assert(
      fc.property(text, (name) => {
        const csv = renderKeysCsv(hostileReport(name));
        expect(formulas(rows(csv))).toEqual([]);
        expect(formulas(bySemicolons(csv))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it("leaves a name as it is that only holds such characters", () => {
    const names = rows(renderKeysCsv(hostileReport("anna.person+test@example.com"))).map(({ user }) => user);
    expect(names).toContain("anna.person+test@example.com");
  });
});
