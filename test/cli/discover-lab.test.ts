import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { discoverResultSchema } from "../../cli/discover-schema.ts";
import { type CheckedLab, serveCheckedLab } from "./check-served.ts";
import { runCli } from "./run-cli.ts";

const DETAILS = fileURLToPath(
  new URL("../../../shared/data/authorization-details/cloudsplaining-example.json", import.meta.url),
);

describe("discover of a live account", () => {
  let lab: CheckedLab;
  let folder = "";

  beforeAll(async () => {
    lab = await serveCheckedLab();
    folder = await mkdtemp(join(tmpdir(), "plumbline-discover-"));
  });

  afterAll(async () => {
    await lab.stop();
    await rm(folder, { recursive: true });
  });

  it("finds every baseline that the lab's configuration gives it, and what it prints checks clean", async () => {
    const { code, stdout, stderr } = await runCli(folder, ["discover", "--format", "yaml"], lab.environment);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    await writeFile(join(folder, "plumbline.yml"), stdout);
    const checked = await runCli(folder, ["check"], lab.environment);
    expect(checked.stdout).toMatch(/\nNo drift on 12 entities\.\n$/);
    expect(checked).toMatchObject({ code: 0, stderr: "" });
  });

  it("reads the account live, and tells a bare check to run it", async () => {
    const { stdout } = await runCli(folder, ["discover", "--config", "none.yml", "--json"], {
      ...lab.environment,
      PLUMBLINE_CONFIG: join(folder, "none.yml"),
    });
    expect(stdout).toBe("");
    await writeFile(join(folder, "none.yml"), "accounts: []\n");
    const found = await runCli(folder, ["discover", "--config", "none.yml", "--json"], lab.environment);
    const result = discoverResultSchema.parse(JSON.parse(found.stdout));
    expect(result).toMatchObject({ account: "000000000000", source: { kind: "live" }, complete: true, unreadable: [] });
    expect(result.baselines.flatMap(({ matches }) => matches.map(({ confidence }) => confidence))).toEqual(
      Array.from({ length: 11 }, () => "sure"),
    );
    const checked = await runCli(folder, ["check", "--config", "none.yml"], lab.environment);
    expect(checked.stderr).toContain("run plumbline discover to see which baselines it seems to hold");
    expect(checked.code).toBe(2);
  });
});

describe("discover of a real account's authorization details", () => {
  if (!existsSync(DETAILS)) {
    it("was left out: the data is not there", () => {
      process.stderr.write(`discover was not tried on a real account: ${DETAILS} is not there.\n`);
      expect(existsSync(DETAILS)).toBe(false);
    });
    return;
  }

  it("takes nothing in it for a baseline's, and exits 0", async () => {
    const { code, stdout } = await runCli(tmpdir(), ["discover", "--snapshot", DETAILS, "--json"]);
    const result = discoverResultSchema.parse(JSON.parse(stdout));
    expect(result).toMatchObject({ account: "200611803367", baselines: [], unreadable: [] });
    expect(result.entities).toBeGreaterThan(150);
    expect(code).toBe(0);
  });
});
