import type { Unreadable } from "./observation.ts";

/** An aspect or entity that a snapshot tells nothing of. */
export type Untold = { readonly status: "unreadable"; readonly reason: Unreadable };

/** The observation of what the files do not hold. `message` is one sentence that names the file. */
export function notHeld(message: string): Untold {
  return { status: "unreadable", reason: { call: "snapshot", code: "NotHeld", message } };
}

/** The observation of what the files hold in a form that cannot be read. `message` is one sentence that names the file. */
export function malformed(message: string): Untold {
  return { status: "unreadable", reason: { call: "snapshot", code: "MalformedAnswer", message } };
}
