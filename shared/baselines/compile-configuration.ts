import type { Baseline } from "./baseline.ts";
import { checkRoutes } from "./check-routes.ts";
import { type AccountTexts, compileAccounts } from "./compile-accounts.ts";
import { digestOf } from "./digest.ts";
import type { CompiledConfiguration } from "./expected-state.ts";
import { OWN_BASELINE } from "./own-baseline.ts";
import { compareProblems, type Problem } from "./problem.ts";
import { readBaseline } from "./read-baseline.ts";
import { type ConfigurationReading, type ConfigurationText, readConfiguration } from "./read-configuration.ts";
import { type PlacedWaiver, readWaivers } from "./read-waivers.ts";
import { DEFAULT_SETTINGS } from "./settings.ts";
import { withoutRemediator } from "./without-remediator.ts";

/** Everything that a configuration is compiled from, already read. */
export interface ConfigurationSources extends AccountTexts {
  /** waivers.yml; absent where there is no such file. */
  readonly waivers?: ConfigurationText;
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
 * baselines that no account uses; nothing is loaded in part. Only what is wrong with a use of Plumbline's own baseline is found after all else.
 */
export function compileConfiguration(sources: ConfigurationSources): Compilation {
  const problems: Problem[] = [];
  const baselines = readBaselines(sources, problems);
  const reading = readConfiguration(sources.configuration);
  problems.push(...reading.problems);
  const { accounts, organization } = compileAccounts({ reading, sources, baselines }, problems);
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

/**
 * The baseline of every folder under `policies/`; `undefined` for one with problems. Plumbline's own is so, too, as long as it is not known what it is
 * made of.
 */
function readBaselines(
  { files }: ConfigurationSources,
  problems: Problem[],
): ReadonlyMap<string, Baseline | undefined> {
  const folders = [...files.keys()].flatMap((file) => /^policies\/([^/]+)\/./.exec(file)?.[1] ?? []);
  const baselines = new Map<string, Baseline | undefined>();
  for (const name of [...new Set([...folders, OWN_BASELINE])].sort()) {
    baselines.set(name, undefined);
    if (name === OWN_BASELINE) continue;
    const reading = readBaseline(name, files);
    if (reading.status === "read") baselines.set(name, reading.baseline);
    else problems.push(...reading.problems);
  }
  if (folders.includes(OWN_BASELINE)) problems.push(RESERVED);
  return baselines;
}

const RESERVED: Problem = {
  file: `policies/${OWN_BASELINE}/baseline.yml`,
  line: 1,
  column: 1,
  message: `${OWN_BASELINE} is the name of Plumbline's own baseline, which is made of what is deployed; give this folder another name.`,
};
