import { once } from "node:events";
import { parseArgs } from "node:util";
import { BundleFailure } from "../../infra/bundle.ts";
import { StackRefusal } from "../../infra/stack-refusal.ts";
import { InvalidLabConfiguration, type Lab, type LabOptions, startLab } from "./lab.ts";

const USAGE = "Usage: npm run lab -- [--port N] [--empty] [--members] [--real-delays]";

/** The port that the lab has unless told otherwise. */
const PORT = 4599;

/** Ends the program with what went wrong, on standard error. */
function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

function readOptions(): LabOptions & { readonly port: number } {
  const options = {
    port: { type: "string" },
    empty: { type: "boolean", default: false },
    members: { type: "boolean", default: false },
    "real-delays": { type: "boolean", default: false },
  } as const;
  try {
    const { values } = parseArgs({ options, strict: true });
    const port = values.port === undefined ? PORT : Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535 || values.port === "") {
      fail(`--port takes a number from 0 to 65535, not "${values.port}". ${USAGE}`);
    }
    return { port, empty: values.empty, members: values.members, realDelays: values["real-delays"] };
  } catch (fault) {
    fail(`${(fault as Error).message} ${USAGE}`);
  }
}

async function start(options: LabOptions & { readonly port: number }): Promise<Lab> {
  try {
    return await startLab(options);
  } catch (fault) {
    const told = [InvalidLabConfiguration, StackRefusal, BundleFailure].some((type) => fault instanceof type);
    if (told) fail((fault as Error).message);
    if ((fault as NodeJS.ErrnoException).code === "EADDRINUSE") {
      fail(`Port ${options.port} is in use; stop what uses it, or choose another with --port N.`);
    }
    throw fault;
  }
}

const lab = await start(readOptions());
// Whoever reads that it is ready may stop it at once.
const stopped = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
for (const [name, value] of Object.entries(lab.environment)) process.stdout.write(`export ${name}=${quoted(value)}\n`);
process.stdout.write("ready\n");

await stopped;
await lab.stop();
process.exit(0);

/** As a shell reads it. */
function quoted(value: string): string {
  return /^[\w./:@%+=,-]+$/.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`;
}
