import { compileConfiguration } from "../baselines/compile-configuration.ts";
import { formatProblem } from "../baselines/problem.ts";
import type { AccountAddress } from "../iam/arn.ts";
import { formatEntity } from "../iam/entity-reference.ts";
import { comparePolicyTexts } from "../policy/compare-policy-texts.ts";
import type { PolicyKind } from "../policy/comparison.ts";
import type { EntityDraft } from "./adopt-draft.ts";
import type { AdoptableState } from "./adopt-entity.ts";
import { expectedProfile, observedProfile, type Profile, type ProfileDocuments } from "./adopt-profile.ts";

/** An entity as it was read, and what the baseline is to say of it. */
export interface DraftedEntity {
  readonly draft: EntityDraft;
  readonly state: AdoptableState;
}

/**
 * Reads a written baseline as everybody else will, fills it in for the account, and holds it against what was read.
 * @param files by their names in the folder
 * @returns everything that keeps it from saying just that, one sentence each
 */
export function verifyBaseline(
  name: string,
  files: ReadonlyMap<string, string>,
  entities: readonly DraftedEntity[],
  { account, partition }: AccountAddress,
): readonly string[] {
  const folder = `policies/${name}/`;
  const configuration = { accounts: [{ id: account, partition, baselines: [{ baseline: name }] }] };
  const compilation = compileConfiguration({
    configuration: { file: "plumbline.yml", text: JSON.stringify(configuration) },
    files: new Map([...files].map(([file, text]) => [`${folder}${file}`, text])),
  });
  if (compilation.status === "invalid") {
    return compilation.problems.map((problem) => formatProblem({ ...problem, file: problem.file.replace(folder, "") }));
  }
  const all = compilation.configuration.accounts.flatMap((each) => each.entities);
  const expected = new Map(all.map((each) => [formatEntity(each.entity), each]));
  return entities.flatMap(({ draft, state }) => {
    const entity = formatEntity(draft.entity);
    const found = expected.get(entity);
    const isServiceLinked = found?.kind === "service-linked-role";
    const departures =
      found === undefined ? ["name"] : departuresOf(expectedProfile(found), observedProfile(state, isServiceLinked));
    return departures.map((what) => `${entity} cannot be adopted: no baseline could be written that says its ${what}.`);
  });
}

function departuresOf(expected: Profile, observed: Profile): readonly string[] {
  const names = new Set([...Object.keys(expected.aspects), ...Object.keys(observed.aspects)]);
  return [
    ...[...names].filter((name) => !isSame(expected.aspects[name], observed.aspects[name])),
    ...documentDepartures(expected.trust, observed.trust, "trust"),
    ...documentDepartures(expected.documents, observed.documents, "identity"),
  ];
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Only what is known to decide alike in every case is the same. */
function documentDepartures(expected: ProfileDocuments, live: ProfileDocuments, kind: PolicyKind): readonly string[] {
  const names = new Set([...Object.keys(expected), ...Object.keys(live)]);
  return [...names].filter((name) => {
    const [one, other] = [expected[name], live[name]];
    if (one === undefined || other === undefined) return true;
    const comparison = comparePolicyTexts([one], [other], kind);
    return comparison.status === "invalid" || comparison.verdict.verdict !== "equal";
  });
}
