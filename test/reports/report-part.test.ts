import { describe, expect, it } from "vitest";
import { readReportPart, writeReportPart } from "../../shared/reports/report-part.ts";
import { DIGEST, fullReport, hostileReport, NOW } from "./key-report-fixture.ts";

const head = { reportId: "r-1", madeAt: NOW.toISOString(), configurationDigest: DIGEST };

describe("a part of a key-rotation report", () => {
  it.each([
    { name: "something of every kind that there is to tell", accounts: fullReport().accounts },
    { name: "texts that somebody else chose", accounts: hostileReport('=1+1\u202e\n\ud800"<b>').accounts },
    { name: "no account", accounts: [] },
  ])("with $name is read back as it was", ({ accounts }) => {
    const part = { ...head, accounts };
    expect(readReportPart(writeReportPart(part))).toEqual({ status: "valid", part });
  });

  it.each([
    { name: "no JSON", text: "{", problem: "it is not JSON." },
    { name: "of another version", text: '{"version":2}', problem: "version of the part" },
    {
      name: "with what it does not know",
      text: writeReportPart({ ...head, accounts: [] }).replace("{", '{"more":1,'),
      problem: 'the part Unrecognized key: "more"',
    },
  ])("is not one that is $name", ({ text, problem }) => {
    expect(readReportPart(text)).toEqual({ status: "invalid", problem: expect.stringContaining(problem) });
  });
});
