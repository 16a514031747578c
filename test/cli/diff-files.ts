import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Run, runCli } from "./run-cli.ts";

/** One statement of a policy, as far as the tests need it; the rest is what most of them have. */
export function statement(elements: Record<string, unknown> = {}): Record<string, unknown> {
  return { Effect: "Allow", Action: "s3:GetObject", Resource: "*", ...elements };
}

/** The text of a policy. */
export function policy(...statements: readonly Record<string, unknown>[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** A new directory with these files, which is gone when the test is over. */
export function directoryWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const directory = mkdtempSync(join(tmpdir(), "plumbline-diff-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  return directory;
}

/** Runs `plumbline diff canonical.json live.json` on two texts. */
export function diff(
  canonical: string | Uint8Array,
  live: string | Uint8Array,
  args: readonly string[] = [],
  environment: NodeJS.ProcessEnv = {},
): Promise<Run> {
  const directory = directoryWith({ "canonical.json": canonical, "live.json": live });
  return runCli(directory, ["diff", "canonical.json", "live.json", ...args], environment);
}
