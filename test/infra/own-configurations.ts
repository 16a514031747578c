import { parse, stringify } from "yaml";
import { readSources } from "../../cli/load-configuration.ts";
import { composeDeployment } from "../../infra/deployment.ts";
import { createOwnBaselines } from "../../infra/own-baseline.ts";
import { readStackFiles } from "../../infra/stack-files.ts";
import { type Compilation, compileConfiguration } from "../../shared/baselines/compile-configuration.ts";
import type { CompiledConfiguration } from "../../shared/baselines/expected-state.ts";
import { PROJECT } from "./project-stack.ts";

/** The key that the stack's output tells of. */
export const KEY = "arn:aws:kms:us-east-1:000000000000:key/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";

interface Entry {
  readonly readerRole?: string;
  readonly baselines: readonly { readonly baseline: string; readonly parameters?: unknown }[];
}

const stack = await readStackFiles(PROJECT);
const library = await libraryOf("test/lab/plumbline.yml");

/** The project's baselines, and the documents of the lab's own. */
async function libraryOf(file: string): Promise<ReadonlyMap<string, string>> {
  const reading = await readSources(file);
  if (reading.status === "unreadable") throw new Error(JSON.stringify(reading.problems));
  return reading.sources.files;
}

/** A configuration in which every account watches Plumbline's own roles, too. */
export function withOwnBaseline(text: string, hub: unknown = { encryptionKey: KEY }, member?: unknown): string {
  const { accounts, organization = [], ...rest } = parse(text) as Record<"accounts" | "organization", Entry[]>;
  const watched = (entry: Entry): Entry => {
    const parameters = entry.readerRole === undefined ? hub : member;
    const others = entry.baselines.filter(({ baseline }) => baseline !== "plumbline");
    return {
      ...entry,
      baselines: [...others, { baseline: "plumbline", ...(parameters !== undefined && { parameters }) }],
    };
  };
  return stringify({ ...rest, accounts: accounts.map(watched), organization: organization.map(watched) });
}

/** The same without it. */
export function withoutOwnBaseline(text: string): string {
  const { accounts, organization = [], ...rest } = parse(text) as Record<"accounts" | "organization", Entry[]>;
  const unwatched = (entry: Entry): Entry => {
    return { ...entry, baselines: entry.baselines.filter(({ baseline }) => baseline !== "plumbline") };
  };
  return stringify({ ...rest, accounts: accounts.map(unwatched), organization: organization.map(unwatched) });
}

/** Compiles a text as if it were the lab's configuration. @param files others under `policies/` */
export function compile(text: string, files: Readonly<Record<string, string>> = {}): Compilation {
  const configuration = { file: "test/lab/plumbline.yml", text };
  const all = new Map([...library, ...Object.entries(files)]);
  return compileConfiguration({ configuration, files: all, own: createOwnBaselines(stack) });
}

/** The same where nothing may be wrong. */
export function compiled(text: string, files: Readonly<Record<string, string>> = {}): CompiledConfiguration {
  const compilation = compile(text, files);
  if (compilation.status === "invalid") throw new Error(compilation.problems.map(({ message }) => message).join("\n"));
  return compilation.configuration;
}

/** What `npm run package` would deploy. */
export async function deploymentOf(
  configuration: CompiledConfiguration,
  parameters: Readonly<Record<string, string>> = {},
) {
  const composed = await composeDeployment({ project: PROJECT, configuration, parameters });
  if (composed.status === "refused") throw new Error(composed.problems.join("\n"));
  return composed;
}
