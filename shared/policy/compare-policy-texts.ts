import type { PolicyKind, Verdict } from "./comparison.ts";
import { type CompiledStatement, compileStatement } from "./decide/compiled-statement.ts";
import { decideSides } from "./decide/decide-sides.ts";
import type { KeyState } from "./decide/key-domain.ts";
import { decidePolicies } from "./decide-policies.ts";
import { KnownStatements } from "./known-statements.ts";
import { isOfKind, LONGEST, parsePolicy } from "./parse-policy.ts";
import type { Policy, PolicyProblem } from "./policy.ts";
import { readCompactPolicy, readStatement } from "./read-compact-policy.ts";

/** What {@link comparePolicyTexts} returns. */
export type TextComparison =
  | { readonly status: "compared"; readonly verdict: Verdict }
  | {
      readonly status: "invalid";
      readonly side: "canonical" | "live";
      /** Which of the side's texts, counted from 0. */
      readonly index: number;
      readonly problems: readonly PolicyProblem[];
    };

/** How much is remembered: characters of texts and of statements, verdicts, condition keys with their states. */
export interface TextComparerBounds {
  readonly characters: number;
  readonly statementCharacters: number;
  readonly verdicts: number;
  readonly keys: number;
}

const MOST: TextComparerBounds = {
  characters: 64_000_000,
  statementCharacters: 32_000_000,
  verdicts: 100_000,
  keys: 20_000,
};

/** A text that was read. `statements` is only there for identity policies written compactly. */
interface Document {
  readonly number: number;
  readonly text: string;
  readonly statements: readonly CompiledStatement[] | undefined;
}

/**
 * Compares policies given as texts, remembering what it has read and decided, within bounds: a text or a statement that was seen before
 * is not read again, and two texts that were compared before are not compared again.
 */
export class PolicyTextComparer {
  /** By a few of their characters: to take in every character of a text that comes once costs more than it spares. */
  #documents = new Map<number, Document[]>();
  #characters = 0;
  #statements = new KnownStatements();
  #verdicts = new Map<number, TextComparison>();
  #known = new Map<string, readonly KeyState[]>();
  #numbers = 0;
  /** How often all was forgotten. */
  #forgotten = 0;
  /** Never counted from the start again: a statement that is remembered somewhere must not be taken for another. */
  #identities = 0;
  readonly #most: TextComparerBounds;

  /** @param most how much is remembered */
  constructor(most: TextComparerBounds = MOST) {
    this.#most = most;
  }

  /** Compares two sets of policies, each taken as one union of statements. @param kind what all of the policies are for */
  compare(canonical: readonly string[], live: readonly string[], kind: PolicyKind): TextComparison {
    const [left, right] = [canonical[0], live[0]];
    if (
      kind !== "identity" ||
      canonical.length !== 1 ||
      live.length !== 1 ||
      left === undefined ||
      right === undefined
    ) {
      return compareAfresh(canonical, live, kind);
    }
    const forgotten = this.#forgotten;
    const [one, other] = [this.#document(left), this.#document(right)];
    // Reading the second may have let the first be forgotten, and its number will be another document's.
    if (this.#forgotten !== forgotten) return this.#compareDocuments(one, other);
    const pair = one.number * 2 ** 26 + other.number;
    const before = this.#verdicts.get(pair);
    if (before !== undefined) return before;
    const comparison = this.#compareDocuments(one, other);
    if (this.#verdicts.size >= this.#most.verdicts) this.#verdicts.clear();
    this.#verdicts.set(pair, comparison);
    return comparison;
  }

  #compareDocuments(one: Document, other: Document): TextComparison {
    if (one.statements === undefined || other.statements === undefined)
      return compareAfresh([one.text], [other.text], "identity");
    if (one === other) return { status: "compared", verdict: { verdict: "equal", change: "identical" } };
    if (this.#known.size > this.#most.keys) this.#known.clear();
    const sides = { canonical: { policies: one.statements }, live: { policies: other.statements } };
    const verdict = decideSides(sides, this.#known);
    // A statement that is shared between texts does not know where it stands in this one, as the reason should say.
    return verdict.verdict === "unknown"
      ? compareAfresh([one.text], [other.text], "identity")
      : { status: "compared", verdict };
  }

  #document(text: string): Document {
    const sample = sampleOf(text);
    const known = this.#documents.get(sample)?.find((each) => each.text === text);
    if (known !== undefined) return known;
    this.#characters += text.length;
    if (this.#characters > this.#most.characters || this.#numbers >= 2 ** 26 - 1) this.#forget(text.length);
    const document = { number: this.#numbers, text, statements: this.#read(text) };
    this.#numbers += 1;
    const alike = this.#documents.get(sample) ?? [];
    this.#documents.set(sample, alike.length < MOST_ALIKE ? [...alike, document] : [document]);
    return document;
  }

  /** Everything at once: what is asked for again is soon known again. */
  #forget(characters: number): void {
    this.#documents.clear();
    this.#verdicts.clear();
    this.#statements = new KnownStatements();
    this.#known.clear();
    this.#characters = characters;
    this.#numbers = 0;
    this.#forgotten += 1;
  }

  #read(text: string): readonly CompiledStatement[] | undefined {
    if (text.length > LONGEST) return undefined;
    const compact = readCompactPolicy(text, {
      find: (whole, at, variables) => this.#statements.find(whole, at, variables),
      read: (own, value, variables) => this.#compile(own, value, variables),
    });
    return compact?.statements;
  }

  #compile(text: string, value: unknown, variables: boolean): CompiledStatement | undefined {
    const statement = readStatement(value, variables);
    if (statement === undefined || !isOfKind(statement, "identity")) return undefined;
    const compiled = compileStatement({ ...statement, path: "Statement" }, this.#identities);
    this.#identities += 1;
    if (this.#statements.characters < this.#most.statementCharacters) this.#statements.add(text, variables, compiled);
    return compiled;
  }
}

/** Texts that {@link sampleOf} does not tell apart, of which more are not looked through. */
const MOST_ALIKE = 16;

/** How many characters are looked at to tell texts apart. */
const SAMPLES = 16;

/** A number that two texts seldom share unless they are the same. */
function sampleOf(text: string): number {
  const step = Math.max(1, Math.floor(text.length / SAMPLES));
  let sample = text.length;
  for (let at = text.length - 1; at >= 0; at -= step) sample = Math.imul(sample, 31) + text.charCodeAt(at);
  return sample | 0;
}

function compareAfresh(canonical: readonly string[], live: readonly string[], kind: PolicyKind): TextComparison {
  const parsed: Policy[][] = [];
  for (const [side, texts] of [
    ["canonical", canonical],
    ["live", live],
  ] as const) {
    const policies: Policy[] = [];
    for (const [index, text] of texts.entries()) {
      const result = parsePolicy(text, kind);
      if (result.status === "invalid") return { status: "invalid", side, index, problems: result.problems };
      policies.push(result.policy);
    }
    parsed.push(policies);
  }
  const [left = [], right = []] = parsed;
  return { status: "compared", verdict: decidePolicies(left, right, kind) };
}

const comparer = new PolicyTextComparer();

/**
 * Compares two sets of policies given as texts, each taken as one union of statements, by what they decide. Texts and verdicts are
 * remembered within bounds for as long as the process lives.
 *
 * @param kind what all of the policies are for
 */
export function comparePolicyTexts(
  canonical: readonly string[],
  live: readonly string[],
  kind: PolicyKind,
): TextComparison {
  return comparer.compare(canonical, live, kind);
}
