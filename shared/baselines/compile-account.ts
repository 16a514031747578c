import { formatEntity } from "../iam/entity-reference.ts";
import { accountDocuments } from "./account-documents.ts";
import { accountValues, checkInheritedParameters } from "./account-values.ts";
import type { Baseline } from "./baseline.ts";
import { chooseForEntities } from "./choose-for-entities.ts";
import type { EntityEntry } from "./entity-schema.ts";
import { expectEntity } from "./expected-entity.ts";
import { checkSizes } from "./expected-sizes.ts";
import type { ExpectedAccount, ExpectedDocument, ExpectedEntity } from "./expected-state.ts";
import { checkFilledEntity } from "./filled-entity.ts";
import { valuesForEach } from "./for-each.ts";
import type { Files } from "./own-documents.ts";
import type { ParameterValues } from "./parameters.ts";
import type { Problem } from "./problem.ts";
import { ownDocumentPath, type PlacedAccount, type PlacedUse } from "./read-configuration.ts";
import { separateSets } from "./separate-policies.ts";
import type { YamlSource } from "./yaml-source.ts";

/** What accounts are compiled from. */
export interface Library {
  /** Every baseline there is, Plumbline's own among them; one with problems is `undefined`, and is not reported again. */
  readonly baselines: ReadonlyMap<string, Baseline | undefined>;
  readonly files: Files;
  /** plumbline.yml. */
  readonly source: YamlSource;
}

/** One account's expectations. What is wrong is added to `problems`, and then the result is not to be used. */
export function compileAccount(placed: PlacedAccount, library: Library, problems: Problem[]): ExpectedAccount {
  const { id, partition, alias } = placed.account;
  problems.push(...checkInheritedParameters(placed, library.baselines, library.source));
  const claims = new Map<string, Claim>();
  const entities = placed.uses.flatMap((use) => {
    const expected = compileUse(placed, use, library, problems);
    const repeated = expected.flatMap((entity) => claim(entity, use, claims));
    problems.push(...repeated.map((message) => library.source.problem([...use.path, "baseline"], message)));
    return expected;
  });
  return { account: id, partition, ...(alias === undefined ? {} : { alias }), entities };
}

interface Claim {
  readonly baseline: string;
  readonly presence: ExpectedEntity["presence"];
}

/** IAM's names within a kind differ by more than their case, so two that differ by it alone are one. */
function claim(
  { entity, presence }: ExpectedEntity,
  { use: { baseline } }: PlacedUse,
  claims: Map<string, Claim>,
): readonly string[] {
  const name = formatEntity(entity);
  const first = claims.get(name.toLowerCase());
  claims.set(name.toLowerCase(), first ?? { baseline, presence });
  if (first === undefined) return [];
  if ((first.presence === "retired") !== (presence === "retired")) {
    const [retiring, other] = presence === "retired" ? [baseline, first.baseline] : [first.baseline, baseline];
    return [`${name} is retired by the baseline ${retiring} and still described by the baseline ${other}; remove one.`];
  }
  const others =
    first.baseline === baseline
      ? `twice by the baseline ${baseline}`
      : `by the baselines ${first.baseline} and ${baseline}`;
  return [`${name} is described ${others} in this account; change a name or remove one.`];
}

function compileUse(
  account: PlacedAccount,
  placed: PlacedUse,
  library: Library,
  problems: Problem[],
): readonly ExpectedEntity[] {
  const { use, path } = placed;
  const { source, baselines, files } = library;
  const baseline = baselines.get(use.baseline);
  if (baseline === undefined) {
    if (baselines.has(use.baseline)) return [];
    const message = `There is no baseline ${use.baseline}; there are ${[...baselines.keys()].sort().join(", ")}.`;
    problems.push(source.problem([...path, "baseline"], message));
    return [];
  }
  const values = accountValues(baseline, account, placed, source, problems);
  if (values === undefined) return [];
  const documents = accountDocuments(baseline, values, placed, source, files, problems);
  if (documents.size < baseline.documents.size) return [];
  const { entries, expected } = expectEntities(baseline, values, documents, problems);
  problems.push(...expected.flatMap((entity) => sizeProblems(entity, account, source.file)));
  return chooseForEntities({ ...baseline, entities: entries }, expected, placed, source, problems);
}

/** What each entry of a baseline expects, and beside it the entry; one with `forEach` stands for several, or for none. */
function expectEntities(
  baseline: Baseline,
  values: ParameterValues,
  documents: ReadonlyMap<string, ExpectedDocument>,
  problems: Problem[],
): { readonly entries: readonly EntityEntry[]; readonly expected: readonly ExpectedEntity[] } {
  const separation = separateSets(baseline, values);
  const faults = [...separation.problems];
  const filled = baseline.entities.flatMap((entry, index) =>
    valuesForEach(entry, values).map((each) => {
      faults.push(...checkFilledEntity(entry, each, ["entities", index], baseline.source));
      const context = { baseline: baseline.name, values: each, documents, separatePolicies: separation.sets };
      return { entry, expected: expectEntity(entry, context) };
    }),
  );
  const account = values.get("account");
  problems.push(...faults.map((fault) => ({ ...fault, message: `For account ${account}: ${fault.message}` })));
  return { entries: filled.map(({ entry }) => entry), expected: filled.map(({ expected }) => expected) };
}

function sizeProblems(entity: ExpectedEntity, { account }: PlacedAccount, configurationFile: string) {
  return checkSizes(entity).map(({ source, message }): Problem => {
    const file = source.startsWith("policies/") ? source : ownDocumentPath(configurationFile, source);
    return {
      file,
      line: 1,
      column: 1,
      message: `For ${formatEntity(entity.entity)} in account ${account.id} this is ${message}`,
    };
  });
}
