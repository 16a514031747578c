import type { AspectToAsk, ReadRequest } from "../observation/iam-reader.ts";
import type { Observation, Unreadable } from "../observation/observation.ts";

/** Reads an aspect where it was asked for; makes no call, and says so, where it was not. */
export type ReadIfAsked = <T>(
  aspect: AspectToAsk,
  call: string,
  read: () => Promise<Observation<T>>,
) => Promise<Observation<T>>;

/** A {@link ReadIfAsked} for the aspects of one request; `undefined` asks for all. */
export function createReadIfAsked(aspects: ReadRequest["aspects"]): ReadIfAsked {
  // A key's last use can only be read of a key that is known.
  const asked = aspects?.has("accessKeyUse") ? new Set(aspects).add("accessKeys") : aspects;
  return async (aspect, call, read) => (asked?.has(aspect) === false ? notAsked(call) : read());
}

/** The observation of an aspect for which no call was made: it decides nothing, as little as a refused call. */
function notAsked(call: string): { status: "unreadable"; reason: Unreadable } {
  return { status: "unreadable", reason: { call, code: "NotAsked", message: `${call} was not asked for.` } };
}
