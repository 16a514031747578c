import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { EntityObservation } from "../observation/entity-state.ts";
import type { IamReader, ReadRequest } from "../observation/iam-reader.ts";
import { observeEntities } from "../observation/observe-entities.ts";
import { aspectsToAsk } from "./needed-aspects.ts";

/** What is expected of an entity, and what was read of it. */
export interface ObservedEntity {
  readonly expected: ExpectedEntity;
  readonly observation: EntityObservation;
}

/**
 * Reads what the rules look at of every expected entity, each once, and spends no call on anything else.
 * @param deletionTasksOf the deletion tasks that are known of an entity; none are unless told.
 * @returns one for each of `entities`, in their order
 */
export async function observeExpected(
  reader: IamReader,
  entities: readonly ExpectedEntity[],
  deletionTasksOf: (expected: ExpectedEntity) => readonly string[] = () => [],
): Promise<readonly ObservedEntity[]> {
  const requests = entities.map((expected) => {
    const { entity, path } = expected;
    return { entity, path, aspects: aspectsToAsk(expected), ...named(deletionTasksOf(expected)) };
  });
  const observations = (await observeEntities(reader, requests)).values();
  return entities.map((expected) => ({ expected, observation: next(observations) }));
}

function named(deletionTasks: readonly string[]): Pick<ReadRequest, "deletionTasks"> {
  return deletionTasks.length === 0 ? {} : { deletionTasks };
}

function next(observations: Iterator<EntityObservation>): EntityObservation {
  const { done, value } = observations.next();
  if (done) throw new Error("There are fewer observations than requests.");
  return value;
}
