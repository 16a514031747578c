import { accountAccess } from "./account-access.ts";
import type { Baseline } from "./baseline.ts";
import { checkRoutes } from "./check-routes.ts";
import { compileAccount } from "./compile-account.ts";
import { compileOrganization } from "./compile-organization.ts";
import { digestOf } from "./digest.ts";
import type { CompiledConfiguration } from "./expected-state.ts";
import type { Files } from "./own-documents.ts";
import { compareProblems, type Problem } from "./problem.ts";
import { readBaseline } from "./read-baseline.ts";
import {
  type ConfigurationReading,
  type ConfigurationText,
  type PlacedAccount,
  readConfiguration,
} from "./read-configuration.ts";
import { type PlacedWaiver, readWaivers } from "./read-waivers.ts";
import { type ConfiguredAccount, DEFAULT_SETTINGS, type OrganizationTemplate } from "./settings.ts";
import { warnedAhead } from "./warned-ahead.ts";
import { withoutRemediator } from "./without-remediator.ts";

/** Everything that a configuration is compiled from, already read. */
export interface ConfigurationSources {
  /** plumbline.yml; its path is only for messages, and what the accounts' own documents are relative to. */
  readonly configuration: ConfigurationText;
  /** waivers.yml; absent where there is no such file. */
  readonly waivers?: ConfigurationText;
  /**
   * Every file under `policies/`, its path beginning with `policies/`, and the accounts' own documents by the paths that
   * `ownDocumentPaths` gives.
   */
  readonly files: Files;
}

/** What compiling gave. With any error at all, in any account or baseline, there is no configuration. */
export type Compilation =
  | {
      readonly status: "compiled";
      readonly configuration: CompiledConfiguration;
      /** The configuration's waivers, and where each stands. */
      readonly waivers: readonly PlacedWaiver[];
      /** What is worth a look. */
      readonly warnings: readonly Problem[];
    }
  | { readonly status: "invalid"; readonly problems: readonly Problem[] };

/**
 * Compiles plumbline.yml, waivers.yml and the baselines to what the functions carry. Every problem is found in one run, also in
 * baselines that no account uses; nothing is loaded in part.
 */
export function compileConfiguration(sources: ConfigurationSources): Compilation {
  const problems: Problem[] = [];
  const baselines = readBaselines(sources.files, problems);
  const reading = readConfiguration(sources.configuration);
  problems.push(...reading.problems);
  const { accounts, organization } = compileAccounts(reading, sources, baselines, problems);
  const { source, settings = DEFAULT_SETTINGS } = reading;
  if (source !== undefined && reading.settings !== undefined) {
    problems.push(...checkRoutes({ accounts, organization, settings, baselines: [...baselines.keys()], source }));
  }
  const accountsKnown = reading.problems.some(isError) ? "not-all-accounts" : "accounts";
  const known = problems.some(isError) ? accountsKnown : "all";
  const { waivers: text } = sources;
  const waivers = text === undefined ? [] : readWaivers(text, { accounts, organization, known }, problems);
  const sorted = problems.toSorted(compareProblems);
  if (sorted.some(isError)) return { status: "invalid", problems: sorted };
  const content = { accounts, organization, waivers: waivers.map(({ waiver }) => waiver), settings };
  const configuration = { version: 1, digest: digestOf(content), ...content } as const;
  const warnings = [...sorted, ...withoutRemediators(reading, configuration)].toSorted(compareProblems);
  return { status: "compiled", configuration, waivers, warnings };
}

function withoutRemediators(
  { source, accounts, organization }: ConfigurationReading,
  compiled: Pick<CompiledConfiguration, "accounts" | "organization">,
): readonly Problem[] {
  const placed = [...accounts, ...organization];
  const configured = [...compiled.accounts, ...compiled.organization.map(({ account }) => account)];
  return placed.flatMap(({ path }, index) => {
    const account = configured[index];
    return source === undefined || account === undefined ? [] : withoutRemediator(path, account, source);
  });
}

function isError({ severity }: Problem): boolean {
  return severity === undefined;
}

/** The baseline of every folder under `policies/`; `undefined` for one with problems. */
function readBaselines(files: Files, problems: Problem[]): ReadonlyMap<string, Baseline | undefined> {
  const folders = [...files.keys()].flatMap((file) => /^policies\/([^/]+)\/./.exec(file)?.[1] ?? []);
  const baselines = new Map<string, Baseline | undefined>();
  for (const name of [...new Set(folders)].sort()) {
    const reading = readBaseline(name, files);
    baselines.set(name, reading.status === "read" ? reading.baseline : undefined);
    if (reading.status === "invalid") problems.push(...reading.problems);
  }
  return baselines;
}

function compileAccounts(
  { source, settings, accounts, organization }: ConfigurationReading,
  { configuration, files }: ConfigurationSources,
  baselines: ReadonlyMap<string, Baseline | undefined>,
  problems: Problem[],
): { readonly accounts: readonly ConfiguredAccount[]; readonly organization: readonly OrganizationTemplate[] } {
  if (source === undefined) return { accounts: [], organization: [] };
  const compile = (account: PlacedAccount, found: Problem[]): ConfiguredAccount => {
    const access = accountAccess(account, { source, ...(settings && { settings }) }, found);
    const compiled = compileAccount(account, { baselines, files, source }, found);
    return { ...warnedAhead(compiled, settings ?? DEFAULT_SETTINGS), ...access };
  };
  const listed = accounts.map(({ account }) => account.id);
  return {
    accounts: accounts.map((account) => compile(account, problems)),
    organization: organization.map((each) =>
      compileOrganization(each, { configuration, files, listed, compile }, problems),
    ),
  };
}
