import { instances } from "./instantiate.ts";
import { lowerAscii } from "./lower-ascii.ts";
import type { Policy, Statement } from "./policy.ts";

/** What two sets of policies mention, without regard to which: the stuff that sample requests are made of. */
export interface Mentions {
  /** Actions named in full, in lower case, in order. */
  readonly actions: readonly string[];
  /** How an action or a condition key is spelt in the text, by its lower-case form. */
  readonly spellings: ReadonlyMap<string, string>;
  /** Patterns of actions, in lower case, in order. */
  readonly actionPatterns: readonly string[];
  /** ARNs that the resource patterns match, in the patterns' order. */
  readonly arns: readonly string[];
  /** The values of AWS principals, in order. */
  readonly awsPrincipals: readonly string[];
  /** The partition for ARNs that are made up. */
  readonly partition: string;
}

/** Of more resource patterns than this no ARNs are made. */
const MOST_RESOURCES = 300;

/** Collects the mentions of both sides. Swapping the sides changes nothing. */
export function collectMentions(
  policies: readonly Policy[],
  statements: readonly Statement[],
  partition: string,
): Mentions {
  const spelt = policies.flatMap((policy) => [
    ...policy.statements.flatMap(({ actions, conditions }) => [
      ...actions.patterns,
      ...conditions.map(({ key }) => key),
    ]),
    ...[...policy.text.matchAll(/\$\{([^},]+)/g)].map(([, key = ""]) => key),
  ]);
  const actions = sorted(statements.flatMap((statement) => statement.actions.patterns));
  const resources = statements.flatMap(({ resources: list, variables }) => {
    return (list?.patterns ?? []).map((pattern) => JSON.stringify([pattern, variables]));
  });
  return {
    actions: actions.filter((pattern) => !/[*?\s]/.test(pattern)),
    actionPatterns: actions.filter((pattern) => /[*?]/.test(pattern)),
    spellings: new Map(sorted(spelt).map((text) => [lowerAscii(text), text])),
    arns: sorted(resources)
      .slice(0, MOST_RESOURCES)
      .flatMap((text) => {
        const [pattern, variables]: [string, boolean] = JSON.parse(text);
        return pattern === "*" ? [] : instances(pattern, variables);
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
