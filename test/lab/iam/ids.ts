import { randomInt, randomUUID } from "node:crypto";

/** The lab's source of everything that looks random, passed in so that a test can make it predictable. */
export interface Ids {
  /** A lower-case UUID, as in request ids, event ids and deletion tasks. */
  uuid(): string;
  /** `count` characters drawn from `alphabet`. */
  characters(alphabet: string, count: number): string;
}

/** The upper-case base 32 alphabet of RFC 4648, which IAM's unique ids are written in. */
const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

const secretAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * The prefixes of IAM's unique ids.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-prefixes
 */
export type UniqueIdPrefix = "AROA" | "AIDA" | "ANPA" | "AGPA";

/** A unique id of a role, user, policy or group: its prefix and 17 characters. */
export function uniqueId(ids: Ids, prefix: UniqueIdPrefix): string {
  return prefix + ids.characters(base32, 17);
}

/** An access key id: `AKIA` for a user's own key, `ASIA` for a session's, and 16 characters. */
export function accessKeyId(ids: Ids, prefix: "AKIA" | "ASIA"): string {
  return prefix + ids.characters(base32, 16);
}

/** A secret access key: 40 characters. */
export function secretAccessKey(ids: Ids): string {
  return ids.characters(secretAlphabet, 40);
}

/** Ids that are really random. */
export function randomIds(): Ids {
  return {
    uuid: () => randomUUID(),
    characters: (alphabet, count) =>
      Array.from({ length: count }, () => alphabet.charAt(randomInt(alphabet.length))).join(""),
  };
}
