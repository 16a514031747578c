import { createHash } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rename, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import * as z from "zod";
import { composeDeployment, PARAMETERS_FILE, TEMPLATE_FILE, writeDeployment } from "../../infra/deployment.ts";
import { refuse } from "../../infra/stack-refusal.ts";
import type { CompiledConfiguration } from "../../shared/baselines/expected-state.ts";
import { ORGANIZATION } from "./organizations/service.ts";
import { type Stack, templateStack } from "./stack/stack.ts";

/** The project's root. */
const PROJECT = fileURLToPath(new URL("../..", import.meta.url));

/** What a package's folder holds, but for the code of its functions. */
export interface Packaged {
  readonly directory: string;
  readonly stack: Stack;
  /** The stack's, as the package gives them. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The template of a member: its own where the stack's parameters list it, and else that of the accounts of an organization. */
  member(account: string): Promise<Stack>;
}

const parametersFile = z.strictObject({ Parameters: z.record(z.string(), z.string()) });

/**
 * Reads what `npm run package` writes.
 * @throws StackRefusal for a template that is not CloudFormation that the lab knows
 */
export async function readPackaged(directory: string): Promise<Packaged> {
  const read = (name: string) => readFile(join(directory, name), "utf8");
  const { Parameters } = parametersFile.parse(JSON.parse(await read(PARAMETERS_FILE)));
  return {
    directory,
    stack: templateStack(await read(TEMPLATE_FILE), TEMPLATE_FILE),
    parameters: Parameters,
    async member(account) {
      const { MemberAccounts: listed = "" } = Parameters;
      const name = listed.split(",").includes(account) ? `member-${account}.yml` : "member-organization-1.yml";
      return templateStack(await read(name), name);
    },
  };
}

/** By the configuration's digest: what this process has packaged. Nothing that is packaged changes while a process runs. */
const packages = new Map<string, Promise<string>>();

/** Names the folder in which the processes of one test run keep their packages for each other. Without it each makes its own. */
const SHARED_PACKAGES = "PLUMBLINE_LAB_PACKAGES";

/** How often to look whether another process is done with a package, in milliseconds. */
const PAUSE = 50;

/**
 * The project packaged for a configuration, as `npm run package` does it, once in a process; the folder goes when the process ends.
 * @returns the folder
 * @throws StackRefusal, BundleFailure
 */
export function packageOf(configuration: CompiledConfiguration): Promise<string> {
  const digest = createHash("sha256").update(JSON.stringify(configuration)).digest("hex");
  const shared = process.env[SHARED_PACKAGES];
  const packaged = packages.get(digest) ?? makePackage(configuration, shared && join(shared, digest));
  packages.set(digest, packaged);
  return packaged;
}

/** @param shared where to find it, or to leave it for other processes */
async function makePackage(configuration: CompiledConfiguration, shared: string | undefined): Promise<string> {
  if (shared === undefined) return await writePackage(configuration, await temporaryFolder());
  const lock = `${shared}.lock`;
  while (!existsSync(shared)) {
    if (await isTaken(lock)) {
      await setTimeout(PAUSE);
      continue;
    }
    try {
      if (!existsSync(shared)) await rename(await writePackage(configuration, `${shared}.new`), shared);
    } finally {
      await rmdir(lock);
    }
  }
  return shared;
}

/** Whether another process has the lock; else this one has it now. */
async function isTaken(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return false;
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === "EEXIST") return true;
    throw fault;
  }
}

async function writePackage(configuration: CompiledConfiguration, directory: string): Promise<string> {
  const given = configuration.organization.length === 0 ? {} : { OrganizationId: ORGANIZATION };
  const request = { project: PROJECT, configuration, parameters: given };
  const composed = await composeDeployment(request);
  if (composed.status === "refused") throw refuse("The package", composed.problems.join(" "));
  await writeDeployment(directory, { ...request, names: [...composed.rights.keys()], files: composed.files });
  return directory;
}

const folders: string[] = [];
process.once("exit", () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new folder that goes when the process ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "plumbline-package-"));
  folders.push(folder);
  return folder;
}
