import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CheckedLab, LAB, serveCheckedLab } from "./check-served.ts";
import { runCli } from "./run-cli.ts";

const ID = `${"0".repeat(32)}-1`;

let lab: CheckedLab;

beforeAll(async () => {
  lab = await serveCheckedLab();
});

afterAll(async () => {
  await lab.stop();
});

const refused = [
  {
    name: "plan without a ledger",
    args: ["plan"],
    says: "No ledger is named; give --ledger TABLE or set LEDGER_TABLE, such as to plumbline-ledger.",
  },
  {
    name: "remediate for another account than that of the credentials",
    args: ["remediate", "--apply", "--ledger", "x", "--account", "111122223333"],
    says: "The credentials belong to account 000000000000, not 111122223333; give credentials of that account.",
  },
  {
    name: "plan of what is no entity",
    args: ["plan", "--ledger", "x", "--entity", "worker"],
    says: "--entity worker is no entity; write role/NAME, user/NAME, group/NAME or policy/NAME.",
  },
  {
    name: "remediate of what is no plan",
    args: ["remediate", "--ledger", "x", "--plan", "1"],
    says: "--plan 1 is no plan's id; plumbline plan prints them.",
  },
  {
    name: "undo of what is no remediation",
    args: ["undo", "x", "--ledger", "x"],
    says: "x is no remediation's id; its alert and plumbline remediate name it.",
  },
];

describe("plan, remediate and undo", () => {
  it.each(refused)("refuse, in one sentence: $name", async ({ args, says }) => {
    const run = await runCli(process.cwd(), [...args, "--config", LAB], lab.environment);
    expect(run).toEqual({ code: 2, stdout: "", stderr: `${says}\n` });
  });

  it.each([["plan"], ["remediate", "--apply"], ["undo", ID]])(
    "refuse an account that the configuration does not name: %s",
    async (...args) => {
      const elsewhere = join(mkdtempSync(join(tmpdir(), "plumbline-")), "plumbline.yml");
      writeFileSync(
        elsewhere,
        'accounts:\n  - { id: "111122223333", baselines: [{ baseline: amazon-ivs-recording }] }\n',
      );
      const run = await runCli(process.cwd(), [...args, "--ledger", "x", "--config", elsewhere], lab.environment);
      expect([run.code, run.stdout]).toEqual([2, ""]);
      expect(run.stderr).toContain("The credentials belong to account 000000000000, which");
      expect(run.stderr).toContain("does not name: nothing is planned or repaired there.");
    },
  );
});
