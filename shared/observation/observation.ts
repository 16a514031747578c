/** Why a read failed: which call, with which error code, in AWS's words. */
export interface Unreadable {
  /** The API call, e.g. `ListRolePolicies`, or what an input does not hold, e.g. `snapshot`. */
  readonly call: string;
  /** AWS's error code (`AccessDenied`, `Throttling`), `NotHeld` where the input cannot say, `NotAsked` where the caller did not ask. */
  readonly code: string;
  readonly message: string;
}

/**
 * What a read said. A read that failed is `unreadable`, never `absent`: peers that turned AccessDenied into
 * "not found" deleted data for it.
 */
export type Observation<T> =
  | { readonly status: "present"; readonly state: T }
  | { readonly status: "absent" }
  | { readonly status: "unreadable"; readonly reason: Unreadable };
