import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { startWarmCli } from "./warm-cli.ts";

const CLI = fileURLToPath(new URL("../../cli/plumbline.ts", import.meta.url));

/** Many processes load the same modules: what Node makes of them is kept between these. */
const COMPILE_CACHE = fileURLToPath(new URL("../../node_modules/.cache/plumbline-tests", import.meta.url));

/** What every run has, whatever the settings of whoever runs the tests. */
const ENVIRONMENT = { PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILE_CACHE };

const warm = startWarmCli(ENVIRONMENT);

/** What a run of the command line left behind. */
export interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs the command line in a directory of its own, without the colours or settings of whoever runs the tests. It is the real one, in a
 * process that has loaded it already; {@link runCliProcess} starts one for it alone.
 * @param input what it reads from stdin
 */
export function runCli(
  cwd: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  input: string | Uint8Array = "",
): Promise<Run> {
  const base64 = Buffer.from(input).toString("base64");
  return warm.run({ cwd, args, environment: { ...ENVIRONMENT, ...environment }, input: base64 });
}

/** Runs the command line in a process of its own, started as a shell starts it; it has to end by itself. */
export function runCliProcess(
  cwd: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  input: string | Uint8Array = "",
): Promise<Run> {
  return new Promise((resolve, reject) => {
    const env = { ...ENVIRONMENT, ...environment };
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
