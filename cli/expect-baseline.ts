import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Baseline } from "../shared/baselines/baseline.ts";
import { type ConfigurationSources, compileConfiguration } from "../shared/baselines/compile-configuration.ts";
import type { CompiledConfiguration, ExpectedAccount } from "../shared/baselines/expected-state.ts";
import { OWN_BASELINE } from "../shared/baselines/own-baseline.ts";
import type { Problem } from "../shared/baselines/problem.ts";
import { readBaseline } from "../shared/baselines/read-baseline.ts";
import { readConfiguration } from "../shared/baselines/read-configuration.ts";
import { type BaselineRequest, type Expectation, isUsedBy, refuseParameters } from "./baseline-request.ts";
import { type BaselineFolder, readBaselineFolder, relocateProblems } from "./check-baselines.ts";
import { expectOwnBaseline } from "./expect-own-baseline.ts";
import { readSources } from "./load-configuration.ts";
import { accountNamed, listOf } from "./named-account.ts";
import { usageError } from "./usage-error.ts";

/**
 * Fills a baseline in for an account.
 * @throws PlumblineError `UsageError` where the request cannot be met: it says what to ask for instead
 */
export async function expectBaseline(request: BaselineRequest): Promise<Expectation> {
  const reading = await readSources(request.configurationFile);
  if (reading.status === "unreadable") return { status: "invalid", problems: reading.problems };
  if (request.baseline === OWN_BASELINE) return expectOwnBaseline(request, reading.sources);
  const folder = await folderOf(request.baseline, reading.sources);
  const sources = folder === undefined ? reading.sources : withFolder(reading.sources, folder);
  const name = folder?.name ?? request.baseline;
  const { relocate } = folder ?? { relocate: (text: string) => text };
  const compilation = compileConfiguration(sources);
  if (compilation.status === "invalid")
    return { status: "invalid", problems: relocateProblems(compilation.problems, { relocate }) };
  const { configuration } = compilation;
  const baseline = baselineOf(name, sources);
  const account = chooseAccount(request, configuration.accounts, baseline);
  const expected = { status: "expected", baseline: name, relocate } as const;
  if (account !== undefined && isUsedBy(account, name, sources)) {
    refuseParameters(request, account);
    const entities = account.entities.filter((entity) => entity.baseline === name);
    return { ...expected, account: { ...account, entities }, configured: true, configuration };
  }
  const alone = compileAlone(request, account, baseline, sources);
  if (alone.status === "invalid") {
    return { status: "invalid", problems: relocateProblems(alone.problems, { relocate }) };
  }
  return { ...expected, ...alone, status: "expected", configured: false };
}

function namesOf({ files }: ConfigurationSources): readonly string[] {
  const names = [...files.keys()].flatMap((file) => /^policies\/([^/]+)\/baseline\.yml$/.exec(file)?.[1] ?? []);
  return [...names, OWN_BASELINE].toSorted();
}

/** The folder that was named by its path; `undefined` where a baseline of the product's was named. */
async function folderOf(named: string, sources: ConfigurationSources): Promise<BaselineFolder | undefined> {
  const known = namesOf(sources);
  if (known.includes(named)) return undefined;
  if (existsSync(join(named, "baseline.yml"))) return readBaselineFolder(named);
  throw usageError(
    `${named} is no baseline, and no folder with a baseline.yml; there are the baselines ${known.join(", ")}.`,
  );
}

/** The folder in place of the product's baseline of that name. */
function withFolder({ configuration, files, own }: ConfigurationSources, folder: BaselineFolder): ConfigurationSources {
  const others = [...files].filter(([file]) => !file.startsWith(`policies/${folder.name}/`));
  return { configuration, files: new Map([...others, ...folder.files]), ...(own && { own }) };
}

function baselineOf(name: string, { files }: ConfigurationSources): Baseline {
  const reading = readBaseline(name, files);
  if (reading.status === "invalid") throw new TypeError(`${name} was compiled, and cannot be read.`);
  return reading.baseline;
}

