import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { EntityObservation } from "../observation/entity-state.ts";
import type { IamReader } from "../observation/iam-reader.ts";
import { observeEntities } from "../observation/observe-entities.ts";
import { aspectsToAsk } from "./needed-aspects.ts";

/** What is expected of an entity, and what was read of it. */
export interface ObservedEntity {
  readonly expected: ExpectedEntity;
  readonly observation: EntityObservation;
}

/**
 * Reads what the rules look at of every expected entity, each once, and spends no call on anything else.
 * @returns one for each of `entities`, in their order
 */
export async function observeExpected(
  reader: IamReader,
  entities: readonly ExpectedEntity[],
): Promise<readonly ObservedEntity[]> {
  const requests = entities.map((expected) => {
    const { entity, path } = expected;
    return { entity, path, aspects: aspectsToAsk(expected) };
  });
  const observations = (await observeEntities(reader, requests)).values();
  return entities.map((expected) => ({ expected, observation: next(observations) }));
}

function next(observations: Iterator<EntityObservation>): EntityObservation {
  const { done, value } = observations.next();
  if (done) throw new Error("There are fewer observations than requests.");
  return value;
}
