import { readdir, readFile } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { usesOwnBaseline } from "../shared/baselines/compile-accounts.ts";
import {
  type Compilation,
  type ConfigurationSources,
  compileConfiguration,
} from "../shared/baselines/compile-configuration.ts";
import type { MakeOwnBaselines } from "../shared/baselines/own-baseline.ts";
import type { Problem } from "../shared/baselines/problem.ts";
import { type ConfigurationText, ownDocumentPaths, readConfiguration } from "../shared/baselines/read-configuration.ts";
import { waiversPath } from "../shared/baselines/read-waivers.ts";

/** The product's own root, whatever the working directory is. */
const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** What reading gave: everything a configuration is compiled from, or the files that could not be read. */
export type SourcesReading =
  | { readonly status: "read"; readonly sources: ConfigurationSources }
  | { readonly status: "unreadable"; readonly problems: readonly Problem[] };

/**
 * Reads plumbline.yml, waivers.yml beside it where there is one, everything under the product's `policies/`, and the accounts'
 * own documents, and compiles them. A file that cannot be read is a problem like any other.
 * @param configurationFile its path, relative to the working directory or absolute
 */
export async function loadConfiguration(configurationFile: string): Promise<Compilation> {
  const reading = await readSources(configurationFile);
  if (reading.status === "unreadable") return { status: "invalid", problems: reading.problems };
  return compileConfiguration(reading.sources);
}

/** The reading half of {@link loadConfiguration}. */
export async function readSources(configurationFile: string): Promise<SourcesReading> {
  const text = await readText(configurationFile);
  if (text.status === "unreadable") return { status: "unreadable", problems: [text.problem] };
  const configuration = { file: configurationFile.split(sep).join("/"), text: text.text };
  const policies = await policyFiles();
  const documents = ownDocumentPaths(configuration).map((file): FileToRead => ({ file, path: file }));
  const readings = await Promise.all(
    [...policies, ...documents].map(async ({ file, path }) => ({ file, reading: await readText(path) })),
  );
  const files = new Map<string, string>();
  const problems: Problem[] = [];
  const waivers = await readText(waiversPath(configuration.file));
  if (waivers.status === "unreadable" && !waivers.missing) problems.push(waivers.problem);
  for (const { file, reading } of readings) {
    if (reading.status === "read") files.set(file, reading.text);
    // A document that is not there is the compiler's to report: it knows who names it.
    else if (!reading.missing) problems.push(reading.problem);
  }
  if (problems.length > 0) return { status: "unreadable", problems };
  const accepted =
    waivers.status === "read" ? { waivers: { file: waiversPath(configuration.file), text: waivers.text } } : {};
  const own = await ownBaselines(configuration);
  return { status: "read", sources: { configuration, files, ...accepted, ...own } };
}

/** What the stack is composed of is read only where an account watches Plumbline's own roles. */
async function ownBaselines(configuration: ConfigurationText): Promise<{ own?: MakeOwnBaselines }> {
  if (!usesOwnBaseline(readConfiguration(configuration))) return {};
  // Most configurations that a command reads do without what composes stacks.
  const { createOwnBaselines } = await import("../infra/own-baseline.ts");
  const { readStackFiles } = await import("../infra/stack-files.ts");
  return { own: createOwnBaselines(await readStackFiles(ROOT)) };
}

interface FileToRead {
  /** Its name in messages. */
  readonly file: string;
  readonly path: string;
}

async function policyFiles(): Promise<readonly FileToRead[]> {
  const entries = await readdir(join(ROOT, "policies"), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(?:yml|json)$/.test(entry.name))
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return { path, file: relative(ROOT, path).split(sep).join("/") };
    });
}

type TextReading =
  | { readonly status: "read"; readonly text: string }
  | { readonly status: "unreadable"; readonly missing: boolean; readonly problem: Problem };

async function readText(path: string): Promise<TextReading> {
  try {
    return { status: "read", text: await readFile(path, "utf8") };
  } catch (fault) {
    const code = (fault as NodeJS.ErrnoException).code;
    if (code === undefined) throw fault;
    const missing = code === "ENOENT";
    const message = missing
      ? "This file does not exist; correct its path or create it."
      : `This file cannot be read (${code}); correct its path or its permissions.`;
    return { status: "unreadable", missing, problem: { file: path, line: 1, column: 1, message } };
  }
}
