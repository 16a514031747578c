import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { formatProblem, type Problem } from "../shared/baselines/problem.ts";
import { PlumblineError } from "../shared/iam/errors.ts";
import { checkBaselines } from "./check-baselines.ts";
import { loadConfiguration } from "./load-configuration.ts";
import { type CommonOptions, configurationFile, wantsJson, withCommonOptions } from "./options.ts";
import { neutralise, type Terminal, TROUBLE } from "./terminal.ts";

/** What was checked: everything wrong, or a line that says there is nothing. */
interface Checked {
  readonly problems: readonly Problem[];
  readonly praise: string;
}

async function checkConfiguration(file: string): Promise<Checked> {
  const loaded = await loadConfiguration(file);
  if (loaded.status === "invalid") return { problems: loaded.problems, praise: "" };
  const { accounts, digest } = loaded.configuration;
  const entities = accounts.reduce((sum, account) => sum + account.entities.length, 0);
  const praise = `${file}: nothing wrong; accounts: ${accounts.length}, entities: ${entities}, ${digest}`;
  return { problems: [], praise };
}

function usageError(message: string): PlumblineError {
  return new PlumblineError("UsageError", message, { retryable: false });
}

async function checkDirectory(directory: string): Promise<Checked & { readonly count: number }> {
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
    throw usageError(`${directory} is not a directory; name one that holds baselines or a plumbline.yml.`);
  }
  const { count, problems } = await checkBaselines(directory);
  return { count, problems, praise: `${directory}: nothing wrong; baselines: ${count}` };
}

/** Without a directory the configuration; with one its baselines, and a configuration that stands in it or was named. */
async function check(directory: string | undefined, options: CommonOptions): Promise<readonly Checked[]> {
  if (directory === undefined) return [await checkConfiguration(configurationFile(options))];
  const baselines = await checkDirectory(directory);
  const file = options.config ?? join(directory, "plumbline.yml");
  if (options.config !== undefined || existsSync(file)) return [baselines, await checkConfiguration(file)];
  if (baselines.count === 0) {
    throw usageError(`${directory} holds neither a baseline.yml nor a plumbline.yml, so there is nothing to check.`);
  }
  return [baselines];
}

async function validate(directory: string | undefined, options: CommonOptions, terminal: Terminal): Promise<void> {
  const checked = await check(directory, options);
  // The product's own baselines are part of every configuration, and may be those of the directory too.
  const byLine = new Map(
    checked.flatMap(({ problems }) => problems).map((problem) => [formatProblem(problem), problem]),
  );
  if (byLine.size > 0) process.exitCode = TROUBLE;
  if (wantsJson(options)) {
    const result = { status: byLine.size > 0 ? "invalid" : "valid", problems: [...byLine.values()] };
    await terminal.print(`${JSON.stringify(result)}\n`);
    return;
  }
  const praise = checked.filter(({ problems }) => problems.length === 0).map((one) => one.praise);
  for (const line of [...byLine.keys(), ...praise]) await terminal.print(`${neutralise(line)}\n`);
}

/** Adds `validate [DIR]`: checks the configuration and the baselines. */
export function addValidate(program: Command, terminal: Terminal): void {
  const command = program
    .command("validate")
    .description("check plumbline.yml and the baselines; each problem is a line file:line:column message")
    .argument("[dir]", "check the baselines in this directory, and its plumbline.yml where it has one");
  withCommonOptions(command, ["table"]).action((directory: string | undefined, options: CommonOptions) =>
    validate(directory, options, terminal),
  );
}
