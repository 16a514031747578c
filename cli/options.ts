import { type Command, Option } from "commander";

/** The options that every command takes. */
export interface CommonOptions {
  readonly json?: true;
  readonly format: string;
  readonly config?: string;
}

/** Gives a command the common options; `formats` are those beside `json`, the first is what it prints unless told. */
export function withCommonOptions(command: Command, formats: readonly [string, ...string[]]): Command {
  return command
    .addOption(
      new Option("--format <format>", "how to print the result").choices([...formats, "json"]).default(formats[0]),
    )
    .option("--json", "the same as --format json")
    .option("--config <file>", "the configuration (else PLUMBLINE_CONFIG, else plumbline.yml)");
}

/** The files that may stand for a live account. */
export interface SnapshotOptions {
  readonly snapshot?: readonly string[];
  readonly credentialReport?: string;
}

/** Gives a command the options of {@link SnapshotOptions}. */
export function withSnapshotOptions(command: Command): Command {
  return command
    .option(
      "--snapshot <file>",
      "what aws iam get-account-authorization-details printed, in place of the live account; repeatable, a file for each page",
      eachFile,
    )
    .option("--credential-report <file>", "the account's credential report, a CSV file, beside --snapshot");
}

/** Takes an option as often as it is given. */
export function eachFile(file: string, others: readonly string[] = []): readonly string[] {
  return [...others, file];
}

/** Whether JSON, and nothing else, goes to stdout. */
export function wantsJson(options: CommonOptions): boolean {
  return options.json === true || options.format === "json";
}

/** The configuration file a command works with. */
export function configurationFile(options: CommonOptions): string {
  return options.config ?? process.env.PLUMBLINE_CONFIG ?? "plumbline.yml";
}
