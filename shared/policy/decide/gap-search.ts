import { lowerAscii } from "../lower-ascii.ts";
import { plausibleActions } from "../plausible-names.ts";
import type { Request } from "../request.ts";
import type { Work } from "../work.ts";
import {
  ANYTHING,
  type CompiledList,
  compileList,
  coversList,
  listCovers,
  listHolds,
  maySpeakOf,
  type OpenPattern,
} from "./compiled-list.ts";
import { type CompiledStatement, spellActions } from "./compiled-statement.ts";
import { holds, type Language, languageOfSteps, MANY_WITHIN, ONE_WITHIN, type Reading } from "./language.ts";
import { coversAllButActions, withoutNamed } from "./plain-cover.ts";
import type { PrincipalReading } from "./principals.ts";
import { sampleTexts } from "./samples.ts";
import { shareService } from "./services.ts";
import type { Conditions } from "./solve-conditions.ts";
import { TargetSearch } from "./target-search.ts";
import { textClasses } from "./text-classes.ts";

const COLON = 58;

/** Every action is a service prefix, a colon and a name. */
const ACTION_SHAPE: Language = languageOfSteps([ONE_WITHIN, MANY_WITHIN, COLON, ONE_WITHIN, MANY_WITHIN]);

/** How many of the names that other statements write out are tried where there is no time for all. */
const MOST_HURRIED = 4;

/** How the patterns of the statement and of the others are read. */
export interface Readings {
  readonly statement: Reading;
  readonly others: Reading;
}

/** What a search for a gap rests on. */
export interface GapSearchOptions {
  /** Readings for lists without and with `Not`. */
  readonly readings: { readonly plain: Readings; readonly not: Readings };
  readonly principals: PrincipalReading;
  readonly conditions: Conditions;
  readonly work: Work;
  /** Takes a request that the statement speaks of and none of the others does; returns whether that ends the search. */
  visit(request: Request): boolean;
  /** Asked before what is laborious: whether to leave it out. What was not found is then not known to be absent. */
  hurried(): boolean;
}

/**
 * Looks for requests that one statement speaks of and none of several others does. It goes from the cheap to the laborious: what one
 * other statement covers, a few samples, names written out, and at last every combination of the patterns that overlap. Where
 * {@link GapSearch.run} comes back without a visit, and nothing was hurried, there is no such request.
 */
export class GapSearch {
  readonly #statement: CompiledStatement;
  readonly #others: readonly CompiledStatement[];
  readonly #options: GapSearchOptions;
  readonly #target: TargetSearch;
  /** The others that cover the statement at every action they speak of. */
  readonly #covering: readonly CompiledStatement[];
  /** Sets of others for which the search was made: at every action that the same ones speak of it is the same. */
  readonly #seen = new Set<string>();
  #readingMattered = false;

  constructor(statement: CompiledStatement, others: readonly CompiledStatement[], options: GapSearchOptions) {
    this.#statement = statement;
    this.#others = others.filter((other) => shareService(other.services, statement.services) && !isUndocumented(other));
    this.#options = options;
    this.#target = new TargetSearch(statement, options);
    this.#covering = this.#others.filter((other) => coversAllButActions(other, statement, options.work));
  }

  /** Whether the outcome may hang on the reading of `*` and `?` across colons. */
  get readingMattered(): boolean {
    return this.#readingMattered || this.#target.readingMattered;
  }

  /** Whether a visited request ended the search. */
  run(): boolean {
    const { written } = this.#statement;
    if (written.actions.not) return this.#actionPattern(ANYTHING);
    const unnamed = this.#covering.reduce(
      (patterns, other) => withoutNamed(patterns, other.written.actions),
      written.actions.patterns,
    );
    if (unnamed.length === 0) return false;
    const actions =
      unnamed === written.actions.patterns
        ? this.#statement.actions
        : compileList(spellActions({ not: false, patterns: unnamed }), false);
    for (const name of actions.plain) {
      if (!this.#isCovered(name) && this.#isOwn(name) && this.#actionName(name)) return true;
    }
    return actions.open.some((pattern) => this.#actionPattern(pattern));
  }

  #isCovered(name: string): boolean {
    return this.#covering.some((other) => this.#speaksOf(other.actions, name));
  }

  #speaksOf(list: CompiledList, name: string): boolean {
    return listHolds(list, name, "loose", this.#options.work) !== list.not;
  }

  /** Whether the statement speaks of a name that one of its patterns matches, or would were it not for its `Not`. */
  #isOwn(name: string): boolean {
    const { actions, also } = this.#statement;
    if (actions.not && !this.#speaksOf(actions, name)) return false;
    return also?.actions.every((list) => this.#speaksOf(list, name)) ?? true;
  }

  #actionName(name: string): boolean {
    const speaking = this.#others.filter((other) => this.#speaksOf(other.actions, name));
    const key = speaking.map(({ identity }) => identity).join();
    if (this.#seen.has(key)) return false;
    this.#seen.add(key);
    return this.#target.find(name, speaking);
  }

  #actionPattern(pattern: OpenPattern): boolean {
    const { work } = this.#options;
    const { actions, also } = this.#statement;
    if (also?.actions.some((list) => !maySpeakOf(list, pattern, work))) return false;
    const within = ({ actions: list }: CompiledStatement): boolean =>
      (actions.not ? coversList(list, actions, work) : listCovers(list, pattern, work)) ||
      (also?.actions.some((each) => coversList(list, each, work)) ?? false);
    if (this.#covering.some(within)) return false;
    const meeting = this.#others.filter((other) => maySpeakOf(other.actions, pattern, work));
    const throughout = meeting.filter(within);
    const partly = meeting.filter((other) => !throughout.includes(other));
    const tryOne = (name: string): boolean =>
      holds(pattern.loose, name, work) && this.#isOwn(name) && this.#actionName(name);
    if (sampleActions(pattern).some(tryOne)) return true;
    const lists = [
      ...(also?.actions ?? []),
      ...partly.map((other) => other.actions),
      ...(actions.not ? [actions] : []),
    ];
    const known = new Set(lists.flatMap(({ plain }) => [...plain]));
    if (this.#options.hurried()) return known.values().take(MOST_HURRIED).some(tryOne);
    if (this.#leaveNoGap(throughout)) return false;
    if (known.values().some(tryOne)) return true;
    const languages = lists.flatMap(({ open }) => open.map(({ loose }) => loose));
    return textClasses([pattern.loose, ACTION_SHAPE], languages, known, work).some(tryOne);
  }

  /** Whether the others, were the action no matter, leave no gap. Found out without a visit. */
  #leaveNoGap(others: readonly CompiledStatement[]): boolean {
    if (others.length === 0) return false;
    const trial = new TargetSearch(this.#statement, { ...this.#options, visit: () => true, hurried: () => false });
    const gap = trial.find("example:example", others);
    this.#readingMattered ||= trial.readingMattered;
    return !gap;
  }
}

/** What an empty `Not…` list means is not documented. */
export function isUndocumented({ written }: CompiledStatement): boolean {
  return [written.actions, written.resources].some((list) => list?.not && list.patterns.length === 0);
}

function sampleActions(pattern: OpenPattern): readonly string[] {
  const service = /^([^*?:]+):/.exec(pattern.text)?.[1];
  const plausible = pattern.text === "*" ? [] : plausibleActions(service).map(lowerAscii);
  return [...plausible, ...sampleTexts(pattern.glob).filter((text) => /^[^:]+:[^:]+$/.test(text)), "example:example"];
}
