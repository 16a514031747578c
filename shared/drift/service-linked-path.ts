import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { EntityState } from "../observation/entity-state.ts";

/**
 * Whether what was read is the entity that is expected. A service-linked role is one by its path, which only its service can give it:
 * a role of the same name is not it.
 */
export function isThere(expected: ExpectedEntity, state: EntityState): boolean {
  return expected.kind !== "service-linked-role" || state.kind !== "role" || state.path === expected.path;
}
