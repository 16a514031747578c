import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { checkResultSchema } from "../../cli/check-schema.ts";
import { runCli } from "./run-cli.ts";

const DATA = new URL("../../../shared/data/", import.meta.url);
const DETAILS = fileURLToPath(new URL("authorization-details/cloudsplaining-example.json", DATA));
const REPORT = fileURLToPath(new URL("credential-report/cloud-custodian-account.csv", DATA));
const CONFIGURATION = fileURLToPath(new URL("../../plumbline.yml", import.meta.url));

const run = (...args: readonly string[]) =>
  runCli(process.cwd(), ["check", "--config", CONFIGURATION, "--snapshot", DETAILS, ...args]);

describe("check of a real account's authorization details", () => {
  if (![DETAILS, REPORT].every(existsSync)) {
    it("was left out: the data is not there", () => {
      process.stderr.write(`check was not tried on a real account: ${DETAILS} or ${REPORT} is not there.\n`);
      expect([DETAILS, REPORT].every(existsSync)).toBe(false);
    });
    return;
  }

  it("finds what the account has not", async () => {
    const { code, stdout } = await run("--baseline", "viz-now", "--json");
    const [account] = checkResultSchema.parse(JSON.parse(stdout)).accounts;
    expect(account).toMatchObject({ account: "200611803367", source: { kind: "snapshot", files: [DETAILS] } });
    const rules = account?.entities.map(({ drifts }) => drifts.map(({ rule }) => rule));
    expect(rules).toEqual([["entity-missing"], ["entity-missing"]]);
    expect(code).toBe(1);
  });

  it("asks for a baseline where no configuration names the account", async () => {
    const { code, stderr } = await run();
    expect(stderr).toMatch(/^No configuration names account 200611803367; run plumbline discover .* --baseline, /m);
    expect(code).toBe(2);
  });

  it("refuses a credential report of another account", async () => {
    const { code, stdout, stderr } = await run("--baseline", "viz-now", "--credential-report", REPORT);
    expect(stderr).toMatch(/is of account \d{12}.* of account 200611803367/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});
