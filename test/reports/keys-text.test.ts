import { describe, expect, it } from "vitest";
import { keyReportSchema } from "../../cli/keys-schema.ts";
import { keyLetter } from "../../shared/reports/key-letter.ts";
import {
  type KeyReport,
  keyCounts,
  keyOutcome,
  keyReport,
  type ReportedAccount,
} from "../../shared/reports/key-report.ts";
import { renderKeysJson } from "../../shared/reports/render-keys-json.ts";
import { type KeptReport, renderKeysText } from "../../shared/reports/render-keys-text.ts";
import { ATTACKS } from "./html-fixture.ts";
import {
  account,
  complete,
  completeWith,
  DIGEST,
  expectedUser,
  fullReport,
  hostileReport,
  keyColumns,
  listed,
  NOW,
  ROOT,
  readAccount,
  reportOf,
  userRow,
} from "./key-report-fixture.ts";
import { HOSTILE } from "./render-fixture.ts";

const KEPT: KeptReport = { status: "kept", location: "s3://reports/key-rotation/2026/06/01T060000Z/report.html" };
const REFUSED: KeptReport = { status: "refused", reason: "PutObject failed (AccessDenied)." };

/** SNS's limit for a message with all its renderings. */
const SNS_BYTES = 262_144;

/** An account with as many users, each with a key of that age. */
function crowd(users: number, days: number, owner = "x".repeat(256)): ReportedAccount {
  const names = Array.from({ length: users }, (_, at) => `user-${at}`);
  return readAccount(account(...names.map((name) => expectedUser(name))), {
    report: complete(...names.map((name) => userRow(name, keyColumns(1, days)))),
    users: { status: "present", state: new Map(names.map((name) => listed(name, { owner }))) },
    live: new Map(),
  });
}

describe("the letter", () => {
  const text = renderKeysText(fullReport(), KEPT);

  it("has what is too old first, then what is due, then what is not known", () => {
    const at = ["Too old", "Due for replacement (", "Root users with an access key (", "Not known (", "Accounts ("].map(
      (words) => text.indexOf(words),
    );
    expect(at).toEqual(at.toSorted((one, other) => one - other));
    expect(at).not.toContain(-1);
  });

  it("says when, by which configuration, of which accounts, and where the rest lies", () => {
    for (const words of ["2026-06-01 06:00 UTC", DIGEST, "vault (210987654321): not read", KEPT.location]) {
      expect(text).toContain(words);
    }
    expect(renderKeysText(fullReport(), REFUSED)).toContain("could not be kept, so this letter is all there is");
  });

  it("tells no more of a key than its last four characters", () => {
    expect(text).toContain("…EST1");
    expect(`${text}${renderKeysJson(fullReport())}`).not.toMatch(/AKIA/);
    expect(renderKeysText(hostileReport("AKIAIOSFODNN7EXAMPLE"), KEPT)).not.toContain("AKIAIOSFODNN7");
    expect(renderKeysJson(hostileReport("AKIAIOSFODNN7EXAMPLE"))).not.toContain("AKIAIOSFODNN7");
  });

  it.each([...ATTACKS, HOSTILE])("keeps every name on its line and shows what is invisible in it: %j", (name) => {
    const lines = renderKeysText(hostileReport(name), KEPT);
    expect(lines).not.toMatch(/[^\n\P{C}]/u);
    expect(lines.split("\n").length).toBe(renderKeysText(hostileReport("plain"), KEPT).split("\n").length);
  });

  it.each([
    { name: "a thousand keys that are too old", report: reportOf(crowd(1_000, 200)) },
    { name: "owners in letters of many bytes", report: reportOf(crowd(1_000, 200, "\u{1f511}".repeat(256))) },
    { name: "as many due", report: reportOf(crowd(1_000, 80)) },
    {
      name: "ten thousand accounts that were not read",
      report: reportOf(
        ...Array.from({ length: 10_000 }, (_, at): ReportedAccount => {
          const id = String(at).padStart(12, "0");
          return { account: id, partition: "aws", status: "not-read", reason: "\u{1f511}".repeat(2_000) };
        }),
      ),
    },
  ])("fits into a message of SNS with $name, and says what it leaves out", ({ report }) => {
    const { message, body, subject } = keyLetter(report, KEPT);
    const sent = JSON.stringify({ default: body, email: message, sms: subject });
    expect(Buffer.byteLength(sent)).toBeLessThan(SNS_BYTES);
    expect(message).toMatch(/and \d+ more, in the full report|and \d+ more lines, in the full report/);
  });

  it("tells nobody an owner's e-mail address, of whatever script", () => {
    for (const name of ["streaming@example.com", "jürgen.müller@firma.de", "ann@müller.de"]) {
      const letter = renderKeysText(reportOf(crowd(1, 200, name)), KEPT);
      expect(letter).toContain("owner (e-mail address withheld)");
      expect(letter).not.toContain("@");
    }
  });

  it("has a subject and attributes that SNS takes", () => {
    const { subject, attributes, body } = keyLetter(fullReport(), KEPT);
    expect(subject).toBe("Plumbline: access keys 2026-06-01: 2 too old, 1 due, 1 of root, not all known");
    expect(subject).toMatch(/^[\x20-\x7e]{1,100}$/);
    expect(attributes).toEqual({ change: "report", rule: "key-rotation", severity: "high" });
    expect(JSON.parse(body)).toMatchObject({
      plumbline: "key-rotation-report",
      madeAt: NOW.toISOString(),
      configurationDigest: DIGEST,
      outcome: "trouble",
      counts: { tooOld: 2, due: 1 },
      kept: KEPT,
    });
  });

  it.each([
    { days: 80, severity: "medium" },
    { days: 1, severity: "low" },
  ])("has the severity of its worst: $severity", ({ days, severity }) => {
    expect(keyLetter(reportOf(crowd(1, days)), KEPT).attributes.severity).toBe(severity);
  });

  it("is as grave as anything where something is not known, or a root user has a key that a baseline forbids", () => {
    const unlisted = { ...reportOf(crowd(1, 1)), unlisted: ["The accounts of unit r-ab12 were not listed."] };
    expect(keyLetter(unlisted, KEPT).attributes.severity).toBe("high");
    const rooted = reportOf(crowd(1, 1));
    const [shop] = rooted.accounts;
    if (shop?.status !== "read") throw new Error("The account was not read.");
    const withRoot = (forbiddenBy: readonly string[]) => ({
      ...rooted,
      accounts: [
        { ...shop, root: { ...shop.root, accessKeys: { status: "read", present: true } as const, forbiddenBy } },
      ],
    });
    expect(keyLetter(withRoot(["account"]), KEPT).attributes.severity).toBe("high");
    expect(keyLetter(withRoot([]), KEPT)).toMatchObject({ subject: expect.stringContaining("1 of root") });
    expect(keyLetter(withRoot([]), KEPT).attributes.severity).toBe("medium");
  });
});

