import { setTimeout } from "node:timers/promises";
import type { Command } from "commander";
import { createOrganizationReader } from "../shared/aws/organization-reader.ts";
import { formatProblem } from "../shared/baselines/problem.ts";
import { type KeyOutcome, type KeyReport, keyOutcome } from "../shared/reports/key-report.ts";
import { renderKeysCsv } from "../shared/reports/render-keys-csv.ts";
import { renderKeysHtml } from "../shared/reports/render-keys-html.ts";
import { renderKeysJson } from "../shared/reports/render-keys-json.ts";
import { startProgress } from "./check-progress.ts";
import { liveAccount } from "./check-source.ts";
import { liveKeys } from "./keys-accounts.ts";
import { keysInFiles } from "./keys-files.ts";
import { keysLines } from "./keys-table.ts";
import { loadConfiguration } from "./load-configuration.ts";
import {
  type CommonOptions,
  configurationFile,
  eachFile,
  type SnapshotOptions,
  wantsJson,
  withCommonOptions,
} from "./options.ts";
import { withOrganization } from "./organization-accounts.ts";
import { type Terminal, TROUBLE, terminalWidth } from "./terminal.ts";
import { usageError } from "./usage-error.ts";

interface KeysOptions extends CommonOptions, SnapshotOptions {
  readonly account?: string;
}

/** What the command has beside its options: tests have others. */
export interface KeysSurroundings {
  readonly now: () => Date;
  /** Waits so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
}

const REAL: KeysSurroundings = {
  now: () => new Date(),
  pause: (milliseconds) => setTimeout(milliseconds),
};

const EXIT_CODES: Readonly<Record<KeyOutcome, number>> = { clean: 0, due: 1, trouble: TROUBLE };

async function keys(options: KeysOptions, terminal: Terminal, surroundings: KeysSurroundings): Promise<void> {
  const report = await reportFor(options, terminal, surroundings);
  if (report === undefined) return;
  await terminal.print(textOf(report, options, terminal));
  process.exitCode = EXIT_CODES[keyOutcome(report)];
}

/** `undefined` where the configuration has problems, which have been told. */
async function reportFor(
  options: KeysOptions,
  terminal: Terminal,
  { now, pause }: KeysSurroundings,
): Promise<KeyReport | undefined> {
  const { account, snapshot, credentialReport } = options;
  if (snapshot !== undefined && credentialReport === undefined) {
    throw usageError("--snapshot goes with --credential-report: without it nothing tells of access keys.");
  }
  const file = configurationFile(options);
  const compilation = await loadConfiguration(file);
  if (compilation.status === "invalid") {
    for (const problem of compilation.problems) terminal.trouble(formatProblem(problem));
    return undefined;
  }
  const whole =
    credentialReport === undefined
      ? await withOrganization(compilation.configuration, file, account, createOrganizationReader)
      : { configuration: compilation.configuration, troubles: [], notes: [] };
  for (const sentence of whole.notes) terminal.note(sentence);
  const { configuration } = whole;
  const common = { configuration, configurationFile: file, account, now };
  if (credentialReport !== undefined) {
    return await keysInFiles({ ...common, credentialReport, snapshot: snapshot ?? [] });
  }
  return await liveKeys({
    ...common,
    unlisted: whole.troubles,
    openSource: () => liveAccount(now),
    pause,
    startProgress: (what, whole) => startProgress(process.stderr, what, whole),
  });
}

function textOf(report: KeyReport, options: KeysOptions, { style }: Terminal): string {
  if (wantsJson(options)) return renderKeysJson(report);
  if (options.format === "csv") return renderKeysCsv(report);
  if (options.format === "html") return renderKeysHtml(report);
  return `${keysLines(report, { width: terminalWidth(), style }).join("\n")}\n`;
}

const EXAMPLES = `
Told of is every access key of every user, whether a baseline expects the user or not. Read are the accounts of the configuration, as check
reads them: IAM is asked for each account's credential report, which may take it a minute, and for the keys that a rule holds for, so that
none is called too old because the report is. With --credential-report nothing is confirmed: ages are as of that file.
Exit code: 0 no key is due, 1 a key is due or too old, or a root user has one that a baseline forbids, 2 something could not be read or
understood.

Examples:
  plumbline keys
  plumbline keys --format html > keys.html
  aws iam get-credential-report --query Content --output text | base64 -d > report.csv && plumbline keys --credential-report report.csv`;

/** Adds `keys`: the key-rotation report. */
export function addKeys(program: Command, terminal: Terminal, surroundings: KeysSurroundings = REAL): void {
  const command = program
    .command("keys")
    .description("the key-rotation report: every access key, how old it is, whose, and when it is to be replaced")
    .option("--account <id>", "only this account, by id or by its alias in the configuration")
    .option("--credential-report <file>", "an account's credential report, a CSV file, in place of the live accounts")
    .option(
      "--snapshot <file>",
      "beside it what aws iam get-account-authorization-details printed, for the owners; repeatable, a file for each page",
      eachFile,
    )
    .addHelpText("after", EXAMPLES);
  withCommonOptions(command, ["table", "csv", "html"]).action((options: KeysOptions) =>
    keys(options, terminal, surroundings),
  );
}
