import { MeteredWork, type Work } from "../work.ts";
import type { CompiledTest } from "./condition-test.ts";
import { type KeyState, keyStates, meetingState } from "./key-domain.ts";
import { type Effort, hasPatterns } from "./key-values.ts";

/** Something of which only the name is known, and whether it is so: that a policy variable makes a resource match, say. */
export interface Unsettled {
  readonly name: string;
  readonly holds: boolean;
}

/** Conditions that all have to be met. */
export interface Clause {
  readonly tests: readonly CompiledTest[];
  readonly unsettled: readonly Unsettled[];
}

/** A request's context. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

/** A context that meets one clause and none of the others. */
interface FoundContext {
  readonly context: Context;
  /** Whether it surely does. */
  readonly certain: boolean;
}

/** What the search for a context may use. */
export interface Conditions {
  /** Keys that are held to a value, by their names in lower case. */
  readonly fixed: ReadonlyMap<string, string | undefined>;
  /** States of keys worked out before, by the tests on them. */
  readonly known: Map<string, readonly KeyState[]>;
  readonly work: Work;
}

/** One independent part of a context and what may be chosen for it. */
interface Part {
  readonly options: readonly Option[];
}

interface Option {
  /** The clauses, by index, that it makes fail. */
  readonly fails: ReadonlySet<number>;
  readonly entry: readonly [string, string | readonly string[]] | undefined;
  readonly certain: boolean;
}

/**
 * Finds a context that meets `wanted` and none of `others`; `undefined` where there is none. The mildest is preferred: keys are
 * absent where they may be.
 *
 * @throws WorkSpent
 */
export function solveConditions(
  wanted: Clause,
  others: readonly Clause[],
  conditions: Conditions,
): Context | undefined {
  if (others.length === 0 && wanted.tests.length === 0 && conditions.fixed.size === 0) return {};
  const met = new Set(wanted.tests.map(({ identity }) => identity));
  const given = new Map(wanted.unsettled.map(({ name, holds }) => [name, holds]));
  const clauses: Clause[] = [];
  for (const { tests, unsettled } of others) {
    if (unsettled.some(({ name, holds }) => given.has(name) && given.get(name) !== holds)) continue;
    const rest = {
      tests: tests.filter(({ identity }) => !met.has(identity)),
      unsettled: unsettled.filter(({ name }) => !given.has(name)),
    };
    if (rest.tests.length === 0 && rest.unsettled.length === 0) return undefined;
    clauses.push(rest);
  }
  const keys = testsByKey(wanted, clauses);
  const mild = clauses.length === 0 ? meetWanted(keys, conditions) : undefined;
  if (mild !== undefined) return mild;
  const some = solve(wanted, clauses, keys, conditions, "some");
  if (some?.certain || ![...keys.values()].some(hasPatterns)) return some?.context;
  if (some !== undefined && wanted.unsettled.length > 0) return some.context;
  return solve(wanted, clauses, keys, conditions, "all")?.context;
}

/** The mildest context for a clause that stands alone; `undefined` where it takes more to find one. */
function meetWanted(keys: TestsByKey, { fixed, work }: Conditions): Context | undefined {
  const context: Record<string, string | readonly string[]> = {};
  for (const [key, value] of fixed) if (value !== undefined) context[key] = value;
  for (const [key, tests] of keys) {
    const state = meetingState(tests, fixed.has(key) ? { value: fixed.get(key) } : undefined, work);
    if (state === undefined) return undefined;
    if (state.value !== undefined) context[key] = state.value;
  }
  return context;
}

type TestsByKey = ReadonlyMap<string, readonly CompiledTest[]>;

function solve(
  wanted: Clause,
  clauses: readonly Clause[],
  keys: TestsByKey,
  conditions: Conditions,
  effort: Effort,
): FoundContext | undefined {
  const parts = [...keyParts(wanted, clauses, keys, conditions, effort), ...unsettledParts(clauses)];
  if (parts.some(({ options }) => options.length === 0)) return undefined;
  const certainParts = parts.map(({ options }) => ({ options: options.filter(({ certain }) => certain) }));
  const sure = wanted.unsettled.length === 0 && certainParts.every(({ options }) => options.length > 0);
  const certain = sure ? choose(certainParts, clauses.length, conditions.work) : undefined;
  const chosen = certain ?? choose(parts, clauses.length, conditions.work);
  if (chosen === undefined) return undefined;
  const context = Object.fromEntries(chosen.flatMap(({ entry }) => (entry === undefined ? [] : [entry])));
  return { context, certain: certain !== undefined };
}

