import { basename, resolve } from "node:path";
import type { Command } from "commander";
import { type AdoptedEntity, type AdoptionRequest, adopt } from "../shared/discovery/adopt.ts";
import { showUnseenInJson } from "../shared/drift/visible-text.ts";
import { formatEntity } from "../shared/iam/entity-reference.ts";
import type { EntityObservation } from "../shared/observation/entity-state.ts";
import { observeEntities } from "../shared/observation/observe-entities.ts";
import { chooseEntities, readReferences } from "./adopt-choose.ts";
import { requireEmptyFolder, schemaFrom, writeFolder } from "./adopt-folder.ts";
import { adoptionNotes } from "./adopt-notes.ts";
import type { AdoptResult } from "./adopt-schema.ts";
import { adoptLines } from "./adopt-text.ts";
import { type Inventory, takeInventory } from "./inventory.ts";
import {
  type CommonOptions,
  type SnapshotOptions,
  wantsJson,
  withCommonOptions,
  withSnapshotOptions,
} from "./options.ts";
import { quote } from "./simulate-command.ts";
import type { Terminal } from "./terminal.ts";
import { usageError } from "./usage-error.ts";

interface AdoptOptions extends CommonOptions, SnapshotOptions {
  readonly out: string;
  readonly name?: string;
}

async function runAdopt(asked: readonly string[], options: AdoptOptions, terminal: Terminal): Promise<void> {
  const references = readReferences(asked);
  if (options.name?.trim() === "") throw usageError("--name says nothing; write a title, or leave it out.");
  await requireEmptyFolder(options.out);
  const now = () => new Date();
  const inventory = await takeInventory(options, now);
  for (const warning of inventory.warnings) terminal.note(warning);
  const observations = await observeEntities(inventory.wholeReader, chooseEntities(references, inventory));
  const request = requestOf(options, inventory, observations, now());
  const adoption = adopt(request);
  if (adoption.status === "refused") {
    for (const refusal of adoption.refusals) terminal.trouble(refusal);
    return terminal.trouble("Nothing was written.");
  }
  await writeFolder(options.out, adoption.files);
  for (const { sentence, isTrouble } of adoptionNotes(adoption.entities)) {
    if (isTrouble) terminal.trouble(sentence);
    else terminal.note(sentence);
  }
  const result: AdoptResult = {
    version: 1,
    adoptedAt: request.adoptedAt.toISOString(),
    ...sourceOf(inventory),
    baseline: request.name,
    directory: options.out,
    files: [...adoption.files.keys()],
    entities: adoption.entities.map(entityResult),
    next: nextCommands(options),
  };
  await terminal.print(textOf(result, options, terminal));
}

function requestOf(
  { out, name: title }: AdoptOptions,
  { address, source }: Inventory,
  observations: readonly EntityObservation[],
  adoptedAt: Date,
): AdoptionRequest {
  const name = basename(resolve(out));
  const schema = schemaFrom(out);
  const optional = schema === undefined ? {} : { schema };
  return { name, title: title ?? name, address, source: source.kind, adoptedAt, observations, ...optional };
}

function sourceOf({ address, source }: Inventory): Pick<AdoptResult, "account" | "partition" | "source"> {
  const told = source.kind === "live" ? source : { ...source, files: [...source.files] };
  return { account: address.account, partition: address.partition, source: told };
}

function entityResult(adopted: AdoptedEntity): AdoptResult["entities"][number] {
  const { entity, files, leftOut, notDescribed, ...told } = adopted;
  return {
    ...told,
    entity: formatEntity(entity),
    files: [...files],
    leftOut: leftOut.map(({ aspect, reason }) => ({ aspect, ...reason })),
    notDescribed: notDescribed.map(formatEntity),
  };
}

function nextCommands({ out, snapshot = [], credentialReport }: AdoptOptions): string[] {
  // A folder by its path: a bare name might be one of the product's own baselines.
  const folder = quote(/^\.{0,2}[\\/]/.test(out) ? out : `./${out}`);
  const source = [
    ...snapshot.map((file) => ` --snapshot ${quote(file)}`),
    ...(credentialReport === undefined ? [] : [` --credential-report ${quote(credentialReport)}`]),
  ];
  return [`plumbline validate ${folder}`, `plumbline check --baseline ${folder}${source.join("")}`];
}

function textOf(result: AdoptResult, options: AdoptOptions, { style }: Terminal): string {
  if (wantsJson(options)) return `${showUnseenInJson(JSON.stringify(result))}\n`;
  return `${adoptLines(result, style).join("\n")}\n`;
}

const EXAMPLES = `
Nothing is overwritten, and nothing is written where any of the entities cannot be adopted.
Exit code: 0 adopted, 2 something could not be read, found or put into a baseline.

Examples:
  plumbline adopt role/deployer policy/deployer --out policies/deployer
  plumbline adopt user/ada --snapshot account.json --out ada`;

/** Adds `adopt`: a baseline from entities as they are. */
export function addAdopt(program: Command, terminal: Terminal): void {
  const command = withSnapshotOptions(
    program
      .command("adopt")
      .description("write a baseline from entities as they are, ready to review")
      .argument("<entity...>", "role/NAME, user/NAME, group/NAME or policy/NAME")
      .requiredOption("--out <dir>", "the baseline's folder, which is to be new or empty; its name is the baseline's")
      .option("--name <name>", "the baseline's title (else the folder's name)"),
  ).addHelpText("after", EXAMPLES);
  withCommonOptions(command, ["table"]).action((entities: readonly string[], options: AdoptOptions) =>
    runAdopt(entities, options, terminal),
  );
}
