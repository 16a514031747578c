import type { EntityReference } from "../iam/entity-reference.ts";
import type { EntityObservation } from "./entity-state.ts";

/** What to read of an entity. A customer managed policy is found by its ARN, which needs its path. */
export interface ReadRequest {
  readonly entity: EntityReference;
  /** The expected path; only consulted for `policy`. */
  readonly path: string;
}

/**
 * The port through which the account is read. Implementations never throw for what IAM answers: AccessDenied,
 * throttling and time-outs come back as `unreadable`, NoSuchEntity as `absent`.
 */
export interface IamReader {
  observe(request: ReadRequest): Promise<EntityObservation>;
}
