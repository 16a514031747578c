import { acrossColons, coversGlob, type Glob } from "../glob.ts";
import { type Work, WorkSpent } from "../work.ts";
import type { CompiledTest, ValueKind } from "./condition-test.ts";
import { isArn } from "./key-values.ts";
import { holds } from "./language.ts";
import { matcherOf, TypedValue } from "./typed-values.ts";

/** What one key may be in a request, as far as the tests on it can tell. */
export interface KeyState {
  /** Absent where the key is. */
  readonly value: string | readonly string[] | undefined;
  /** For each test whether it is met. */
  readonly meets: readonly boolean[];
  /** Whether the value alone makes the tests so; otherwise it hangs on a policy variable, or on what AWS does not document. */
  readonly certain: boolean;
}

/** More undecided tests on one key than this are not taken apart. */
const MOST_UNDECIDED = 6;

/** Each way in which what is undecided may turn out. @throws WorkSpent where there are too many */
export function settle(truths: readonly (boolean | undefined)[], value: KeyState["value"]): readonly KeyState[] {
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

/** A pattern with a variable that may match the value, or may not. */
interface Atom {
  readonly name: string;
  readonly family: string;
  readonly glob: Glob;
}

/** What a test says of a value, given the patterns with a variable that match it; `undefined` where that cannot be told. */
type Answer = ((given: ReadonlySet<string>) => boolean) | undefined;

/**
 * The states of one value, each test taken as if the value stood alone. None, where the tests are all of one kind and it is no value of
 * that kind.
 *
 * @param kinds those of the tests, without `none`
 * @throws WorkSpent
 */
export function statesOfValue(
  tests: readonly CompiledTest[],
  kinds: ReadonlySet<ValueKind>,
  value: string,
  work: Work,
): readonly KeyState[] {
  work.spend(tests.length);
  const typed = new TypedValue(value);
  const answers: Answer[] = [];
  for (const test of tests) {
    const answer = answerOf(test, typed, work);
    if (answer === "unreadable" && kinds.size === 1) return [];
    answers.push(answer === "unreadable" ? undefined : answer);
  }
  const atoms = atomsIn(tests, value, work);
  // AWS's pages have a key with an empty value as good as not there in one place, and not in others.
  const certain = atoms.length === 0 && value !== "";
  const states = waysToMatch(atoms, work).flatMap((given) =>
    settle(
      answers.map((answer) => answer?.(given)),
      value,
    ),
  );
  const mixed = kinds.size > 1 && kinds.has("text");
  const all = mixed ? [...states, ...otherSpellings(tests, typed, answers)] : states;
  return certain ? all : all.map((state) => ({ ...state, certain: false }));
}

function answerOf(test: CompiledTest, typed: TypedValue, work: Work): Answer | "unreadable" {
  const { kind, operator, opaque, values, sorted } = test;
  const { quantifier, base } = operator;
  if (opaque !== undefined) return undefined;
  if (kind === "none") {
    const met = quantifier === "ForAllValues" || (quantifier === undefined && values.includes("false"));
    return () => met;
  }
  if (kind === "text") {
    if (base.family === "arn" && !isArn(typed.text)) return undefined;
    const { plain, open, variable } = sorted;
    work.spend(open.length >> 3);
    const sure = plain.has(typed.text) || open.some(({ language }) => holds(language, typed.text, work));
    return (given) => (sure || variable.some(({ text }) => given.has(nameOf(test, text)))) !== base.negated;
  }
  const truth = matcherOf(test)(typed, work);
  if (truth !== undefined) return () => truth !== base.negated;
  return typed.isOfKind(kind) ? undefined : "unreadable";
}

/** The patterns with a variable that may match the value, none twice. */
function atomsIn(tests: readonly CompiledTest[], value: string, work: Work): readonly Atom[] {
  const atoms = new Map<string, Atom>();
  for (const test of tests) {
    for (const { text, glob, language } of test.sorted.variable) {
      const name = nameOf(test, text);
      if (atoms.has(name) || !holds(language, value, work)) continue;
      atoms.set(name, { name, family: test.operator.base.family, glob: acrossColons(glob) });
    }
  }
  return [...atoms.values()];
}

function nameOf({ operator }: CompiledTest, text: string): string {
  return `${operator.base.family} ${text}`;
}

const NO_ATOMS: readonly ReadonlySet<string>[] = [new Set()];

/** Which of the patterns may match together: where one does, so do those that cover it whatever the variables stand for. */
function waysToMatch(atoms: readonly Atom[], work: Work): readonly ReadonlySet<string>[] {
  if (atoms.length === 0) return NO_ATOMS;
  if (atoms.length > MOST_UNDECIDED) throw new WorkSpent("too many policy variables in the tests on one condition key");
  const implied = atoms.map((narrow) =>
    atoms.filter((broad) => broad !== narrow && impliedBy(broad, narrow, work)).map(({ name }) => name),
  );
  const ways = Array.from({ length: 1 << atoms.length }, (_, choice) => {
    const chosen = atoms.flatMap(({ name }, index) => ((choice >> index) & 1 ? [{ name, index }] : []));
    const given = new Set(chosen.map(({ name }) => name));
    return chosen.every(({ index }) => implied[index]?.every((name) => given.has(name))) ? [given] : [];
  });
  return ways.flat();
}

function impliedBy(broad: Atom, narrow: Atom, work: Work): boolean {
  const comparable = broad.family === "string-like" && (narrow.family === "string-like" || narrow.family === "string");
  return comparable && coversGlob(broad.glob, narrow.glob, work);
}

/** A number, date or address may be spelt in other ways, of which tests on text may say anything. */
function otherSpellings(
  tests: readonly CompiledTest[],
  typed: TypedValue,
  answers: readonly Answer[],
): readonly KeyState[] {
  const spelt = tests.some(
    ({ kind }) => (kind === "number" || kind === "date" || kind === "address") && typed.isOfKind(kind),
  );
  if (!spelt) return [];
  const truths = tests.map(({ kind }, index) => (kind === "text" ? undefined : answers[index]?.(new Set())));
  return settle(truths, typed.text).map((state) => ({ ...state, certain: false }));
}
