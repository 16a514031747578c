import { readdir, readFile } from "node:fs/promises";
import { basename, join, relative, resolve, sep } from "node:path";
import type { Problem } from "../shared/baselines/problem.ts";
import { readBaseline } from "../shared/baselines/read-baseline.ts";
import { unknownActions } from "../shared/baselines/unknown-actions.ts";
import type { ActionTable } from "../shared/policy/explain/action-table.ts";

/** What became of the baselines of a directory: how many there are, and everything wrong with them. */
export interface CheckedBaselines {
  readonly count: number;
  /** Errors and warnings. */
  readonly problems: readonly Problem[];
}

/** One baseline's folder, read as if it stood under `policies/`, where a baseline's documents are looked for. */
export interface BaselineFolder {
  /** The folder's own name. */
  readonly name: string;
  /** Its files by the paths that they would have: `policies/NAME/baseline.yml`. */
  readonly files: ReadonlyMap<string, string>;
  /** A text that names such paths, with the folder where it stands in their place. */
  relocate(text: string): string;
}

const BASELINE = "baseline.yml";

async function foldersWithBaseline(directory: string): Promise<readonly string[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const below = entries
    .filter((entry) => entry.isDirectory() && entry.name !== "node_modules" && !entry.name.startsWith("."))
    .map((entry) => foldersWithBaseline(join(directory, entry.name)));
  const here = entries.some((entry) => entry.isFile() && entry.name === BASELINE) ? [directory] : [];
  return [...here, ...(await Promise.all(below)).flat()];
}

/**
 * Reads the files of a baseline's folder.
 * @throws what the file system says where it, or a file in it, cannot be read
 */
export async function readBaselineFolder(folder: string): Promise<BaselineFolder> {
  const name = basename(resolve(folder));
  const prefix = `policies/${name}/`;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /\.(?:yml|json)$/.test(entry.name));
  const read = files.map(async (entry): Promise<[string, string]> => {
    const path = join(entry.parentPath, entry.name);
    return [`${prefix}${relative(folder, path).split(sep).join("/")}`, await readFile(path, "utf8")];
  });
  const where = `${folder.replace(/[\\/]+$/, "")}${sep}`;
  return {
    name,
    files: new Map(await Promise.all(read)),
    relocate: (text) => text.replaceAll(prefix, where),
  };
}

async function problemsOf(folder: string, table: ActionTable): Promise<readonly Problem[]> {
  const read = await readBaselineFolder(folder);
  const reading = readBaseline(read.name, read.files);
  const errors = reading.status === "read" ? [] : reading.problems;
  return relocateProblems([...errors, ...unknownActionsOf(read.files, table)], read);
}

/** Problems as they are told of the folder where it stands. */
export function relocateProblems(
  problems: readonly Problem[],
  { relocate }: Pick<BaselineFolder, "relocate">,
): readonly Problem[] {
  return problems.map((problem) => ({
    ...problem,
    file: relocate(problem.file),
    message: relocate(problem.message),
  }));
}

/** The warnings about every policy document among the files, but for those that a vendor published before: nobody can correct them. */
export function unknownActionsOf(files: ReadonlyMap<string, string>, table: ActionTable): readonly Problem[] {
  const earlier = earlierVersions(files);
  const documents = [...files].filter(([file]) => file.endsWith(".json") && !earlier.has(file));
  return documents.flatMap(([file, text]) => unknownActions({ file, text }, table));
}

function earlierVersions(files: ReadonlyMap<string, string>): ReadonlySet<string> {
  const names = [...files.keys()].flatMap((file) => /^policies\/([^/]+)\/baseline\.yml$/.exec(file)?.[1] ?? []);
  const read = names.map((name) => readBaseline(name, files));
  const documents = read.flatMap((one) => (one.status === "read" ? [...one.baseline.documents.values()] : []));
  return new Set(documents.flatMap(({ revisions }) => revisions.map(({ file }) => file)));
}

/**
 * Checks every folder at or below a directory that holds a `baseline.yml`, with no account's values filled in.
 * @throws what the file system says where the directory, or a file in it, cannot be read
 */
export async function checkBaselines(directory: string, table: ActionTable): Promise<CheckedBaselines> {
  const folders = await foldersWithBaseline(directory);
  const problems = await Promise.all(folders.toSorted().map((folder) => problemsOf(folder, table)));
  return { count: folders.length, problems: problems.flat() };
}
