import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { type ZippableFile, zipSync } from "fflate";

/** The first day that a zip file can tell, in local time, as fflate asks for it: what is packaged twice is the same file twice. */
const NO_TIME = new Date(1980, 0, 1);
/** Unix, and a plain file that everybody may read. */
const PLAIN_FILE = { os: 3, attrs: 0o100644 << 16 } as const;

/** Files as one zip, each at its top by its name alone, sorted by it; the same files make the same zip. */
export async function zipOf(files: readonly string[]): Promise<Uint8Array> {
  const sorted = [...files].sort((one, other) => (basename(one) < basename(other) ? -1 : 1));
  const entries = await Promise.all(
    sorted.map(async (file): Promise<readonly [string, ZippableFile]> => {
      return [basename(file), [await readFile(file), { mtime: NO_TIME, ...PLAIN_FILE }]];
    }),
  );
  return zipSync(Object.fromEntries(entries), { level: 9 });
}
