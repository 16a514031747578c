import type { Work } from "../work.ts";
import {
  codesOf,
  isMany,
  type Language,
  MANY_WITHIN,
  ONE_WITHIN,
  plainLanguage,
  stepTakes,
  WITHOUT_CASE,
} from "./language.ts";

/** Characters for where any would do, in the order they are taken. */
const ANY_CHARACTER = codesOf("example0123456789bcdfghijknoqrstuvwyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_./@+=,#");
const COLON = 58;
const END = Number.NEGATIVE_INFINITY;

/** Several languages read side by side: a state is the set of places reached in any of them. */
interface Automaton {
  readonly steps: readonly number[];
  /** For each place, which language it belongs to. */
  readonly owners: readonly number[];
  readonly start: readonly number[];
}

interface State {
  readonly places: readonly number[];
  readonly text: readonly number[];
}

/**
 * Finds one text for every combination of languages that a text can be in and not in, among the texts that are in all of `universe`:
 * breadth first over the sets of places reached in the patterns, so the shortest come first. There are finitely many such sets.
 *
 * @param known texts that are looked at anyway: no combination is represented by one of these alone
 * @throws WorkSpent where the patterns cross too much
 */
export function* textClasses(
  universe: readonly Language[],
  languages: readonly Language[],
  known: ReadonlySet<string>,
  work: Work,
): Generator<string> {
  const apart: Language[] = [];
  const met = new Set<string>();
  for (let again = true; again; ) {
    again = false;
    for (const text of explore(universe, [...languages, ...apart], work)) {
      if (!known.has(text)) {
        yield text;
      } else if (!met.has(text)) {
        // Kept apart as a language of its own, so that a text beside it stands for the combination.
        met.add(text);
        apart.push(plainLanguage(text));
        again = true;
      }
    }
  }
}

function* explore(universe: readonly Language[], languages: readonly Language[], work: Work): Generator<string> {
  const automaton = buildAutomaton([...universe, ...languages]);
  const combinations = new Set<string>();
  for (const { places, text } of reachable(automaton, universe.length, work)) {
    const accepted = acceptedBy(automaton, places);
    const combination = accepted.join();
    if (combinations.has(combination) || !universe.every((_, index) => accepted[index] === index)) continue;
    combinations.add(combination);
    yield String.fromCodePoint(...text);
  }
}

/** Every set of places that can be reached while all of the first languages are alive, each with a shortest text that leads there. */
function* reachable(automaton: Automaton, required: number, work: Work): Generator<State> {
  const seen = new Set<string>();
  let layer: readonly State[] = [{ places: automaton.start, text: [] }];
  while (layer.length > 0) {
    yield* layer;
    const next: State[] = [];
    for (const state of layer) {
      for (const code of alphabetOf(automaton, state.places)) {
        const places = advance(automaton, state.places, code);
        work.spend(state.places.length + places.length);
        const key = places.join();
        if (seen.has(key) || !alive(automaton, places, required)) continue;
        seen.add(key);
        next.push({ places, text: [...state.text, code] });
      }
    }
    layer = next;
  }
}

function buildAutomaton(languages: readonly Language[]): Automaton {
  const steps: number[] = [];
  const owners: number[] = [];
  const starts: number[] = [];
  for (const [owner, language] of languages.entries()) {
    starts.push(steps.length);
    for (const step of [...language.steps, END]) {
      steps.push(step);
      owners.push(owner);
    }
  }
  return { steps, owners, start: close(steps, starts) };
}

function close(steps: readonly number[], places: readonly number[]): number[] {
  const all: number[] = [];
  for (let place of places) {
    if (place <= (all.at(-1) ?? -1)) continue;
    all.push(place);
    while (isMany(steps[place])) all.push(++place);
  }
  return all;
}

function acceptedBy({ steps, owners }: Automaton, places: readonly number[]): readonly number[] {
  return places.flatMap((place) => (steps[place] === END ? [owners[place] ?? 0] : []));
}

function alive({ owners }: Automaton, places: readonly number[], required: number): boolean {
  let wanted = 0;
  for (const place of places) {
    if (owners[place] === wanted) wanted += 1;
    if (wanted === required) return true;
  }
  return wanted === required;
}

/** Every character that some place tells from others, and one that none does. */
function alphabetOf({ steps }: Automaton, places: readonly number[]): readonly number[] {
  const codes = new Set<number>();
  for (const place of places) {
    const step = steps[place] ?? END;
    if (step >= 0) codes.add(step);
    if (step === ONE_WITHIN || step === MANY_WITHIN) codes.add(COLON);
    if (step < WITHOUT_CASE && step !== END) {
      codes.add(WITHOUT_CASE - step);
      codes.add(WITHOUT_CASE - step - 32);
    }
  }
  const other = ANY_CHARACTER.find((code) => !codes.has(code)) ?? unusedCode(codes);
  return [other, ...codes];
}

function advance({ steps }: Automaton, places: readonly number[], code: number): readonly number[] {
  const next: number[] = [];
  for (const place of places) {
    const step = steps[place] ?? END;
    if (step !== END && stepTakes(step, code)) next.push(isMany(step) ? place : place + 1);
  }
  return close(steps, next);
}

function unusedCode(codes: ReadonlySet<number>): number {
  let code = 0xe9;
  while (codes.has(code)) code += 1;
  return code;
}
