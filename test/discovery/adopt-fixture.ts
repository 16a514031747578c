import { compileConfiguration } from "../../shared/baselines/compile-configuration.ts";
import type { ExpectedEntity } from "../../shared/baselines/expected-state.ts";
import { type Adoption, type AdoptionRequest, adopt } from "../../shared/discovery/adopt.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import type { EntityObservation, EntityState } from "../../shared/observation/entity-state.ts";
import { ACCOUNT, ASKED_AT, detect, driftsOf, NOW, present } from "../drift/fixtures.ts";

const ADDRESS = { account: ACCOUNT, partition: "aws" };

/** A reading of an entity that is there. */
export function reading(name: string, state: Exclude<EntityState, { kind: "root" }>): EntityObservation {
  return { entity: { kind: state.kind, name }, askedAt: ASKED_AT, observation: present(state) };
}

export function adoptAll(observations: readonly EntityObservation[], changes: Partial<AdoptionRequest> = {}): Adoption {
  const given = { name: "demo", title: "Demo", address: ADDRESS, source: "live", adoptedAt: NOW } as const;
  return adopt({ ...given, observations, ...changes });
}

/** The files of an adoption that did not refuse. */
export function filesOf(adoption: Adoption): ReadonlyMap<string, string> {
  if (adoption.status === "refused") throw new Error(adoption.refusals.join("\n"));
  return adoption.files;
}

/** What the baseline in a folder called `demo` expects of an account. */
export function expectedIn(
  files: ReadonlyMap<string, string>,
  address: { readonly account: string; readonly partition: string } = ADDRESS,
): readonly ExpectedEntity[] {
  const accounts = [{ id: address.account, partition: address.partition, baselines: [{ baseline: "demo" }] }];
  const compilation = compileConfiguration({
    configuration: { file: "plumbline.yml", text: JSON.stringify({ accounts }) },
    files: new Map([...files].map(([file, text]) => [`policies/demo/${file}`, text])),
  });
  if (compilation.status === "invalid") throw new Error(JSON.stringify(compilation.problems));
  return compilation.configuration.accounts.flatMap(({ entities }) => entities);
}

/** Everything that holding observations to a baseline's files finds, and whatever it could not decide. */
export async function checked(
  files: ReadonlyMap<string, string>,
  observations: readonly EntityObservation[],
): Promise<readonly string[]> {
  const byName = new Map(observations.map((each) => [formatEntity(each.entity), each.observation]));
  const found: string[] = [];
  for (const expected of expectedIn(files)) {
    const name = formatEntity(expected.entity);
    const observation = byName.get(name);
    if (observation === undefined) throw new Error(`Nobody asked for ${name}.`);
    const detection = await detect(expected, observation);
    found.push(...driftsOf(detection).map(({ rule, subject }) => `${name} ${rule} ${subject}`));
    found.push(...detection.outcomes.flatMap((each) => (each.status === "undecided" ? [`${name} ${each.rule}?`] : [])));
  }
  return found;
}
