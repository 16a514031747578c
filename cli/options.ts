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

/** Whether JSON, and nothing else, goes to stdout. */
export function wantsJson(options: CommonOptions): boolean {
  return options.json === true || options.format === "json";
}

/** The configuration file a command works with. */
export function configurationFile(options: CommonOptions): string {
  return options.config ?? process.env.PLUMBLINE_CONFIG ?? "plumbline.yml";
}
