import type { EntityReference } from "../iam/entity-reference.ts";
import type { EntityObservation } from "./entity-state.ts";

/**
 * What of an entity is read only where it is asked for, since it takes calls of its own. All else is always read: trust, boundary, tags
 * and session length come with the call that tells whether the entity is there, and a policy is nothing without its document.
 * `accessKeyUse` is when each access key was last used: one call per key, and the keys are read with it.
 */
export type AspectToAsk = "inlinePolicies" | "attachments" | "groups" | "loginProfile" | "accessKeys" | "accessKeyUse";

/** What to read of an entity. A customer managed policy is found by its ARN, which needs its path. */
export interface ReadRequest {
  readonly entity: EntityReference;
  /** The expected path; only consulted for `policy`. */
  readonly path: string;
  /**
   * The only aspects to spend calls on; left out, all that the entity's kind has. One that was not asked for, and so was not read,
   * comes back `unreadable` with code `NotAsked`: nothing can be concluded from it.
   */
  readonly aspects?: ReadonlySet<AspectToAsk>;
  /** The deletion tasks to ask the status of: one call each. Only consulted for `role`, and only where the role is there. */
  readonly deletionTasks?: readonly string[];
}

/**
 * The port through which the account is read. Implementations never throw for what IAM answers: AccessDenied,
 * throttling and time-outs come back as `unreadable`, NoSuchEntity as `absent`.
 */
export interface IamReader {
  observe(request: ReadRequest): Promise<EntityObservation>;
}
