import type { Unreadable } from "./observation.ts";

/** An aspect or entity that a snapshot tells nothing of. */
export type Untold = { readonly status: "unreadable"; readonly reason: Unreadable };

/** Where something was looked for: the API call, or `snapshot`, for files. */
export interface Called {
  readonly call: string;
}

/** The call that is named where files do not hold something. */
export const SNAPSHOT: Called = { call: "snapshot" };

/** The observation of what was not to be had there. `message` is one sentence that names the file or the call. */
export function notHeld({ call }: Called, message: string): Untold {
  return { status: "unreadable", reason: { call, code: "NotHeld", message } };
}

/** The observation of what is there in a form that cannot be read. `message` is one sentence that names the file or the call. */
export function malformed({ call }: Called, message: string): Untold {
  return { status: "unreadable", reason: { call, code: "MalformedAnswer", message } };
}
