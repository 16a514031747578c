import { lowerAscii } from "./lower-ascii.ts";
import type { Policy } from "./policy.ts";

/** How two sets of policies write what they mention, without regard to which of them does. */
export interface Mentions {
  /** How an action or a condition key is spelt in the text, by its lower-case form. */
  readonly spellings: ReadonlyMap<string, string>;
}

/** Collects the mentions of both sides. Swapping the sides changes nothing. */
export function collectMentions(policies: readonly Policy[]): Mentions {
  const spelt = policies.flatMap(({ statements }) =>
    statements.flatMap(({ actions, conditions }) => [...actions.patterns, ...conditions.map(({ key }) => key)]),
  );
  return { spellings: new Map([...new Set(spelt)].sort().map((text) => [lowerAscii(text), text])) };
}
