import { lowerAscii } from "./lower-ascii.ts";
import type { Policy, Statement } from "./policy.ts";

/** What two sets of policies mention, without regard to which: the stuff that sample requests are made of. */
export interface Mentions {
  /** Actions named in full, in lower case, in order. */
  readonly actions: readonly string[];
  /** How an action or a condition key is spelt in the text, by its lower-case form. */
  readonly spellings: ReadonlyMap<string, string>;
  /** Resource patterns with the meaning of `${…}` in them, in order. */
  readonly resources: readonly { readonly pattern: string; readonly variables: boolean }[];
  /** The values of AWS principals, in order. */
  readonly awsPrincipals: readonly string[];
  /** The partition for ARNs that are made up. */
  readonly partition: string;
}

/** Collects the mentions of both sides. Swapping the sides changes nothing. */
export function collectMentions(
  policies: readonly Policy[],
  statements: readonly Statement[],
  partition: string,
): Mentions {
  const spelt = policies.flatMap((policy) =>
    policy.statements.flatMap(({ actions, conditions }) => [...actions.patterns, ...conditions.map(({ key }) => key)]),
  );
  const resources = statements.flatMap(({ resources: list, variables }) => {
    return (list?.patterns ?? []).map((pattern) => JSON.stringify([pattern, variables]));
  });
  return {
    actions: sorted(statements.flatMap(({ actions }) => actions.patterns.filter((pattern) => !/[*?]/.test(pattern)))),
    spellings: new Map(sorted(spelt).map((text) => [lowerAscii(text), text])),
    resources: sorted(resources).map((text) => {
      const [pattern, variables]: [string, boolean] = JSON.parse(text);
      return { pattern, variables };
    }),
    awsPrincipals: sorted(
      statements.flatMap(({ principals }) =>
        (principals?.principals ?? []).flatMap(({ type, value }) => (type === "AWS" ? [value] : [])),
      ),
    ),
    partition,
  };
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
