import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { EntityObservation, EntityState } from "../observation/entity-state.ts";
import { isThere } from "./service-linked-path.ts";

/** Which of all entities that ever bore its name an entity was. */
export interface RememberedIdentity {
  /** IAM's unique id, e.g. `AROA…`, which no other entity ever has: not one of the same name either. */
  readonly id: string;
  /** ISO 8601: when the reading was begun that first showed it, or that somebody accepted it by. */
  readonly since: string;
}

/**
 * Which entity a reading has shown; `undefined` where it is the root user, who is always the same, where it is not the entity that is
 * expected, and where none was read.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
export function identityOf(
  expected: ExpectedEntity,
  { askedAt, observation }: EntityObservation,
): RememberedIdentity | undefined {
  const id = observation.status === "present" ? uniqueIdOf(expected, observation.state) : undefined;
  return id === undefined ? undefined : { id, since: askedAt };
}

/** IAM's unique id of what was read; `undefined` as {@link identityOf} has it. */
export function uniqueIdOf(expected: ExpectedEntity, state: EntityState): string | undefined {
  if (!isThere(expected, state)) return undefined;
  switch (state.kind) {
    case "role":
      return state.roleId;
    case "user":
      return state.userId;
    case "group":
      return state.groupId;
    case "policy":
      return state.policyId;
    case "root":
      return undefined;
  }
}