function testsByKey(wanted: Clause, clauses: readonly Clause[]): TestsByKey {
  const byKey = new Map<string, CompiledTest[]>();
  const seen = new Set<string>();
  for (const { tests } of [wanted, ...clauses]) {
    for (const test of tests) {
      if (seen.has(test.identity)) continue;
      seen.add(test.identity);
      const onKey = byKey.get(test.key);
      if (onKey === undefined) byKey.set(test.key, [test]);
      else onKey.push(test);
    }
  }
  return byKey;
}

function keyParts(
  wanted: Clause,
  clauses: readonly Clause[],
  keys: TestsByKey,
  conditions: Conditions,
  effort: Effort,
): readonly Part[] {
  const required = new Set(wanted.tests.map(({ identity }) => identity));
  const keyed = [...keys].map(([key, tests]) => {
    const states = statesOf(tests, key, conditions, effort).filter(({ meets }) =>
      tests.every(({ identity }, index) => meets[index] || !required.has(identity)),
    );
    return { options: optionsOf(key, tests, states, clauses, conditions.work) };
  });
  const unread = [...conditions.fixed].filter(([key, value]) => value !== undefined && !keys.has(key));
  return [
    ...keyed,
    ...unread.map(([key, value]) => ({
      options: [{ fails: new Set<number>(), entry: [key, value as string] as const, certain: true }],
    })),
  ];
}

/** What it took to work out states that are remembered: they cost it every time, so that the same policies end in the same way. */
const costs = new WeakMap<readonly KeyState[], number>();

function statesOf(
  tests: readonly CompiledTest[],
  key: string,
  { fixed, known, work }: Conditions,
  effort: Effort,
): readonly KeyState[] {
  if (fixed.has(key)) return keyStates(tests, { value: fixed.get(key) }, effort, work);
  const name = `${effort} ${tests.map(({ identity }) => identity).join()}`;
  const before = known.get(name);
  if (before !== undefined) {
    work.spend(costs.get(before) ?? 0);
    return before;
  }
  const metered = new MeteredWork(work);
  const states = keyStates(tests, undefined, effort, metered);
  known.set(name, states);
  costs.set(states, metered.spent);
  return states;
}

/** The states by what they make fail, without those that another beats. */
function optionsOf(
  key: string,
  tests: readonly CompiledTest[],
  states: readonly KeyState[],
  clauses: readonly Clause[],
  work: Work,
): readonly Option[] {
  work.spend((states.length * (tests.length + clauses.length)) >> 4);
  const options = new Map<string, Option>();
  for (const { value, meets, certain } of states) {
    const unmet = new Set(tests.flatMap(({ identity }, index) => (meets[index] ? [] : [identity])));
    const fails = new Set(
      clauses.flatMap((clause, index) => (clause.tests.some(({ identity }) => unmet.has(identity)) ? [index] : [])),
    );
    const name = [...fails].join();
    const before = options.get(name);
    if (before === undefined || (certain && !before.certain)) {
      options.set(name, { fails, entry: value === undefined ? undefined : [key, value], certain });
    }
  }
  const all = [...options.values()];
  work.spend((all.length * all.length) >> 4);
  return all.filter((option) => !all.some((other) => other !== option && beats(other, option)));
}

function beats(one: Option, other: Option): boolean {
  return (one.certain || !other.certain) && one.fails.size > other.fails.size && other.fails.isSubsetOf(one.fails);
}

function unsettledParts(clauses: readonly Clause[]): readonly Part[] {
  const names = new Set(clauses.flatMap(({ unsettled }) => unsettled.map(({ name }) => name)));
  return [...names].map((name) => ({
    options: [true, false].map((holds) => ({
      fails: new Set(
        clauses.flatMap((clause, index) =>
          clause.unsettled.some((each) => each.name === name && each.holds !== holds) ? [index] : [],
        ),
      ),
      entry: undefined,
      certain: false,
    })),
  }));
}

/** Chooses an option for every part so that every clause fails. */
function choose(parts: readonly Part[], clauses: number, work: Work): readonly Option[] | undefined {
  const chosen: (Option | undefined)[] = parts.map(() => undefined);
  const search = (): boolean => {
    work.spend(1 + clauses);
    const open = firstStanding(chosen, clauses);
    if (open === undefined) return true;
    for (const [index, { options }] of parts.entries()) {
      if (chosen[index] !== undefined) continue;
      for (const option of options) {
        if (!option.fails.has(open)) continue;
        chosen[index] = option;
        if (search()) return true;
      }
      chosen[index] = undefined;
    }
    return false;
  };
  if (!search()) return undefined;
  return parts.flatMap(({ options }, index) => chosen[index] ?? options[0] ?? []);
}

function firstStanding(chosen: readonly (Option | undefined)[], clauses: number): number | undefined {
  for (let index = 0; index < clauses; index += 1) {
    if (!chosen.some((option) => option?.fails.has(index))) return index;
  }
  return undefined;
}
