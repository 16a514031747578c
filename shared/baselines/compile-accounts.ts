import { accountAccess } from "./account-access.ts";
import type { Baseline } from "./baseline.ts";
import { compileAccount } from "./compile-account.ts";
import { compileOrganization } from "./compile-organization.ts";
import { type MakeOwnBaselines, OWN_BASELINE, type OwnFolder, type Watched } from "./own-baseline.ts";
import type { Files } from "./own-documents.ts";
import type { Problem } from "./problem.ts";
import { readBaseline } from "./read-baseline.ts";
import type {
  ConfigurationReading,
  ConfigurationText,
  PlacedAccount,
  PlacedOrganization,
} from "./read-configuration.ts";
import { type ConfiguredAccount, DEFAULT_SETTINGS } from "./settings.ts";
import { warnedAhead } from "./warned-ahead.ts";
import type { YamlSource } from "./yaml-source.ts";

/** The texts that accounts are compiled from. */
export interface AccountTexts {
  /** plumbline.yml; its path is only for messages, and what the accounts' own documents are relative to. */
  readonly configuration: ConfigurationText;
  /**
   * Every file under `policies/`, its path beginning with `policies/`, and the accounts' own documents by the paths that
   * `ownDocumentPaths` gives.
   */
  readonly files: Files;
  /** Makes the baseline `plumbline`; without it a use of that is a problem. */
  readonly own?: MakeOwnBaselines;
}

/** What accounts are compiled from. */
export interface AccountSources {
  readonly reading: ConfigurationReading;
  readonly sources: AccountTexts;
  /** Every baseline there is, by its name; one with problems is `undefined`, and is not reported again. */
  readonly baselines: ReadonlyMap<string, Baseline | undefined>;
}

type Compiled = Pick<Watched, "accounts" | "organization">;
type Baselines = AccountSources["baselines"];

/**
 * Compiles every account and every entry of `organization`. Where one of them watches Plumbline's own roles, all else is compiled first, and they of that:
 * what is wrong with such a use is found once nothing else is wrong.
 */
export function compileAccounts(from: AccountSources, problems: Problem[]): Compiled {
  const { reading } = from;
  const { source } = reading;
  if (source === undefined) return { accounts: [], organization: [] };
  const found: Problem[] = [];
  const withoutOwn = compileEach({ ...from, source }, new Map(), found);
  if (!usesOwnBaseline(reading) || [...problems, ...found].some(isError)) {
    problems.push(...found);
    return withoutOwn;
  }
  const folderOf = from.sources.own?.({ ...withoutOwn, settings: reading.settings ?? DEFAULT_SETTINGS }) ?? notMade;
  const folders = placedAccounts(reading, withoutOwn).flatMap(([{ path, uses }, account]) => {
    const use = uses.find(isOwn);
    if (use === undefined) return [];
    const problemOf = (message: string) => source.problem([...use.path, "baseline"], message);
    return [[keyOf({ path }), readOwnFolder(folderOf(account), problemOf, problems)] as const];
  });
  return compileEach({ ...from, source }, new Map(folders), problems);
}

function notMade(): OwnFolder {
  return { status: "refused", problem: `The baseline ${OWN_BASELINE} is not made here; remove it.` };
}

/** Whether any account of a configuration watches Plumbline's own roles. */
export function usesOwnBaseline({ accounts, organization }: ConfigurationReading): boolean {
  return [...accounts, ...organization].some(({ uses }) => uses.some(isOwn));
}

function isOwn({ use }: PlacedAccount["uses"][number]): boolean {
  return use.baseline === OWN_BASELINE;
}

function isError({ severity }: Problem): boolean {
  return severity === undefined;
}

/** Each account of plumbline.yml beside what it was compiled to. */
function placedAccounts(
  { accounts, organization }: ConfigurationReading,
  compiled: Compiled,
): readonly (readonly [PlacedAccount | PlacedOrganization, ConfiguredAccount])[] {
  const placed = [...accounts, ...organization];
  const all = [...compiled.accounts, ...compiled.organization.map(({ account }) => account)];
  return placed.flatMap((each, index) => {
    const account = all[index];
    return account === undefined ? [] : [[each, account] as const];
  });
}

/** Plumbline's own baseline in one account, and what it was read from; `undefined` where there is none, which was reported. */
interface OwnBaseline {
  readonly baseline: Baseline | undefined;
  readonly files: Files;
}

function readOwnFolder(folder: OwnFolder, problemOf: (message: string) => Problem, problems: Problem[]): OwnBaseline {
  if (folder.status === "refused") {
    problems.push(problemOf(folder.problem));
    return { baseline: undefined, files: new Map() };
  }
  const { files } = folder;
  const reading = readBaseline(OWN_BASELINE, files);
  if (reading.status === "read") return { baseline: reading.baseline, files };
  problems.push(...reading.problems);
  return { baseline: undefined, files };
}

/** Where plumbline.yml has an account, or an entry of `organization`. */
function keyOf({ path }: Pick<PlacedAccount, "path">): string {
  return path.join("/");
}

function compileEach(
  { reading, sources, baselines, source }: AccountSources & { readonly source: YamlSource },
  folders: ReadonlyMap<string, OwnBaseline>,
  problems: Problem[],
): Compiled {
  const { accounts, organization, settings } = reading;
  const { configuration, files } = sources;
  const compile = (account: PlacedAccount, found: Problem[]): ConfiguredAccount => {
    const access = accountAccess(account, { source, ...(settings && { settings }) }, found);
    const own = folders.get(keyOf(account))?.baseline;
    const library = own === undefined ? baselines : withOwn(baselines, own);
    const compiled = compileAccount(account, { baselines: library, files, source }, found);
    return { ...warnedAhead(compiled, settings ?? DEFAULT_SETTINGS), ...access };
  };
  const listed = accounts.map(({ account }) => account.id);
  return {
    accounts: accounts.map((account) => compile(account, problems)),
    organization: organization.map((each) => {
      const own = folders.get(keyOf(each))?.files ?? [];
      return compileOrganization(
        each,
        { configuration, files: new Map([...files, ...own]), listed, compile },
        problems,
      );
    }),
  };
}

function withOwn(baselines: Baselines, own: Baseline): Baselines {
  return new Map([...baselines, [OWN_BASELINE, own]]);
}
