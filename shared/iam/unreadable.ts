/** Why a read failed: which call, with which error code, in AWS's words. */
export interface Unreadable {
  /** The API call, e.g. `ListRolePolicies`, or what an input does not hold, e.g. `snapshot`. */
  readonly call: string;
  /** AWS's error code (`AccessDenied`, `Throttling`), `NotHeld` where the input cannot say, `NotAsked` where the caller did not ask. */
  readonly code: string;
  readonly message: string;
}
