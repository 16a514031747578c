import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { loadConfiguration } from "../cli/load-configuration.ts";
import { formatProblem } from "../shared/baselines/problem.ts";
import { type Bundle, BundleFailure, bundleFunctions } from "./bundle.ts";

/** `npm run build`: compiles the configuration and bundles every function into `dist/functions/<name>/handler.mjs`. */

const USAGE = "Usage: npm run build -- [--config FILE]";
const project = fileURLToPath(new URL("..", import.meta.url));

/** Ends the program with what went wrong, on standard error. */
function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

function configurationFile(): string {
  try {
    const { values } = parseArgs({ options: { config: { type: "string" } }, strict: true });
    return values.config ?? process.env.PLUMBLINE_CONFIG ?? "plumbline.yml";
  } catch (fault) {
    fail(`${(fault as Error).message} ${USAGE}`);
  }
}

/** The folders under `functions/` that hold a function. */
async function functionNames(): Promise<readonly string[]> {
  const entries = await readdir(join(project, "functions"), { recursive: true, withFileTypes: true });
  const handlers = entries.filter(({ name }) => name === "handler.ts");
  return handlers.map(({ parentPath }) => parentPath.split("/").at(-1) ?? "").sort();
}

async function bundle(): Promise<readonly Bundle[]> {
  const compilation = await loadConfiguration(configurationFile());
  if (compilation.status === "invalid") {
    fail(compilation.problems.map(formatProblem).join("\n"));
  }
  for (const warning of compilation.warnings) process.stderr.write(`${formatProblem(warning)}\n`);
  const { configuration } = compilation;
  const outdir = join(project, "dist", "functions");
  try {
    return await bundleFunctions({ project, names: await functionNames(), configuration, outdir, minify: true });
  } catch (fault) {
    if (fault instanceof BundleFailure) fail(fault.message);
    throw fault;
  }
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1024)}`;
}

for (const { name, size, sizeLater } of await bundle()) {
  const later = sizeLater === 0 ? "" : `, later ${kilobytes(sizeLater)} KB`;
  process.stdout.write(`${name.padEnd(24)}${kilobytes(size).padStart(6)} KB${later}\n`);
}
