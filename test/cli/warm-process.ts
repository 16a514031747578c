import { Readable } from "node:stream";
import { runPlumbline } from "../../cli/run.ts";
import { processTerminal } from "../../cli/terminal.ts";

/** One run of the command line, as a process of its own would have it. */
export interface WarmRequest {
  readonly cwd: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** What stdin holds, in base64. */
  readonly input: string;
}

const terminal = processTerminal();

/** Takes what is written to a stream from now on. */
function take(stream: NodeJS.WriteStream): () => string {
  const pieces: Buffer[] = [];
  const write = stream.write;
  stream.write = ((piece: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
    pieces.push(typeof piece === "string" ? Buffer.from(piece) : Buffer.from(piece));
    const written = rest.find((each) => typeof each === "function") as ((error?: Error) => void) | undefined;
    written?.();
    return true;
  }) as typeof stream.write;
  return () => {
    stream.write = write;
    return Buffer.concat(pieces).toString("utf8");
  };
}

async function run({ cwd, args, environment, input }: WarmRequest): Promise<object> {
  process.chdir(cwd);
  for (const name of Object.keys(process.env)) delete process.env[name];
  for (const [name, value] of Object.entries(environment)) if (value !== undefined) process.env[name] = value;
  const stdin = Readable.from([Buffer.from(input, "base64")]);
  Object.defineProperty(process, "stdin", { value: stdin, configurable: true });
  process.exitCode = undefined;
  const [stdout, stderr] = [take(process.stdout), take(process.stderr)];
  await runPlumbline(args, terminal);
  const code = process.exitCode ?? 0;
  process.exitCode = undefined;
  return { code, stdout: stdout(), stderr: stderr() };
}

process.on("message", async (request: WarmRequest) => process.send?.(await run(request)));
process.on("disconnect", () => process.exit());
