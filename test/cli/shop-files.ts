import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { FIXTURE, type FixtureFiles } from "../baselines/fixture.ts";

/**
 * A new directory with the fixture's configuration in plumbline.yml and its baseline in the folder `shop`, which is gone when the
 * test is over. Changes are named as the fixture names its files; `undefined` leaves one out.
 */
export function shopDirectory(changes: FixtureFiles = {}): string {
  const directory = mkdtempSync(join(tmpdir(), "plumbline-shop-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  for (const [name, text] of Object.entries({ ...FIXTURE, ...changes })) {
    if (text === undefined) continue;
    const file = join(directory, name.replace(/^policies\//, ""));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  return directory;
}
