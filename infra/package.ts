import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { loadConfiguration } from "../cli/load-configuration.ts";
import { formatProblem } from "../shared/baselines/problem.ts";
import { packageMembers } from "./package-members.ts";

/** `npm run package`: writes to `dist/package` what the accounts that Plumbline watches are deployed with. docs/members.md tells how. */

const USAGE = "Usage: npm run package -- [--config FILE] [--hub ACCOUNT]";
const directory = fileURLToPath(new URL("../dist/package", import.meta.url));

/** Ends the program with what went wrong, on standard error. */
function fail(...sentences: readonly string[]): never {
  process.stderr.write(`${sentences.join("\n")}\n`);
  process.exit(2);
}

function options() {
  try {
    return parseArgs({ options: { config: { type: "string" }, hub: { type: "string" } }, strict: true }).values;
  } catch (fault) {
    fail(`${(fault as Error).message} ${USAGE}`);
  }
}

const { config, hub } = options();
const compilation = await loadConfiguration(config ?? process.env.PLUMBLINE_CONFIG ?? "plumbline.yml");
if (compilation.status === "invalid") fail(...compilation.problems.map(formatProblem));
for (const warning of compilation.warnings) process.stderr.write(`${formatProblem(warning)}\n`);
const packaged = packageMembers(compilation.configuration, hub);
if (packaged.status === "refused") fail(...packaged.problems);
await rm(directory, { recursive: true, force: true });
await mkdir(directory, { recursive: true });
for (const { name, text } of packaged.files) {
  await writeFile(join(directory, name), text);
  process.stdout.write(`dist/package/${name}\n`);
}
