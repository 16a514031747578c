import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Baseline } from "../shared/baselines/baseline.ts";
import type { CompiledConfiguration } from "../shared/baselines/expected-state.ts";
import { OWN_BASELINE } from "../shared/baselines/own-baseline.ts";
import type { Problem } from "../shared/baselines/problem.ts";
import { readBaseline } from "../shared/baselines/read-baseline.ts";
import { type BaselineFolder, readBaselineFolder, relocateProblems } from "./check-baselines.ts";
import { loadConfiguration } from "./load-configuration.ts";
import { usageError } from "./usage-error.ts";

/** The product's own baselines, whatever the working directory is. */
const POLICIES = fileURLToPath(new URL("../policies", import.meta.url));

/** What is looked for. */
export interface BaselineLibrary {
  readonly baselines: readonly Baseline[];
  /** Their files, by the paths that a configuration finds them under. */
  readonly files: ReadonlyMap<string, string>;
  /** A folder of somebody's own, which a configuration only finds under `policies/`. */
  readonly elsewhere?: string;
}

/**
 * Reads the product's baselines, or one of them, or one in a folder of somebody's own.
 * @param named a baseline's name or folder
 * @returns everything that is wrong with them where something is
 * @throws PlumblineError `UsageError` where there is no such baseline
 */
export async function readLibrary(
  named: string | undefined,
): Promise<BaselineLibrary | { readonly problems: readonly Problem[] }> {
  if (named === OWN_BASELINE) {
    throw usageError(
      `discover does not look for ${OWN_BASELINE}: what that expects follows from the configuration that is deployed; plumbline check holds an account to it.`,
    );
  }
  const entries = await readdir(POLICIES, { withFileTypes: true });
  const known = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  if (named !== undefined && !known.includes(named)) return readElsewhere(named, known.toSorted());
  const wanted = named === undefined ? known : [named];
  const folders = await Promise.all(wanted.toSorted().map((name) => readBaselineFolder(join(POLICIES, name))));
  return readFolders(folders);
}

async function readElsewhere(named: string, known: readonly string[]) {
  if (!existsSync(join(named, "baseline.yml"))) {
    throw usageError(
      `${named} is no baseline, and no folder with a baseline.yml; there are the baselines ${known.join(", ")}.`,
    );
  }
  const library = readFolders([await readBaselineFolder(named)]);
  return "problems" in library ? library : { ...library, elsewhere: named };
}

function readFolders(folders: readonly BaselineFolder[]): BaselineLibrary | { readonly problems: readonly Problem[] } {
  const baselines: Baseline[] = [];
  const problems: Problem[] = [];
  for (const folder of folders) {
    const reading = readBaseline(folder.name, folder.files);
    if (reading.status === "read") baselines.push(reading.baseline);
    else problems.push(...relocateProblems(reading.problems, folder));
  }
  if (problems.length > 0) return { problems };
  return { baselines, files: new Map(folders.flatMap(({ files }) => [...files])) };
}

/**
 * The accounts that are configured already. A file that is not there, unless somebody named it, or that is empty, configures none: the
 * shell makes it empty before `plumbline discover --format yaml > plumbline.yml` runs.
 * @param isNamed whether somebody said which file it is
 */
export async function configuredAccounts(
  file: string,
  isNamed: boolean,
): Promise<Pick<CompiledConfiguration, "accounts"> | { readonly problems: readonly Problem[] }> {
  if (await isBlank(file, isNamed)) return { accounts: [] };
  const compilation = await loadConfiguration(file);
  return compilation.status === "invalid" ? { problems: compilation.problems } : compilation.configuration;
}

async function isBlank(file: string, isNamed: boolean): Promise<boolean> {
  try {
    return (await readFile(file, "utf8")).trim() === "";
  } catch (fault) {
    if (!(fault instanceof Error && "code" in fault)) throw fault;
    // What else keeps it from being read is told by whoever reads it in earnest.
    return fault.code === "ENOENT" && !isNamed;
  }
}
