import { formatEntity } from "../iam/entity-reference.ts";
import { accountDocuments, type Files } from "./account-documents.ts";
import { accountValues } from "./account-values.ts";
import type { Baseline } from "./baseline.ts";
import { exceeds, expectEntity, permittedMode } from "./expected-entity.ts";
import { checkSizes } from "./expected-sizes.ts";
import type { ExpectedAccount, ExpectedEntity, RemediateMode } from "./expected-state.ts";
import { checkFilledEntity } from "./filled-entity.ts";
import type { Problem } from "./problem.ts";
import { ownDocumentPath, type PlacedAccount, type PlacedUse } from "./read-configuration.ts";
import type { YamlSource } from "./yaml-source.ts";

/** What accounts are compiled from. */
export interface Library {
  /** Every folder under `policies/`; one with problems is `undefined`, and is not reported again. */
  readonly baselines: ReadonlyMap<string, Baseline | undefined>;
  readonly files: Files;
  /** plumbline.yml. */
  readonly source: YamlSource;
}

/** One account's expectations. What is wrong is added to `problems`, and then the result is not to be used. */
export function compileAccount(placed: PlacedAccount, library: Library, problems: Problem[]): ExpectedAccount {
  const { id, partition, alias } = placed.account;
  const claims = new Map<string, string>();
  const entities = placed.uses.flatMap((use) => {
    const expected = compileUse(placed, use, library, problems);
    const repeated = expected.flatMap(({ entity }) => claim(formatEntity(entity), use, claims));
    problems.push(...repeated.map((message) => library.source.problem([...use.path, "baseline"], message)));
    return expected;
  });
  return { account: id, partition, ...(alias === undefined ? {} : { alias }), entities };
}

/** IAM's names within a kind differ by more than their case, so two that differ by it alone are one. */
function claim(name: string, { use }: PlacedUse, claims: Map<string, string>): readonly string[] {
  const first = claims.get(name.toLowerCase());
  claims.set(name.toLowerCase(), first ?? use.baseline);
  if (first === undefined) return [];
  const others =
    first === use.baseline ? `twice by the baseline ${first}` : `by the baselines ${first} and ${use.baseline}`;
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
  const expected = baseline.entities.map((entity, index) => {
    const faults = checkFilledEntity(entity, values, ["entities", index], baseline.source);
    problems.push(
      ...faults.map((fault) => ({ ...fault, message: `For account ${account.account.id}: ${fault.message}` })),
    );
    return expectEntity(entity, { baseline: baseline.name, values, documents });
  });
  problems.push(...expected.flatMap((entity) => sizeProblems(entity, account, source.file)));
  return withRemediation(baseline, expected, placed, source, problems);
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

/** Sets each entity's repair to what the account asks for, as far as the baseline permits it. */
function withRemediation(
  baseline: Baseline,
  expected: readonly ExpectedEntity[],
  { use, path }: PlacedUse,
  source: YamlSource,
  problems: Problem[],
): readonly ExpectedEntity[] {
  const permitted = new Map(
    expected.map(({ entity }, index): [string, RemediateMode] => {
      const entry = baseline.entities[index];
      return [formatEntity(entity), entry === undefined ? "off" : permittedMode(entry)];
    }),
  );
  const most = [...permitted.values()].reduce((left, right) => (exceeds(right, left) ? right : left), "off");
  if (exceeds(use.remediate, most)) {
    const message = `remediate: ${use.remediate} is more than the baseline ${baseline.name} permits; write ${most} or less.`;
    problems.push(source.problem([...path, "remediate"], message));
  }
  for (const [name, { remediate }] of Object.entries(use.entities)) {
    const limit = permitted.get(name);
    if (limit === undefined) {
      const message = `${name} is not an entity of the baseline ${baseline.name} here; there are ${[...permitted.keys()].join(", ")}.`;
      problems.push(source.keyProblem([...path, "entities", name], message));
    } else if (exceeds(remediate, limit)) {
      const message = `remediate: ${remediate} is more than the baseline ${baseline.name} permits for ${name}; write ${limit} or less.`;
      problems.push(source.problem([...path, "entities", name, "remediate"], message));
    }
  }
  return expected.map((entity) => {
    const name = formatEntity(entity.entity);
    const asked = (Object.hasOwn(use.entities, name) ? use.entities[name]?.remediate : undefined) ?? use.remediate;
    const limit = permitted.get(name) ?? "off";
    return { ...entity, remediate: exceeds(asked, limit) ? limit : asked };
  });
}