function chooseAccount(
  request: BaselineRequest,
  accounts: readonly ExpectedAccount[],
  baseline: Baseline,
): ExpectedAccount | undefined {
  const { account: asked, configurationFile } = request;
  if (asked === undefined) {
    if (accounts.length <= 1) return accounts[0] ?? refuseWithout(request, baseline);
    throw usageError(
      `${configurationFile} has ${accounts.length} accounts; name one with --account: ${listOf(accounts)}.`,
    );
  }
  return accountNamed(asked, accounts, configurationFile);
}

function refuseWithout({ configurationFile, parameters }: BaselineRequest, baseline: Baseline): never {
  const options = ["--account ID", ...missing(baseline, parameters, {})];
  throw usageError(`${configurationFile} has no account; add ${options.join(" ")} for ${baseline.name}.`);
}

/** The options that would give what nothing else gives. */
function missing(
  baseline: Baseline,
  given: ReadonlyMap<string, string>,
  inherited: Readonly<Record<string, unknown>>,
): readonly string[] {
  return [...baseline.parameters]
    .filter(([name, declaration]) => declaration.default === undefined && !given.has(name) && !(name in inherited))
    .map(([name, { type }]) => `--parameter ${name}=${type === "list" ? "VALUE,VALUE" : "VALUE"}`);
}

type Alone =
  | { readonly status: "compiled"; readonly account: ExpectedAccount; readonly configuration: CompiledConfiguration }
  | { readonly status: "invalid"; readonly problems: readonly Problem[] };

/** Compiles the baseline for an account to which the configuration does not give it, by the command's own parameters. */
function compileAlone(
  request: BaselineRequest,
  known: ExpectedAccount | undefined,
  baseline: Baseline,
  sources: ConfigurationSources,
): Alone {
  const placed = readConfiguration(sources.configuration).accounts.find(({ account }) => account.id === known?.account);
  const inherited = placed?.account.parameters ?? {};
  const values = valuesOf(request.parameters, baseline);
  const lacking = missing(baseline, request.parameters, inherited);
  if (lacking.length > 0 && request.onlyConfigured) {
    const names = lacking.map((option) => option.replace(/^--parameter |=.*$/g, "")).join(", ");
    throw usageError(
      `${baseline.name} needs values that it has no default for (${names}); give them to account ${request.account} in ${request.configurationFile}.`,
    );
  }
  if (lacking.length > 0) {
    throw usageError(`${baseline.name} needs values that it has no default for; add ${lacking.join(" ")}.`);
  }
  const { id = request.account, partition = values.partition ?? request.partition, alias } = placed?.account ?? {};
  const { partition: _, ...parameters } = values;
  const uses = [{ baseline: baseline.name, parameters }];
  const account = { id, partition, alias, parameters: inherited, baselines: uses };
  const configuration = { file: COMMAND, text: JSON.stringify({ accounts: [account] }) };
  const compilation = compileConfiguration({ configuration, files: sources.files });
  if (compilation.status === "invalid") {
    refuseFaults(compilation.problems);
    return compilation;
  }
  const [compiled] = compilation.configuration.accounts;
  if (compiled === undefined) throw new TypeError("The one account was not compiled.");
  return { status: "compiled", account: compiled, configuration: compilation.configuration };
}

/** What problems with the command's own parameters call their file; nobody could look into it. */
const COMMAND = "--parameter";

function refuseFaults(problems: readonly Problem[]): void {
  const faults = problems.filter(({ file }) => file === COMMAND);
  if (faults.length === 0) return;
  throw usageError(faults.map(({ message }) => message.replace("accounts[0].", "The parameter ")).join(" "));
}

/** Values as plumbline.yml would have them. The partition is built in, and is given in the same way. */
function valuesOf(given: ReadonlyMap<string, string>, baseline: Baseline): Record<string, string | readonly string[]> {
  const known = [...baseline.parameters.keys(), "partition"];
  for (const name of given.keys()) {
    if (name === "account") throw usageError("The account is not given with --parameter but with --account.");
    if (known.includes(name)) continue;
    throw usageError(`${name} is not a parameter of the baseline ${baseline.name}; there are ${known.join(", ")}.`);
  }
  return Object.fromEntries(
    [...given].map(([name, value]) => {
      const isList = baseline.parameters.get(name)?.type === "list";
      return [name, isList ? value.split(",").filter((text) => text !== "") : value];
    }),
  );
}
