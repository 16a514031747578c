import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import type * as z from "zod";
import { compileConfiguration } from "../shared/baselines/compile-configuration.ts";
import { checkRoom } from "../shared/baselines/expected-sizes.ts";
import type { ExpectedAccount } from "../shared/baselines/expected-state.ts";
import { compareProblems, formatProblem, type Problem } from "../shared/baselines/problem.ts";
import { ownDocumentPath } from "../shared/baselines/read-configuration.ts";
import { waiverNotices } from "../shared/baselines/read-waivers.ts";
import { showUnseenInJson } from "../shared/drift/visible-text.ts";
import { formatEntity } from "../shared/iam/entity-reference.ts";
import { type ActionTable, loadActionTable } from "../shared/policy/explain/action-table.ts";
import { checkBaselines, unknownActionsOf } from "./check-baselines.ts";
import { readSources } from "./load-configuration.ts";
import { type CommonOptions, configurationFile, wantsJson, withCommonOptions } from "./options.ts";
import { neutralise, type Terminal, TROUBLE } from "./terminal.ts";
import { usageError } from "./usage-error.ts";
import type { validateResultSchema } from "./validate-schema.ts";

/** What was checked: everything wrong, or a line that says there is nothing. */
interface Checked {
  readonly problems: readonly Problem[];
  readonly praise: string;
}

async function checkConfiguration(file: string, table: ActionTable, now: Date): Promise<Checked> {
  const reading = await readSources(file);
  if (reading.status === "unreadable") return { problems: reading.problems, praise: "" };
  const actions = unknownActionsOf(reading.sources.files, table);
  const compilation = compileConfiguration(reading.sources);
  if (compilation.status === "invalid") return { problems: [...compilation.problems, ...actions], praise: "" };
  const { configuration, warnings, waivers } = compilation;
  const { accounts, organization, digest } = configuration;
  const entities = accounts.reduce((sum, account) => sum + account.entities.length, 0);
  const praise = `${file}: nothing wrong; accounts: ${accounts.length}, entities: ${entities}, ${digest}`;
  const expected = [...accounts, ...organization.map(({ account }) => account)];
  const room = expected.flatMap((account) => roomProblems(account, reading.sources.configuration.file));
  return { problems: [...warnings, ...actions, ...room, ...waiverNotices(waivers, now)], praise };
}

/** What of an account's documents IAM takes, but not much longer. */
function roomProblems({ account, entities }: ExpectedAccount, configurationFile: string): readonly Problem[] {
  return entities.flatMap((expected) =>
    checkRoom(expected).map(({ source, message }): Problem => {
      const file = source.startsWith("policies/") ? source : ownDocumentPath(configurationFile, source);
      const told = `For ${formatEntity(expected.entity)} in account ${account} this is ${message}`;
      return { file, line: 1, column: 1, severity: "warning", message: told };
    }),
  );
}

async function checkDirectory(directory: string, table: ActionTable): Promise<Checked & { readonly count: number }> {
  if (!statSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
    throw usageError(`${directory} is not a directory; name one that holds baselines or a plumbline.yml.`);
  }
  const { count, problems } = await checkBaselines(directory, table);
  return { count, problems, praise: `${directory}: nothing wrong; baselines: ${count}` };
}

/** Without a directory the configuration; with one its baselines, and a configuration that stands in it or was named. */
async function check(directory: string | undefined, options: CommonOptions, now: Date): Promise<readonly Checked[]> {
  const table = await loadActionTable();
  if (directory === undefined) return [await checkConfiguration(configurationFile(options), table, now)];
  const baselines = await checkDirectory(directory, table);
  const file = options.config ?? join(directory, "plumbline.yml");
  if (options.config !== undefined || existsSync(file)) return [baselines, await checkConfiguration(file, table, now)];
  if (baselines.count === 0) {
    throw usageError(`${directory} holds neither a baseline.yml nor a plumbline.yml, so there is nothing to check.`);
  }
  return [baselines];
}

/** The product's own baselines are part of every configuration, and may be those of the directory too: each problem is told once. */
function everyProblem(checked: readonly Checked[]): readonly Problem[] {
  const problems = checked.flatMap((one) => one.problems);
  const byLine = new Map(problems.map((problem) => [formatProblem(problem), problem]));
  return [...byLine.values()].toSorted(compareProblems);
}

/** The exit code for warnings alone. */
const WARNED = 1;

type ValidateResult = z.infer<typeof validateResultSchema>;

const EXIT_CODES: Readonly<Record<ValidateResult["status"], number>> = { valid: 0, warnings: WARNED, invalid: TROUBLE };

function resultOf(problems: readonly Problem[]): ValidateResult {
  const told = problems.map(({ file, line, column, severity, message }): ValidateResult["problems"][number] => {
    return { file, line, column, severity: severity ?? "error", message };
  });
  if (told.some(({ severity }) => severity === "error")) return { status: "invalid", problems: told };
  return { status: told.length > 0 ? "warnings" : "valid", problems: told };
}

async function validate(directory: string | undefined, options: CommonOptions, terminal: Terminal): Promise<void> {
  const checked = await check(directory, options, new Date());
  const problems = everyProblem(checked);
  const result = resultOf(problems);
  process.exitCode = EXIT_CODES[result.status];
  if (wantsJson(options)) {
    await terminal.print(`${showUnseenInJson(JSON.stringify(result))}\n`);
    return;
  }
  const praise = checked.filter((one) => one.problems.length === 0).map((one) => one.praise);
  for (const line of [...problems.map(formatProblem), ...praise]) await terminal.print(`${neutralise(line)}\n`);
}

const EXIT_CODES_TOLD = `
A warning (file:line:column warning: message) keeps nothing from being loaded.
Exit code 0: nothing wrong; 1: warnings only; 2: errors.`;

/** Adds `validate [DIR]`: checks the configuration and the baselines. */
export function addValidate(program: Command, terminal: Terminal): void {
  const command = program
    .command("validate")
    .description("check plumbline.yml and the baselines; each problem is a line file:line:column message")
    .argument("[dir]", "check the baselines in this directory, and its plumbline.yml where it has one")
    .addHelpText("after", EXIT_CODES_TOLD);
  withCommonOptions(command, ["table"]).action((directory: string | undefined, options: CommonOptions) =>
    validate(directory, options, terminal),
  );
}
