import type { Command } from "commander";
import { formatProblem, type Problem } from "../shared/baselines/problem.ts";
import type { IamReader } from "../shared/observation/iam-reader.ts";
import { loadActionTable } from "../shared/policy/explain/action-table.ts";
import { type CheckOutcome, type CheckResult, checkOutcome } from "../shared/reports/check-result.ts";
import { renderMarkdown } from "../shared/reports/render-markdown.ts";
import { renderSarif } from "../shared/reports/render-sarif.ts";
import { checkAccount } from "./check-account.ts";
import { askedAccount, expectedOf } from "./check-expected.ts";
import { startProgress } from "./check-progress.ts";
import { type AccountSource, liveAccount, snapshotAccount } from "./check-source.ts";
import { checkLines } from "./check-table.ts";
import { loadConfiguration } from "./load-configuration.ts";
import { type CommonOptions, configurationFile, wantsJson, withCommonOptions } from "./options.ts";
import { printableJson } from "./printable-json.ts";
import { type Terminal, TROUBLE, terminalWidth } from "./terminal.ts";
import { usageError } from "./usage-error.ts";

interface CheckOptions extends CommonOptions {
  readonly account?: string;
  readonly baseline?: string;
  readonly snapshot?: readonly string[];
  readonly credentialReport?: string;
}

const EXIT_CODES: Readonly<Record<CheckOutcome, number>> = { clean: 0, drift: 1, trouble: TROUBLE };

async function check(options: CheckOptions, terminal: Terminal): Promise<void> {
  const result = await checkResult(options, terminal);
  if (result === undefined) return;
  await terminal.print(textOf(result, options, terminal));
  process.exitCode = EXIT_CODES[checkOutcome(result)];
}

/** `undefined` where the configuration, or the baseline, has problems, which have been told. */
async function checkResult(options: CheckOptions, terminal: Terminal): Promise<CheckResult | undefined> {
  const file = configurationFile(options);
  const compilation = await loadConfiguration(file);
  if (compilation.status === "invalid") return tell(compilation.problems, terminal);
  const { configuration } = compilation;
  const asked = askedAccount(options.account, configuration, file);
  const now = () => new Date();
  const found = await accountSource(options, now);
  const { address, source, says } = found;
  if (asked !== undefined && asked !== address.account) {
    throw usageError(`${says}, not ${asked}; nothing was checked.`);
  }
  const expectation = await expectedOf({ configuration, configurationFile: file, address, baseline: options.baseline });
  if ("problems" in expectation) return tell(expectation.problems, terminal);
  const { digest, ...expected } = expectation;
  const progress = startProgress(
    process.stderr,
    `Reading account ${address.account}`,
    expected.account.entities.length,
  );
  const reader: IamReader = { observe: (request) => found.reader.observe(request).finally(progress.step) };
  try {
    const checking = { ...expected, source, reader, now: now(), loadTable: loadActionTable };
    const checked = await checkAccount(checking);
    const checkedAt = checking.now.toISOString();
    return { version: 1, checkedAt, configurationDigest: digest, accounts: [checked] };
  } finally {
    progress.end();
  }
}

function tell(problems: readonly Problem[], terminal: Terminal): undefined {
  for (const problem of problems) terminal.trouble(formatProblem(problem));
}

function accountSource({ snapshot, credentialReport }: CheckOptions, now: () => Date): Promise<AccountSource> {
  if (snapshot !== undefined) return snapshotAccount(snapshot, credentialReport, now);
  if (credentialReport !== undefined) {
    throw usageError("--credential-report goes with --snapshot; a live account is asked for its access keys itself.");
  }
  return liveAccount(now);
}

function textOf(result: CheckResult, options: CheckOptions, { style }: Terminal): string {
  if (wantsJson(options)) return `${printableJson(JSON.stringify(result))}\n`;
  if (options.format === "markdown") return withNewline(renderMarkdown(result));
  if (options.format === "sarif") return withNewline(printableJson(renderSarif(result)));
  const width = terminalWidth();
  return `${checkLines(result, { width, style }).join("\n")}\n`;
}

function withNewline(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}

const EXAMPLES = `
The account is the one that the credentials at hand belong to, or that the snapshot is of; --account says which it has to be.
Exit code: 0 nothing to report, 1 drift, 2 something could not be read, told apart or understood.

Examples:
  plumbline check
  plumbline check --account 111122223333 --baseline amazon-ivs
  aws iam get-account-authorization-details > account.json && plumbline check --snapshot account.json`;

/** Adds `check`: whether an account, live or in files, is as its baselines say. */
export function addCheck(program: Command, terminal: Terminal): void {
  const command = program
    .command("check")
    .description("hold an account to its baselines: say what drifted, how bad it is, and how to see it")
    .option("--account <id>", "the account it has to be, by id or by its alias in the configuration")
    .option(
      "--baseline <name|dir>",
      "only this baseline, a name or a folder; also for an account that is not configured",
    )
    .option(
      "--snapshot <file>",
      "what aws iam get-account-authorization-details printed, in place of the live account; repeatable, a file for each page",
      (file: string, others: readonly string[] = []) => [...others, file],
    )
    .option("--credential-report <file>", "the account's credential report, a CSV file, beside --snapshot")
    .addHelpText("after", EXAMPLES);
  withCommonOptions(command, ["table", "markdown", "sarif"]).action((options: CheckOptions) =>
    check(options, terminal),
  );
}
