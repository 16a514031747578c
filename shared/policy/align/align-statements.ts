import { canonicaliseStatements, statementKey } from "../canonicalise.ts";
import type { Policy, Statement } from "../policy.ts";
import { mergeEntries } from "./merge-entries.ts";

/** A statement and what it says: two with the same key decide every request alike. */
interface Keyed {
  readonly statement: Statement;
  readonly key: string;
  /** What it speaks of, each thing a text of its own. */
  readonly parts: ReadonlySet<string>;
}

/** Two statements beside one another, or one without a counterpart. */
export interface StatementPair {
  readonly canonical?: Statement;
  readonly live?: Statement;
  /** Whether they say the same, however they are written. */
  readonly alike: boolean;
}

/** More pairs of statements than this are not held against one another: they stay alone. */
const MOST_HELD = 250_000;

/** Less in common than this is nothing in common: two statements share an effect soon enough. */
const LEAST_IN_COMMON = 0.2;

/**
 * The statements of two policies, each beside the one of the other side that says the same, or else the most nearly the same. The order
 * is that of the canonical policy.
 */
export function alignStatements(canonical: Policy, live: Policy): readonly StatementPair[] {
  const [left, right] = [keyedStatements(canonical), keyedStatements(live)];
  const names = new Map<Keyed, string>();
  for (const [one, other] of pairNearest(left, right)) {
    names.set(one, one.statement.path);
    names.set(other, one.statement.path);
  }
  const nameOf = (each: Keyed): string => names.get(each) ?? `${left.includes(each) ? "canonical" : "live"} only`;
  return mergeEntries(left, right, nameOf).map(([one, other]) => ({
    ...(one && { canonical: one.statement }),
    ...(other && { live: other.statement }),
    alike: one?.key === other?.key,
  }));
}

function keyedStatements({ statements }: Policy): readonly Keyed[] {
  return statements.map((statement) => {
    const canonical = canonicaliseStatements([statement], "aws");
    return { statement, key: canonical.map(statementKey).join(), parts: partsOf(canonical[0] ?? statement) };
  });
}

function partsOf({ effect, actions, resources, principals, conditions }: Statement): ReadonlySet<string> {
  return new Set([
    effect,
    ...actions.patterns.map((pattern) => `action ${actions.not} ${pattern}`),
    ...(resources?.patterns ?? []).map((pattern) => `resource ${resources?.not} ${pattern}`),
    ...(principals?.principals ?? []).map(({ type, value }) => `principal ${type} ${value}`),
    ...conditions.map(({ operator, key }) => `condition ${operator} ${key}`),
  ]);
}

/** Those that say the same first, then those with the most in common; each statement is in one pair at most. */
function pairNearest(left: readonly Keyed[], right: readonly Keyed[]): readonly (readonly [Keyed, Keyed])[] {
  const pairs: (readonly [Keyed, Keyed])[] = [];
  const taken = new Set<Keyed>();
  const take = (one: Keyed, other: Keyed): void => {
    if (taken.has(one) || taken.has(other)) return;
    pairs.push([one, other]);
    taken.add(one).add(other);
  };
  const byKey = Map.groupBy(right, ({ key }) => key);
  for (const one of left) {
    const same = byKey.get(one.key)?.find((other) => !taken.has(other));
    if (same !== undefined) take(one, same);
  }
  const [restLeft, restRight] = [left, right].map((side) => side.filter((each) => !taken.has(each)));
  if (restLeft === undefined || restRight === undefined) return pairs;
  if (restLeft.length * restRight.length > MOST_HELD) return pairs;
  const held = restLeft.flatMap((one) => restRight.map((other) => ({ one, other, score: inCommon(one, other) })));
  for (const { one, other, score } of held.toSorted((first, second) => second.score - first.score)) {
    if (score >= LEAST_IN_COMMON) take(one, other);
  }
  return pairs;
}

/** From 0, nothing, to 1, everything. */
function inCommon({ parts }: Keyed, other: Keyed): number {
  const shared = parts.intersection(other.parts).size;
  return shared / Math.min(parts.size, other.parts.size) / 2 + shared / parts.union(other.parts).size / 2;
}
