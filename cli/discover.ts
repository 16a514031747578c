import type { Command } from "commander";
import { compileConfiguration } from "../shared/baselines/compile-configuration.ts";
import type { ExpectedAccount } from "../shared/baselines/expected-state.ts";
import { formatProblem, type Problem } from "../shared/baselines/problem.ts";
import { discover } from "../shared/discovery/discover.ts";
import type { LiveEntity, UndiscoveredPart } from "../shared/discovery/discovery.ts";
import { showUnseenInJson } from "../shared/drift/visible-text.ts";
import { type EntityReference, formatEntity } from "../shared/iam/entity-reference.ts";
import type { DiscoverResult } from "./discover-result.ts";
import { type BaselineLibrary, configuredAccounts, readLibrary } from "./discover-sources.ts";
import { discoveryLines } from "./discover-table.ts";
import { discoveryYaml } from "./discover-yaml.ts";
import { type Inventory, takeInventory } from "./inventory.ts";
import {
  type CommonOptions,
  configurationFile,
  type SnapshotOptions,
  wantsJson,
  withCommonOptions,
  withSnapshotOptions,
} from "./options.ts";
import { type Terminal, terminalWidth } from "./terminal.ts";

interface DiscoverOptions extends CommonOptions, SnapshotOptions {
  readonly baseline?: string;
}

async function run(options: DiscoverOptions, terminal: Terminal): Promise<void> {
  const file = configurationFile(options);
  const configured = await configuredAccounts(file, (options.config ?? process.env.PLUMBLINE_CONFIG) !== undefined);
  if ("problems" in configured) return tell(configured.problems, terminal);
  const library = await readLibrary(options.baseline);
  if ("problems" in library) return tell(library.problems, terminal);
  const now = () => new Date();
  const inventory = await takeInventory(options, now);
  for (const warning of inventory.warnings) terminal.note(warning);
  const expected = configured.accounts.find(({ account }) => account === inventory.address.account);
  const result = await discoverIn(inventory, { library, file, expected, now });
  await terminal.print(textOf(result, options, terminal));
  tellOpen(result, library, terminal);
  for (const { entity, part, reason } of result.unreadable) terminal.trouble(`${entity}, ${part}: ${reason}`);
}

function tell(problems: readonly Problem[], terminal: Terminal): void {
  for (const problem of problems) terminal.trouble(formatProblem(problem));
}

interface Search {
  readonly library: BaselineLibrary;
  readonly file: string;
  /** What the configuration expects of the account already. */
  readonly expected: ExpectedAccount | undefined;
  readonly now: () => Date;
}

async function discoverIn(inventory: Inventory, { library, file, expected, now }: Search): Promise<DiscoverResult> {
  const { address, source, leftOut } = inventory;
  const used = [...new Set(expected?.entities.map(({ baseline }) => baseline))];
  const known = new Set(expected?.entities.map(({ entity }) => formatEntity(entity).toLowerCase()));
  const { live, unread, unreadable } = await readLive(inventory, known);
  const baselines = library.baselines.filter(({ name }) => !used.includes(name));
  const discovery = discover({ address, baselines, live, unread });
  const found = {
    version: 1 as const,
    discoveredAt: now().toISOString(),
    ...address,
    source,
    ...(expected !== undefined && { configured: { file, baselines: used } }),
    entities: live.length + unreadable.length,
    lookedFor: baselines.map(({ name }) => name),
    leftOut,
    baselines: discovery.baselines,
    unreadable: [...unreadable, ...discovery.unreadable],
  };
  const configuration = discoveryYaml(found);
  const compilation = compileConfiguration({ configuration: { file, text: configuration }, files: library.files });
  return { ...found, configuration, complete: compilation.status === "compiled" };
}

/** Everything of the account that no configuration expects; a few aspects alone, of which none takes a call of its own. */
async function readLive({ entities, reader }: Inventory, known: ReadonlySet<string>) {
  const live: LiveEntity[] = [];
  const unread = new Set<EntityReference["kind"]>();
  const unreadable: UndiscoveredPart[] = [];
  for (const request of entities) {
    if (known.has(formatEntity(request.entity).toLowerCase())) continue;
    const { entity, observation } = await reader.observe({ ...request, aspects: ASPECTS });
    if (observation.status === "present") live.push({ entity, state: observation.state });
    if (observation.status !== "unreadable") continue;
    const { call, code, message } = observation.reason;
    unread.add(entity.kind);
    unreadable.push({ entity: formatEntity(entity), part: "the whole of it", reason: `${call}: ${code}: ${message}` });
  }
  return { live, unread, unreadable };
}

const ASPECTS = new Set(["inlinePolicies", "attachments", "groups"] as const);

/** What the plumbline.yml that was printed still needs, also where it went into a file. */
function tellOpen({ baselines }: DiscoverResult, { elsewhere }: BaselineLibrary, terminal: Terminal): void {
  const proposed = baselines.filter((each) => each.proposed);
  for (const { baseline, open } of proposed) {
    for (const { name, candidates, default: usual, description } of open) {
      const choice =
        candidates.length === 0
          ? ""
          : ` (it may be ${candidates.map((each) => [each].flat().join(", ")).join(" or ")})`;
      const need = usual === undefined ? "needs" : "may need";
      terminal.note(
        `${baseline} ${need} a value for the parameter ${name}, which could not be told${choice}: ${description}`,
      );
    }
  }
  if (elsewhere === undefined || proposed.length === 0) return;
  terminal.note(`A configuration only finds baselines under policies/: copy ${elsewhere} there.`);
}

function textOf(result: DiscoverResult, options: DiscoverOptions, { style }: Terminal): string {
  if (wantsJson(options)) return `${showUnseenInJson(JSON.stringify(result))}\n`;
  if (options.format === "yaml") return result.configuration;
  return `${discoveryLines(result, { width: terminalWidth(), style }).join("\n")}\n`;
}

const EXAMPLES = `
An account that no configuration names is held against the baselines, by the names and by the content of what is in it. Where one is
configured, what it expects is left out. Nothing is written anywhere; docs/discover.md says how it is decided.
Exit code: 0, whatever was found; 2 where something could not be read or understood.

Examples:
  plumbline discover
  plumbline discover --format yaml > plumbline.yml
  aws iam get-account-authorization-details > account.json && plumbline discover --snapshot account.json`;

/** Adds `discover`: which baselines an account seems to hold, and the plumbline.yml to start from. */
export function addDiscover(program: Command, terminal: Terminal): void {
  const command = withSnapshotOptions(
    program
      .command("discover")
      .description("say which baselines an account seems to hold, and print the plumbline.yml to start from")
      .option("--baseline <name|dir>", "look for this baseline alone, a name or a folder"),
  ).addHelpText("after", EXAMPLES);
  withCommonOptions(command, ["table", "yaml"]).action((options: DiscoverOptions) => run(options, terminal));
}
