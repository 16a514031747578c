import { readdir, readFile } from "node:fs/promises";
import { basename, join, relative, resolve, sep } from "node:path";
import type { Problem } from "../shared/baselines/problem.ts";
import { readBaseline } from "../shared/baselines/read-baseline.ts";

/** What became of the baselines of a directory: how many there are, and everything wrong with them. */
export interface CheckedBaselines {
  readonly count: number;
  readonly problems: readonly Problem[];
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

/** The folder's files as if it stood under `policies/`, where a baseline's documents are looked for. */
async function filesOf(folder: string, prefix: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /\.(?:yml|json)$/.test(entry.name));
  const read = files.map(async (entry): Promise<[string, string]> => {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path).split(sep).join("/");
    return [`${prefix}${name}`, await readFile(path, "utf8")];
  });
  return new Map(await Promise.all(read));
}

async function problemsOf(folder: string): Promise<readonly Problem[]> {
  const name = basename(resolve(folder));
  const prefix = `policies/${name}/`;
  const reading = readBaseline(name, await filesOf(folder, prefix));
  if (reading.status === "read") return [];
  const where = `${folder}${sep}`;
  return reading.problems.map((problem) => ({
    ...problem,
    file: problem.file.replace(prefix, where),
    message: problem.message.replaceAll(prefix, where),
  }));
}

/**
 * Checks every folder at or below a directory that holds a `baseline.yml`, with no account's values filled in.
 * @throws what the file system says where the directory, or a file in it, cannot be read
 */
export async function checkBaselines(directory: string): Promise<CheckedBaselines> {
  const folders = await foldersWithBaseline(directory);
  const problems = await Promise.all(folders.toSorted().map(problemsOf));
  return { count: folders.length, problems: problems.flat() };
}
