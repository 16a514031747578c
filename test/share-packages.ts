import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

let folder: string | undefined;

/** One folder for the packages that the labs of this run are deployed from, so that each configuration is packaged once; see test/lab/packaged.ts. */
export function setup(): void {
  folder = mkdtempSync(join(tmpdir(), "plumbline-packages-"));
  process.env.PLUMBLINE_LAB_PACKAGES = folder;
}

export function teardown(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
