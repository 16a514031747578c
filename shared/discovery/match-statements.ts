import { lowerAscii } from "../policy/lower-ascii.ts";
import type { Policy, Statement } from "../policy/policy.ts";
import { likeness, type Signature } from "./match-signature.ts";

/** One place of a statement that holds texts, in the canonical document and in the live one. */
export interface Facet {
  readonly templates: readonly string[];
  readonly texts: readonly string[];
}

/** A canonical statement and a live one that speak of some action both, with the same effect. */
export interface StatementPair {
  /** The share of their actions that both have: above 0, at most 1. */
  readonly closeness: number;
  /** Whether no other live statement is closer to the canonical one. */
  readonly isClosest: boolean;
  /** The places that both have. */
  readonly facets: readonly Facet[];
}

/** Every pair of a canonical and a live statement that have something to do with one another. */
export function statementPairs(canonical: Policy, live: Policy): readonly StatementPair[] {
  const others = live.statements.map((statement) => ({ statement, actions: actionsOf(statement) }));
  return canonical.statements.flatMap((statement) => {
    const actions = actionsOf(statement);
    const close = others
      .map((other) => ({ ...other, closeness: likeness(actions, other.actions) }))
      .filter(({ closeness }) => closeness > 0);
    const closest = Math.max(...close.map(({ closeness }) => closeness));
    return close.map((other) => ({
      closeness: other.closeness,
      isClosest: other.closeness === closest,
      facets: facetsOf(statement, other.statement),
    }));
  });
}

function actionsOf({ effect, actions }: Statement): Signature {
  return new Set(actions.patterns.map((pattern) => `${effect} ${actions.not} ${lowerAscii(pattern)}`));
}

function facetsOf(canonical: Statement, live: Statement): readonly Facet[] {
  const texts = new Map([...textsOf(live)].map(([place, each]) => [place, each.flatMap(spellings)]));
  return [...textsOf(canonical)].flatMap(([place, templates]) => {
    const found = texts.get(place);
    return found === undefined ? [] : [{ templates, texts: found }];
  });
}

/** The texts of a statement by their place, spelt in one way. */
function textsOf({ resources, principals, conditions }: Statement): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, readonly string[]>();
  if (resources !== undefined) places.set(`resource ${resources.not}`, resources.patterns);
  for (const { type, value } of principals?.principals ?? []) {
    const place = `principal ${principals?.not} ${type}`;
    places.set(place, [...(places.get(place) ?? []), value]);
  }
  for (const { operator, key, values } of conditions) {
    places.set(`condition ${operator} ${lowerAscii(key)}`, values);
  }
  return places;
}

/** IAM keeps an account's principal as the ARN of its root; a document may name the account alone. */
function spellings(text: string): readonly string[] {
  const account = /^arn:[^:]+:iam::(\d{12}):root$/.exec(text)?.[1];
  return account === undefined ? [text] : [text, account];
}
