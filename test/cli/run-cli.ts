import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../../cli/plumbline.ts", import.meta.url));

/** Hundreds of processes load the same modules: what Node makes of them is kept between these. */
const COMPILE_CACHE = fileURLToPath(new URL("../../node_modules/.cache/plumbline-tests", import.meta.url));

/** What a run of the command line left behind. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the real command line in a directory of its own, without the colours or settings of whoever runs the tests.
 * @param input what it reads from stdin
 */
export function runCli(
  cwd: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  input: string | Uint8Array = "",
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const env = { PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILE_CACHE, ...environment };
    const child = spawn(process.execPath, [CLI, ...args], { cwd, env, stdio: ["pipe", "pipe", "pipe"] });
    // A command that does not read it may be gone before it is written.
    child.stdin.on("error", () => undefined).end(input);
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}
