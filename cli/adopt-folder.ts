import { mkdir, readdir, writeFile } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { usageError } from "./usage-error.ts";

/**
 * Makes sure that a folder can be written to without anything being overwritten: it does not exist, or is empty.
 * @throws PlumblineError `UsageError` where it is neither
 */
export async function requireEmptyFolder(folder: string): Promise<void> {
  const entries = await entriesOf(folder);
  if (entries.length > 0) throw usageError(`${folder} is not empty, and nothing is overwritten; name another folder.`);
}

async function entriesOf(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT") return [];
    if (code === "ENOTDIR") throw usageError(`${folder} is a file, or stands below one; name a folder.`, error);
    throw error;
  }
}

/**
 * Writes files into a folder, which is made where it is not there.
 * @throws what the file system says; a file that came to be there in the meantime is not overwritten
 */
export async function writeFolder(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, text] of files) await writeFile(join(folder, name), text, { flag: "wx" });
}

const PROJECT = fileURLToPath(new URL("../", import.meta.url));
const SCHEMA = join(PROJECT, "docs", "schema", "baseline.schema.json");

/** Where a baseline's JSON Schema stands, as seen from a folder of this project; `undefined` for any other folder. */
export function schemaFrom(folder: string): string | undefined {
  const whole = resolve(folder);
  if (!`${dirname(whole)}${sep}`.startsWith(PROJECT)) return undefined;
  return relative(whole, SCHEMA).split(sep).join("/");
}