describe("the report as JSON", () => {
  it.each([
    { name: "a full report", report: fullReport() },
    { name: "a hostile one", report: hostileReport(HOSTILE) },
  ])("is by its schema: $name", ({ report }) => {
    expect(keyReportSchema.safeParse(JSON.parse(renderKeysJson(report))).error).toBeUndefined();
  });
});

describe("a report", () => {
  const read = crowd(1, 1);
  const unread: ReportedAccount = { account: "123456789012", partition: "aws", status: "not-read", reason: "no" };

  it("tells once of an account that is listed twice, as it was read", () => {
    const of = (...accounts: readonly ReportedAccount[]): KeyReport["accounts"] => reportOf(...accounts).accounts;
    expect(of(read, read)).toEqual([read]);
    expect(of(unread, read)).toEqual([read]);
    expect(of(read, unread)).toEqual([read]);
    expect(of(unread, { ...unread, partition: "aws-cn" })).toHaveLength(2);
  });

  it("counts what heads it", () => {
    expect(keyCounts(fullReport())).toEqual({
      accounts: { read: 2, notRead: 1 },
      keys: 8,
      tooOld: 2,
      due: 1,
      withoutRule: 2,
      inactive: 1,
      neverUsed: 4,
      usersWithTwoKeys: 1,
      rootUsersWithKeys: 1,
      troubles: 3,
    });
  });

  const rooted = (...forbids: readonly string[]) => {
    const entities = forbids.map((baseline) => ({
      ...expectedUser("root", { baseline }),
      kind: "root" as const,
      entity: { kind: "root" as const, name: "root" },
      accessKeys: "forbidden" as const,
    }));
    const report = completeWith({ ...ROOT, ...keyColumns(1, 5) });
    return readAccount(account(...entities), {
      report,
      users: { status: "present", state: new Map() },
      live: new Map(),
    });
  };

  it.each<{ name: string; report: KeyReport; expected: string }>([
    { name: "nothing due", report: reportOf(read), expected: "clean" },
    { name: "nothing at all", report: reportOf(), expected: "clean" },
    { name: "a key that is due", report: reportOf(crowd(1, 80)), expected: "due" },
    { name: "a key that is too old", report: reportOf(crowd(1, 90)), expected: "due" },
    { name: "a root key that a baseline forbids", report: reportOf(rooted("account")), expected: "due" },
    { name: "a root key that nobody forbids", report: reportOf(rooted()), expected: "clean" },
    {
      name: "an account that was not read",
      report: reportOf(crowd(1, 90), { ...unread, account: "2".repeat(12) }),
      expected: "trouble",
    },
    {
      name: "accounts that could not be listed",
      report: keyReport({ ...reportOf(read), unlisted: ["no"] }),
      expected: "trouble",
    },
    {
      name: "accounts that are suspended",
      report: keyReport({ ...reportOf(read), inactive: ["2".repeat(12)] }),
      expected: "clean",
    },
  ])("with $name is $expected", ({ report, expected }) => {
    expect(keyOutcome(report)).toBe(expected);
  });
});
