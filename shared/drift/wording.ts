import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { Delta } from "../policy/comparison.ts";

/** `role X`, `service-linked role X`, `user X`, `policy X`, `the root user`. */
export function nameEntity({ kind, entity }: ExpectedEntity): string {
  if (kind === "root") return "the root user";
  return `${kind === "service-linked-role" ? "service-linked role" : kind} ${entity.name}`;
}

/** Begins with a capital, ends with one full stop, stands on one line, and shows what would otherwise be invisible. */
export function sentence(text: string): string {
  const visible = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
  return `${visible.charAt(0).toUpperCase()}${visible.slice(1).replace(/\.+$/, "")}.`;
}

/** `…ABCD`: all that is ever shown of an access key id in a sentence. */
export function lastFour(accessKeyId: string): string {
  return `…${accessKeyId.slice(-4)}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function listInWords(items: readonly string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** More than this of each is in the drift's deltas, not in its sentence. */
const MOST_NAMED = 3;
const LONGEST_NAMED = 160;

/** `gained A and B, lost C`; empty where there are no deltas. */
export function describeDeltas(deltas: readonly Delta[]): string {
  return (["gained", "lost"] as const).flatMap((effect) => namedDeltas(effect, deltas)).join(", ");
}

function namedDeltas(effect: Delta["effect"], deltas: readonly Delta[]): readonly string[] {
  const texts = deltas.filter((delta) => delta.effect === effect).map(({ text }) => shorten(text));
  if (texts.length === 0) return [];
  const beyond = texts.length - MOST_NAMED;
  const named = beyond > 0 ? [...texts.slice(0, MOST_NAMED), `${beyond} more`] : texts;
  return [`${effect} ${listInWords(named)}`];
}

function shorten(text: string): string {
  if (text.length <= LONGEST_NAMED) return text;
  return `${[...text]
    .slice(0, LONGEST_NAMED - 1)
    .join("")
    .trimEnd()}…`;
}
