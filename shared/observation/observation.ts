import type { Unreadable } from "../iam/unreadable.ts";

export type { Unreadable } from "../iam/unreadable.ts";

/**
 * What a read said. A read that failed is `unreadable`, never `absent`: peers that turned AccessDenied into
 * "not found" deleted data for it.
 */
export type Observation<T> =
  | { readonly status: "present"; readonly state: T }
  | { readonly status: "absent" }
  | { readonly status: "unreadable"; readonly reason: Unreadable };
