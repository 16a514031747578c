import { execFile } from "node:child_process";
import { readdir, readFile, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";

const BUILD = fileURLToPath(new URL("../../infra/build.ts", import.meta.url));
const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/** Runs the build from the project's root and tells what it said. */
async function build(args: readonly string[]) {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [BUILD, ...args], { cwd: PROJECT });
    return { stdout, stderr, code: 0 };
  } catch (fault) {
    const { stdout, stderr, code } = fault as { stdout: string; stderr: string; code: number };
    return { stdout, stderr, code };
  }
}

describe("npm run build", () => {
  let built: Awaited<ReturnType<typeof build>>;

  beforeAll(async () => {
    built = await build(["--config", "test/lab/plumbline.yml"]);
  });

  it("bundles every function and prints its name and size", async () => {
    const { stdout, stderr, code } = built;
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
    const lines = stdout.trimEnd().split("\n");
    const told = lines.map((line) => /^([a-z-]+) +\d+ KB(, later \d+ KB)?$/.exec(line) ?? []);
    const names = told.map(([, name]) => name);
    expect(names).toEqual(expect.arrayContaining(["detect-drift", "remediate-drift", "send-alert", "sweep-account"]));
    for (const name of names) {
      expect((await stat(`${PROJECT}/dist/functions/${name}/handler.mjs`)).size).toBeGreaterThan(0);
    }
    const withMore = told.flatMap(([, name, later]) => (later === undefined ? [] : [name]));
    expect(withMore).toContain("detect-drift");
    expect(withMore).not.toContain("send-alert");
  });

  it("leaves the action table out of every handler, and beside those that detect drift", async () => {
    expect(built.code).toBe(0);
    const source = `${PROJECT}/shared/policy/explain/action-table.json`;
    const { services } = JSON.parse(await readFile(source, "utf8")) as { services: Record<string, string[]> };
    const piece = services.s3?.[2]?.slice(0, 200) ?? "";
    expect(piece).toHaveLength(200);
    const beside: Record<string, boolean> = {};
    for (const name of ["detect-drift", "sweep-account", "remediate-drift", "send-alert"]) {
      const folder = `${PROJECT}/dist/functions/${name}`;
      expect(await readFile(`${folder}/handler.mjs`, "utf8")).not.toContain(piece);
      beside[name] = (await readdir(folder)).includes("action-table.json");
    }
    expect(beside).toEqual({
      "detect-drift": true,
      "sweep-account": true,
      "remediate-drift": true,
      "send-alert": false,
    });
  });

  it("says where the configuration is wrong", async () => {
    const { stdout, stderr, code } = await build(["--config", "nothing.yml"]);
    expect({ stdout, code }).toEqual({ stdout: "", code: 2 });
    expect(stderr).toMatch(/^nothing\.yml:1:1 .+\n$/);
  });

  it("refuses an option that it does not know", async () => {
    const { stderr, code } = await build(["--confg", "x"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/Unknown option '--confg'.* Usage: npm run build/);
  });
});
