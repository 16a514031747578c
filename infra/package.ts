import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { loadConfiguration } from "../cli/load-configuration.ts";
import { formatProblem } from "../shared/baselines/problem.ts";
import { BundleFailure } from "./bundle.ts";
import { RoleTooLarge } from "./role-policies.ts";
import { type Written, writePackage } from "./write-package.ts";

/** `npm run package`: writes to `dist/package` whatever Plumbline is deployed with. docs/deploy.md tells how. */

const USAGE = "Usage: npm run package -- [--config FILE] [--parameter NAME=VALUE]…";
const project = fileURLToPath(new URL("..", import.meta.url));
const directory = join(project, "dist", "package");

/** Ends the program with what went wrong, on standard error. */
function fail(...sentences: readonly string[]): never {
  process.stderr.write(`${sentences.join("\n")}\n`);
  process.exit(2);
}

function options() {
  const text = { type: "string" } as const;
  try {
    const parameter = { ...text, multiple: true } as const;
    return parseArgs({ options: { config: text, parameter }, strict: true }).values;
  } catch (fault) {
    fail(`${(fault as Error).message} ${USAGE}`);
  }
}

async function write(): Promise<Written> {
  const compilation = await loadConfiguration(config ?? process.env.PLUMBLINE_CONFIG ?? "plumbline.yml");
  if (compilation.status === "invalid") fail(...compilation.problems.map(formatProblem));
  for (const warning of compilation.warnings) process.stderr.write(`${formatProblem(warning)}\n`);
  try {
    return await writePackage({ project, directory, configuration: compilation.configuration, parameters });
  } catch (fault) {
    if (fault instanceof BundleFailure || fault instanceof RoleTooLarge) fail(fault.message);
    throw fault;
  }
}

/** `NAME=VALUE`, each. */
function parametersOf(written: readonly string[]): Readonly<Record<string, string>> {
  const pairs = written.map(
    (each) => /^(\w+)=(.*)$/s.exec(each) ?? fail(`--parameter takes NAME=VALUE, not ${each}. ${USAGE}`),
  );
  return Object.fromEntries(pairs.map(([, name = "", value = ""]) => [name, value]));
}

const { config, parameter = [] } = options();
const parameters = parametersOf(parameter);
const written = await write();
if (written.status === "refused") fail(...written.problems);
process.stdout.write(`${written.rights}\n`);
for (const file of written.files) process.stdout.write(`dist/package/${file}\n`);
