import { type Work, WorkSpent } from "../work.ts";
import type { CompiledTest } from "./condition-test.ts";
import { type Effort, representativeValues } from "./key-values.ts";
import { type KeyState, settle, statesOfValue } from "./value-states.ts";

export type { KeyState } from "./value-states.ts";

/** What a key's value is held to: a value, or its absence. Left out: anything. */
export type Fixed = { readonly value: string | undefined } | undefined;

/**
 * The keys that AWS's page of global condition keys calls multivalued. Any other key is taken to have one value where an operator for
 * one value is used on it; what such an operator says of a list is not documented.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const MULTIVALUED: ReadonlySet<string> = new Set([
  "aws:calledvia",
  "aws:principalorgpaths",
  "aws:principalservicenameslist",
  "aws:resourceorgpaths",
  "aws:sourceorgpaths",
  "aws:tagkeys",
  "aws:vpceorgpaths",
]);

/** More states of one key than this are too laborious. */
const MOST_STATES = 3_000;

/**
 * Every state that a key can be in, told apart by which of the tests are met: the absent key first, then single values, then lists.
 * Lists are looked at only where a test has a quantifier.
 *
 * @throws WorkSpent
 */
export function keyStates(
  tests: readonly CompiledTest[],
  fixed: Fixed,
  effort: Effort,
  work: Work,
): readonly KeyState[] {
  const states = new Map<string, KeyState>();
  for (const state of eachState(tests, fixed, effort, work)) {
    const key = state.meets.join();
    const known = states.get(key);
    if (known === undefined || (state.certain && !known.certain)) states.set(key, state);
    if (states.size > MOST_STATES) throw new WorkSpent("a condition key has too many values to tell apart");
  }
  return [...states.values()];
}

/** A state of a key, the mildest, that surely meets all of the tests; `undefined` where none is found at once. */
export function meetingState(tests: readonly CompiledTest[], fixed: Fixed, work: Work): KeyState | undefined {
  for (const state of eachState(tests, fixed, "some", work)) {
    if (state.certain && !state.meets.includes(false)) return state;
  }
  return undefined;
}

/** The states in order, some of them several times. */
function* eachState(
  tests: readonly CompiledTest[],
  fixed: Fixed,
  effort: Effort,
  work: Work,
): Generator<KeyState, undefined> {
  if (fixed?.value === undefined) yield* missingStates(tests);
  if (fixed !== undefined && fixed.value === undefined) return;
  const values = fixed?.value === undefined ? representativeValues(tests, effort, work) : [fixed.value];
  const quantified = tests.some(({ operator }) => operator.quantifier !== undefined);
  const plain = tests.some(({ operator, kind }) => operator.quantifier === undefined && kind !== "none");
  const kinds = new Set(tests.map(({ kind }) => kind));
  kinds.delete("none");
  const singles: KeyState[] = [];
  for (const each of values) {
    for (const state of statesOfValue(tests, kinds, each, work)) {
      singles.push(state);
      yield quantified && !plain && fixed === undefined ? { ...state, value: [each] } : state;
    }
  }
  const lists = !plain || MULTIVALUED.has(tests[0]?.key ?? "");
  if (quantified && lists && fixed === undefined) yield* listStates(tests, singles, plain, work);
}

function missingStates(tests: readonly CompiledTest[]): readonly KeyState[] {
  return settle(tests.map(meetsMissing), undefined);
}

function meetsMissing({ operator, opaque, values, kind }: CompiledTest): boolean | undefined {
  const { quantifier, ifExists, base } = operator;
  if (values.length === 0) return undefined;
  if (kind === "none") {
    if (quantifier !== undefined) return quantifier === "ForAllValues";
    return opaque === undefined ? values.includes("true") : undefined;
  }
  if (quantifier === "ForAllValues") return true;
  if (quantifier === "ForAnyValue") return ifExists ? undefined : false;
  return ifExists || base.negated;
}

/** Lists of values: what they meet follows from what their members meet. Under an operator for one value a list is undecided. */
function listStates(
  tests: readonly CompiledTest[],
  singles: readonly KeyState[],
  plain: boolean,
  work: Work,
): readonly KeyState[] {
  const lists = new Map<string, ListState>();
  // What is certain is combined first, so that nothing uncertain stands for what is certain as well.
  const members: ListState[] = [];
  for (const sure of [true, false]) {
    const before = members.length;
    for (const { value, meets, certain } of singles) {
      if (certain !== sure || lists.has(meets.join())) continue;
      const list = { value: [value as string], meets, certain };
      members.push(list);
      lists.set(meets.join(), list);
    }
    if (members.length > before) combineAll(lists, members, tests, work);
  }
  const combined: KeyState[] = [];
  for (const { value, meets, certain } of lists.values()) {
    if (!plain) {
      combined.push({ value, meets, certain });
      continue;
    }
    const truths = tests.map(({ operator, kind }, index) =>
      operator.quantifier === undefined && kind !== "none" ? undefined : meets[index],
    );
    combined.push(...settle(truths, value));
  }
  return combined;
}

interface ListState extends KeyState {
  readonly value: readonly string[];
}

/** Adds every list of members of the lists that are there, one for each combination of tests that it meets. */
function combineAll(
  lists: Map<string, ListState>,
  members: readonly ListState[],
  tests: readonly CompiledTest[],
  work: Work,
): void {
  for (const list of lists.values()) {
    for (const member of members) {
      work.spend(tests.length);
      const meets = tests.map(({ operator }, index) =>
        combine(operator.quantifier, list.meets[index] ?? false, member.meets[index] ?? false),
      );
      const key = meets.join();
      if (lists.has(key)) continue;
      const value = [...new Set([...list.value, ...member.value])];
      lists.set(key, { value, meets, certain: list.certain && member.certain });
      if (lists.size > MOST_STATES) throw new WorkSpent("a condition key has too many lists of values to tell apart");
    }
  }
}

function combine(quantifier: "ForAllValues" | "ForAnyValue" | undefined, list: boolean, member: boolean): boolean {
  if (quantifier === "ForAllValues") return list && member;
  return quantifier === "ForAnyValue" ? list || member : list;
}
