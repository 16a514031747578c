import type { Files } from "./account-documents.ts";
import type { Baseline } from "./baseline.ts";
import { compileAccount } from "./compile-account.ts";
import { digestOf } from "./digest.ts";
import type { CompiledConfiguration } from "./expected-state.ts";
import { compareProblems, type Problem } from "./problem.ts";
import { readBaseline } from "./read-baseline.ts";
import { type ConfigurationText, readConfiguration } from "./read-configuration.ts";

/** Everything that a configuration is compiled from, already read. */
export interface ConfigurationSources {
  /** plumbline.yml; its path is only for messages, and what the accounts' own documents are relative to. */
  readonly configuration: ConfigurationText;
  /**
   * Every file under `policies/`, its path beginning with `policies/`, and the accounts' own documents by the paths that
   * `ownDocumentPaths` gives.
   */
  readonly files: Files;
}

/** What compiling gave. With any problem at all, in any account or baseline, there is no configuration. */
export type Compilation =
  | { readonly status: "compiled"; readonly configuration: CompiledConfiguration }
  | { readonly status: "invalid"; readonly problems: readonly Problem[] };

/**
 * Compiles plumbline.yml and the baselines to what the functions carry. Every problem is found in one run, also in
 * baselines that no account uses; nothing is loaded in part.
 */
export function compileConfiguration(sources: ConfigurationSources): Compilation {
  const { configuration, files } = sources;
  const problems: Problem[] = [];
  const baselines = new Map<string, Baseline | undefined>();
  for (const name of baselineNames(files)) {
    const reading = readBaseline(name, files);
    baselines.set(name, reading.status === "read" ? reading.baseline : undefined);
    if (reading.status === "invalid") problems.push(...reading.problems);
  }
  const reading = readConfiguration(configuration);
  problems.push(...reading.problems);
  const { source } = reading;
  const accounts =
    source === undefined
      ? []
      : reading.accounts.map((account) => compileAccount(account, { baselines, files, source }, problems));
  if (problems.length > 0) return { status: "invalid", problems: problems.toSorted(compareProblems) };
  return { status: "compiled", configuration: { version: 1, digest: digestOf({ accounts }), accounts } };
}

/** The folders under `policies/`. */
function baselineNames(files: Files): readonly string[] {
  const folders = [...files.keys()].flatMap((file) => /^policies\/([^/]+)\/./.exec(file)?.[1] ?? []);
  return [...new Set(folders)].sort();
}
