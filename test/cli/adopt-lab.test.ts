import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AttachRolePolicyCommand, CreateAccessKeyCommand, UpdateRoleCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { adoptResultSchema } from "../../cli/adopt-schema.ts";
import { checkResultSchema } from "../../cli/check-schema.ts";
import { type CheckedLab, LAB, serveCheckedLab } from "./check-served.ts";
import { runCli } from "./run-cli.ts";

let lab: CheckedLab;
let base: string;

beforeAll(async () => {
  lab = await serveCheckedLab();
  base = mkdtempSync(join(tmpdir(), "plumbline-adopt-"));
});

afterAll(async () => {
  await lab.stop();
  rmSync(base, { recursive: true });
});

const run = (...args: readonly string[]) => runCli(process.cwd(), [...args, "--config", LAB], lab.environment);

/** Every entity that the lab's own baselines describe, but for the root user. */
async function seeded(): Promise<readonly string[]> {
  const { stdout } = await lab.check("--json");
  const { accounts } = checkResultSchema.parse(JSON.parse(stdout));
  const entities = accounts.flatMap((account) => account.entities.map(({ entity }) => entity));
  return entities.filter((entity) => entity !== "root");
}

describe("adopt of a live account", () => {
  it("adopts all that the lab starts with, session lengths and passwords too, and check finds what changes", async () => {
    const entities = await seeded();
    expect(entities.length).toBeGreaterThan(8);
    const out = join(base, "whole");
    const adopted = await run("adopt", ...entities, "--out", out, "--json");
    expect(adopted).toMatchObject({ code: 0, stderr: "" });
    const result = adoptResultSchema.parse(JSON.parse(adopted.stdout));
    expect(result).toMatchObject({ account: "000000000000", source: { kind: "live" }, baseline: "whole" });
    expect(result.entities.map(({ leftOut }) => leftOut)).toEqual(entities.map(() => []));
    const yaml = readFileSync(join(out, "baseline.yml"), "utf8");
    expect(yaml).toContain("maximumSessionSeconds: ");
    expect(yaml).toContain("console: forbidden");
    expect(await runCli(process.cwd(), ["validate", out])).toMatchObject({ code: 0 });
    expect((await run("check", "--baseline", out)).stdout).toContain(`No drift on ${entities.length} entities.`);

    const roleName = "viz-now-manage";
    await lab.client.send(new UpdateRoleCommand({ RoleName: roleName, MaxSessionDuration: 7201 }));
    const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
    await lab.client.send(new AttachRolePolicyCommand({ RoleName: roleName, PolicyArn }));
    await lab.client.send(new CreateAccessKeyCommand({ UserName: "ivs-operator" }));
    const checked = await run("check", "--baseline", out, "--json");
    const { accounts } = checkResultSchema.parse(JSON.parse(checked.stdout));
    const drifts = accounts.flatMap((account) => account.entities.flatMap((entity) => entity.drifts));
    expect(drifts.map(({ entity, rule, subject }) => [entity.name, rule, subject])).toEqual([
      [roleName, "attachment-unexpected", PolicyArn],
      [roleName, "session-length-changed", ""],
    ]);
    expect(checked.code).toBe(1);
  });

  it("takes a credential report only beside a snapshot", async () => {
    const out = join(base, "new");
    const { code, stderr } = await run("adopt", "role/viz-now-manage", "--credential-report", "x.csv", "--out", out);
    expect(stderr).toMatch(/^--credential-report goes with --snapshot/);
    expect(code).toBe(2);
  });
});
