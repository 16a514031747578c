import { parseInstant } from "../condition-values.ts";
import { matchValue } from "../evaluate-value.ts";
import { type Work, WorkSpent } from "../work.ts";
import type { CompiledTest } from "./condition-test.ts";
import { type Effort, isArn, representativeValues } from "./key-values.ts";
import { holds } from "./language.ts";

/** What one key may be in a request, as far as the tests on it can tell. */
export interface KeyState {
  /** Absent where the key is. */
  readonly value: string | readonly string[] | undefined;
  /** For each test whether it is met. */
  readonly meets: readonly boolean[];
  /** Whether the value alone makes the tests so; otherwise it hangs on a policy variable, or on what AWS does not document. */
  readonly certain: boolean;
}

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

/** More undecided tests on one key than this are not taken apart. */
const MOST_UNDECIDED = 6;

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
  const singles: KeyState[] = [];
  for (const each of values) {
    for (const state of statesOfValue(tests, each, work)) {
      singles.push(state);
      yield quantified && !plain && fixed === undefined ? { ...state, value: [each] } : state;
    }
  }
  const lists = !plain || MULTIVALUED.has(tests[0]?.key ?? "");
  if (quantified && lists && fixed === undefined) yield* listStates(tests, singles, plain, work);
}

/** Each way in which what is undecided may turn out. */
function settle(truths: readonly (boolean | undefined)[], value: KeyState["value"]): readonly KeyState[] {
  const undecided = truths.filter((truth) => truth === undefined).length;
  if (undecided === 0) return [{ value, meets: truths as readonly boolean[], certain: true }];
  if (undecided > MOST_UNDECIDED) throw new WorkSpent("too many tests on one condition key are undecided");
  return Array.from({ length: 1 << undecided }, (_, choice) => {
    let left = choice;
    const meets = truths.map((truth) => {
      if (truth !== undefined) return truth;
      const bit = (left & 1) === 1;
      left >>= 1;
      return bit;
    });
    return { value, meets, certain: false };
  });
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

/** The states of one value, each test taken as if the value stood alone. */
function statesOfValue(tests: readonly CompiledTest[], value: string, work: Work): readonly KeyState[] {
  const kinds = new Set(tests.flatMap(({ kind }) => (kind === "none" ? [] : [kind])));
  const atoms = undecidedTexts(tests, value, work);
  let certain = true;
  const matches = tests.map((test): ((given: ReadonlySet<string>) => boolean) | undefined => {
    if (test.opaque !== undefined) return undefined;
    if (test.kind === "none")
      return () =>
        test.operator.quantifier === "ForAllValues" ||
        (test.operator.quantifier === undefined && test.values.includes("false"));
    const { negated } = test.operator.base;
    if (test.kind !== "text") {
      const truth = matchesTyped(test, value, work);
      // A date without a time of day leaves open when it begins.
      if (truth === undefined && test.kind === "date" && parseInstant(value) !== undefined) return undefined;
      if (truth === undefined) certain = false;
      return () => (truth ?? false) !== negated;
    }
    if (test.operator.base.family === "arn" && !isArn(value)) certain = false;
    const sure = test.texts.some((text) => !text.variable && holds(text.language, value, work));
    return (given) =>
      (sure || test.texts.some((text) => text.variable && given.has(atomOf(test, text.text)))) !== negated;
  });
  // A value that a typed operator cannot read is left aside, unless another kind of test on the key gives it a meaning.
  if (!certain && kinds.size === 1 && !kinds.has("text")) return [];
  if (atoms.length > MOST_UNDECIDED) throw new WorkSpent("too many policy variables in the tests on one condition key");
  return Array.from({ length: 1 << atoms.length }, (_, choice) => {
    const given = new Set(atoms.filter((_, index) => (choice >> index) & 1));
    return settle(
      matches.map((match) => match?.(given)),
      value,
    );
  })
    .flat()
    .map((state) => ({ ...state, certain: state.certain && certain && atoms.length === 0 }));
}

/** The patterns with a variable that may match the value. */
function undecidedTexts(tests: readonly CompiledTest[], value: string, work: Work): readonly string[] {
  const atoms = tests.flatMap((test) =>
    test.texts
      .filter((text) => text.variable && holds(text.language, value, work))
      .map((text) => atomOf(test, text.text)),
  );
  return [...new Set(atoms)];
}

function atomOf({ operator }: CompiledTest, text: string): string {
  return `${operator.base.family} ${text}`;
}

function matchesTyped({ operator, values }: CompiledTest, value: string, work: Work): boolean | undefined {
  const context = { variables: false, request: { action: "", resource: "", context: {} }, work };
  const truths = values.map((wanted) => matchValue(operator.base, value, wanted, context));
  if (truths.includes(true)) return true;
  return truths.every((truth) => truth === false) ? false : undefined;
}

/** Lists of values: what they meet follows from what their members meet. Under an operator for one value a list is undecided. */
function listStates(
  tests: readonly CompiledTest[],
  singles: readonly KeyState[],
  plain: boolean,
  work: Work,
): readonly KeyState[] {
  const lists = new Map(
    singles.map(({ value, meets, certain }) => [meets.join(), { value: [value as string], meets, certain }]),
  );
  const members = [...lists.values()];
  const combined: KeyState[] = [];
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

function combine(quantifier: "ForAllValues" | "ForAnyValue" | undefined, list: boolean, member: boolean): boolean {
  if (quantifier === "ForAllValues") return list && member;
  return quantifier === "ForAnyValue" ? list || member : list;
}
