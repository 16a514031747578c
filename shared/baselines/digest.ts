import { createHash } from "node:crypto";

/**
 * Writes JSON data in one way only: without layout, and with the keys of every object in order of their UTF-16 code
 * units. Lists keep their order. A key whose value is `undefined` is left out, as JSON leaves it out.
 */
export function canonicalJson(value: unknown): string {
  const pieces: string[] = [];
  writeCanonical(value, (piece) => pieces.push(piece));
  return pieces.join("");
}

/** Hashed piece by piece: what an organisation's accounts expect together is longer than a text should be. */
const HASHED_AT_ONCE = 10_000;

/** `sha256:` and 64 hexadecimal digits over {@link canonicalJson}. */
export function digestOf(value: unknown): string {
  const hash = createHash("sha256");
  let pieces: string[] = [];
  writeCanonical(value, (piece) => {
    pieces.push(piece);
    if (pieces.length < HASHED_AT_ONCE) return;
    hash.update(pieces.join(""));
    pieces = [];
  });
  return `sha256:${hash.update(pieces.join("")).digest("hex")}`;
}

function writeCanonical(value: unknown, write: (piece: string) => void): void {
  if (Array.isArray(value)) {
    write("[");
    for (const [index, item] of value.entries()) {
      if (index > 0) write(",");
      writeCanonical(item ?? null, write);
    }
    write("]");
  } else if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    write("{");
    for (const [index, [key, member]] of members.sort(([left], [right]) => (left < right ? -1 : 1)).entries()) {
      write(`${index > 0 ? "," : ""}${JSON.stringify(key)}:`);
      writeCanonical(member, write);
    }
    write("}");
  } else write(JSON.stringify(value));
}
