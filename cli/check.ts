import type { Command } from "commander";
import { createOrganizationReader } from "../shared/aws/organization-reader.ts";
import type { CompiledConfiguration } from "../shared/baselines/expected-state.ts";
import { formatProblem, type Problem } from "../shared/baselines/problem.ts";
import { showUnseenInJson } from "../shared/drift/visible-text.ts";
import { loadActionTable } from "../shared/policy/explain/action-table.ts";
import { type CheckOutcome, type CheckResult, checkOutcome } from "../shared/reports/check-result.ts";
import { renderHtml } from "../shared/reports/render-html.ts";
import { renderMarkdown } from "../shared/reports/render-markdown.ts";
import { renderSarif } from "../shared/reports/render-sarif.ts";
import { checkAccounts } from "./check-accounts.ts";
import { verificationCommand } from "./check-commands.ts";
import { startProgress } from "./check-progress.ts";
import { type AccountSource, liveAccount } from "./check-source.ts";
import { checkLines } from "./check-table.ts";
import { loadConfiguration } from "./load-configuration.ts";
import {
  type CommonOptions,
  configurationFile,
  type SnapshotOptions,
  wantsJson,
  withCommonOptions,
  withSnapshotOptions,
} from "./options.ts";
import { withOrganization } from "./organization-accounts.ts";
import { snapshotAccount } from "./snapshot-source.ts";
import { type Terminal, TROUBLE, terminalWidth } from "./terminal.ts";
import { usageError } from "./usage-error.ts";

interface CheckOptions extends CommonOptions, SnapshotOptions {
  readonly account?: string;
  readonly baseline?: string;
}

const EXIT_CODES: Readonly<Record<CheckOutcome, number>> = { clean: 0, drift: 1, trouble: TROUBLE };

async function check(options: CheckOptions, terminal: Terminal): Promise<void> {
  const result = await checkResult(options, terminal);
  if (result === undefined) return;
  await terminal.print(textOf(result, options, terminal));
  // Accounts that could not be listed were not checked: that outranks what was found in the others.
  process.exitCode = process.exitCode === TROUBLE ? TROUBLE : EXIT_CODES[checkOutcome(result)];
}

/** `undefined` where the configuration, or the baseline, has problems, which have been told. */
async function checkResult(options: CheckOptions, terminal: Terminal): Promise<CheckResult | undefined> {
  const file = configurationFile(options);
  const compilation = await loadConfiguration(file);
  if (compilation.status === "invalid") return tell(compilation.problems, terminal);
  const now = () => new Date();
  const configuration = await wholeConfiguration(compilation.configuration, options, terminal);
  const result = await checkAccounts({
    configuration,
    configurationFile: file,
    account: options.account,
    baseline: options.baseline,
    openSource: () => openSource(options, terminal, now),
    now,
    loadTable: loadActionTable,
    startProgress: (what, whole) => startProgress(process.stderr, what, whole),
  });
  return "problems" in result ? tell(result.problems, terminal) : result;
}

/** A snapshot is of one account, which whoever took it knows; so it is without asking whoever else there is. */
async function wholeConfiguration(
  configuration: CompiledConfiguration,
  options: CheckOptions,
  terminal: Terminal,
): Promise<CompiledConfiguration> {
  if (options.snapshot !== undefined) return configuration;
  const file = configurationFile(options);
  const whole = await withOrganization(configuration, file, options.account, createOrganizationReader);
  for (const sentence of whole.notes) terminal.note(sentence);
  for (const sentence of whole.troubles) terminal.trouble(sentence);
  return whole.configuration;
}

function tell(problems: readonly Problem[], terminal: Terminal): undefined {
  for (const problem of problems) terminal.trouble(formatProblem(problem));
}

async function openSource(options: CheckOptions, terminal: Terminal, now: () => Date): Promise<AccountSource> {
  const source = await accountSource(options, now);
  for (const warning of source.warnings) terminal.note(warning);
  return source;
}

function accountSource({ snapshot, credentialReport }: CheckOptions, now: () => Date): Promise<AccountSource> {
  if (snapshot !== undefined) return snapshotAccount(snapshot, credentialReport, now);
  if (credentialReport !== undefined) {
    throw usageError("--credential-report goes with --snapshot; a live account is asked for its access keys itself.");
  }
  return liveAccount(now);
}

function textOf(result: CheckResult, options: CheckOptions, { style }: Terminal): string {
  if (wantsJson(options)) return `${showUnseenInJson(JSON.stringify(result))}\n`;
  if (options.format === "html") return renderHtml(result, verificationCommand);
  if (options.format === "markdown") return withNewline(renderMarkdown(result));
  if (options.format === "sarif") return withNewline(showUnseenInJson(renderSarif(result)));
  const width = terminalWidth();
  return `${checkLines(result, { width, style }).join("\n")}\n`;
}

function withNewline(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}

const EXAMPLES = `
Checked are the accounts of the configuration: that of the credentials at hand, and each other one by its readerRole. One that cannot be
read is told as such, with exit code 2; --account checks one account alone. With --snapshot it is the account that the snapshot is of.
Exit code: 0 nothing to report, 1 drift, 2 something could not be read, told apart or understood.

Examples:
  plumbline check
  plumbline check --account 111122223333 --baseline amazon-ivs
  aws iam get-account-authorization-details > account.json && plumbline check --snapshot account.json`;

/** Adds `check`: whether an account, live or in files, is as its baselines say. */
export function addCheck(program: Command, terminal: Terminal): void {
  const command = withSnapshotOptions(
    program
      .command("check")
      .description("hold an account to its baselines: say what drifted, how bad it is, and how to see it")
      .option("--account <id>", "only this account, by id or by its alias in the configuration")
      .option(
        "--baseline <name|dir>",
        "only this baseline, a name or a folder; also for an account that is not configured",
      ),
  ).addHelpText("after", EXAMPLES);
  withCommonOptions(command, ["table", "html", "markdown", "sarif"]).action((options: CheckOptions) =>
    check(options, terminal),
  );
}
