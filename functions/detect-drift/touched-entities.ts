import type { ExpectedAccount } from "../../shared/baselines/expected-state.ts";
import { namedEntities } from "../../shared/baselines/named-entities.ts";
import type { ClaimedActor } from "../../shared/iam/actor.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import { entityKey, type WatchedEntity, watchedEntities } from "../settle-entities.ts";
import type { Touch } from "./read-touches.ts";

/** An expected entity that messages of a batch touched. */
export interface TouchedEntity extends WatchedEntity {
  readonly actor: ClaimedActor;
  readonly messageIds: readonly string[];
  /** ISO 8601: when the latest first look was over, where all the messages ask for is a second; absent where an event touched it. */
  readonly lookedAt?: string;
}

/**
 * The expected entities that were touched, each with the messages that touched it and the actor of the latest event. An entity is
 * touched too where a policy, a group or a trusted principal is that its baseline names: the events of those do not name it.
 */
export function touchedEntities(
  account: ExpectedAccount,
  touches: readonly Omit<Touch, "account">[],
): readonly TouchedEntity[] {
  return watchedEntities(account).flatMap((watched) => {
    const names = [
      formatEntity(watched.expected[0].entity),
      ...watched.expected.flatMap((each) => namedEntities(each, account.account)),
    ];
    const keys = new Set(names.map(entityKey));
    const touching = touches.filter(({ entities }) => entities.some((entity) => keys.has(entityKey(entity))));
    const [first, ...others] = touching;
    if (first === undefined) return [];
    const actor = others.reduce((latest, { actor }) => (isEarlier(actor, latest) ? latest : actor), first.actor);
    const deletionTasks = touching.flatMap(({ deletionTask }) => deletionTask ?? []);
    const messageIds = [...new Set(touching.map(({ messageId }) => messageId))];
    return [{ ...watched, actor, deletionTasks, messageIds, ...latestFirstLook(touching) }];
  });
}

function isEarlier(one: ClaimedActor, other: ClaimedActor): boolean {
  return Date.parse(one.eventTime) < Date.parse(other.eventTime);
}

function latestFirstLook(touching: readonly Pick<Touch, "lookedAt">[]): Pick<TouchedEntity, "lookedAt"> {
  const times = touching.flatMap(({ lookedAt }) => lookedAt ?? []);
  if (times.length < touching.length) return {};
  return { lookedAt: times.reduce((latest, time) => (Date.parse(time) > Date.parse(latest) ? time : latest)) };
}
