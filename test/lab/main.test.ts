import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("./main.ts", import.meta.url));

/** Runs the command until `until` has been printed, stops it, and tells what it said. */
async function run(args: readonly string[], until?: string) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => {
    said.stdout += chunk;
    if (until !== undefined && said.stdout.endsWith(until)) child.kill("SIGTERM");
  });
  child.stderr.on("data", (chunk: Buffer) => {
    said.stderr += chunk;
  });
  const [code] = (await once(child, "close")) as [number | null];
  return { ...said, code };
}

describe("npm run lab", () => {
  it("prints what to export and then that it is ready, and ends cleanly when told", async () => {
    const { stdout, stderr, code } = await run(["--port", "0", "--empty"], "ready\n");
    const lines = stdout.trimEnd().split("\n");
    expect(lines.at(-1)).toBe("ready");
    const exported = Object.fromEntries(lines.slice(0, -1).map((line) => line.replace(/^export /, "").split("=", 2)));
    expect(exported).toMatchObject({
      AWS_ENDPOINT_URL: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^AKIA[A-Z0-9]{16}$/),
      AWS_SECRET_ACCESS_KEY: expect.any(String),
      PLUMBLINE_CONFIG: expect.stringMatching(/^\/.*\/test\/lab\/plumbline\.yml$/),
    });
    expect({ stderr, code }).toEqual({ stderr: "", code: 0 });
  });

  it("says in one sentence that its port is taken", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    expect(await run(["--port", String(port), "--empty", "--members"])).toEqual({
      stdout: "",
      stderr: `Port ${port} is in use; stop what uses it, or choose another with --port N.\n`,
      code: 2,
    });
    other.close();
  });

  it.each([
    [["--port", "many"], /--port takes a number from 0 to 65535, not "many"/],
    [["--port", "70000"], /not "70000"/],
    [["--delays"], /Unknown option '--delays'/],
    [["now"], /Unexpected argument 'now'/],
  ])("refuses %j", async (args, sentence) => {
    const { stdout, stderr, code } = await run(args);
    expect({ stdout, code }).toEqual({ stdout: "", code: 2 });
    expect(stderr).toMatch(sentence);
    expect(stderr).toMatch(/Usage: npm run lab/);
  });
});
