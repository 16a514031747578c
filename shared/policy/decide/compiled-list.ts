import { coversGlob, type Glob, readGlob } from "../glob.ts";
import type { PatternList } from "../policy.ts";
import { MeteredWork, type Work } from "../work.ts";
import { Interned } from "./interned.ts";
import {
  holds,
  includes,
  type Language,
  languageOf,
  languageOfStars,
  plainLanguage,
  type Reading,
} from "./language.ts";
import { overlaps } from "./language-overlap.ts";
import { Members } from "./members.ts";
import { spellGlob } from "./spell-glob.ts";

/** A pattern that matches more than one text. */
export interface OpenPattern {
  readonly text: string;
  readonly glob: Glob;
  /** Its texts under either reading; the same object where the reading makes no difference. */
  readonly loose: Language;
  readonly strict: Language;
  /** Whether a policy variable stands in it, so that its languages are only the most it can match. */
  readonly variable: boolean;
}

/** A list of patterns made ready for matching. */
export interface CompiledList {
  readonly list: PatternList;
  readonly not: boolean;
  readonly plain: Members<string>;
  readonly open: readonly OpenPattern[];
  /** The same without those that hold a variable, for asking after one that is interned. */
  readonly fixed: Members<Both>;
  /** Whether `*` is among the patterns. */
  readonly everything: boolean;
  /** Whether the two readings of its patterns differ. */
  readonly readingMatters: boolean;
  readonly variable: boolean;
}

const lists = new Interned<CompiledList>(20_000);

/** Longer lists are seldom the same. */
const MOST_INTERNED = 400;

/** {@link compileList} where the same list is likely to come again. */
export function internList(list: PatternList, variables: boolean): CompiledList {
  const [only = "", second] = list.patterns;
  if (only === "*" && second === undefined && !list.not) return EVERYTHING;
  const key = JSON.stringify([list.not, variables, list.patterns]);
  return key.length > MOST_INTERNED ? compileList(list, variables) : lists.get(key, () => compileList(list, variables));
}

/** The pattern `*`. */
export const ANYTHING: OpenPattern = openPattern("*", [{ type: "many", free: true }]);

/** The list of `*` alone. */
const EVERYTHING: CompiledList = listOf({ not: false, patterns: ["*"] }, new Members<string>([]), [ANYTHING]);

/** Compiles a list whose patterns are spelt canonically. */
export function compileList(list: PatternList, variables: boolean): CompiledList {
  const plain: string[] = [];
  const open: OpenPattern[] = [];
  for (const pattern of list.patterns) {
    if (isPlainPattern(pattern, variables)) plain.push(pattern);
    else open.push(compilePattern(pattern, variables));
  }
  return listOf(list, new Members(open.length === 0 ? list.patterns : plain), open);
}

function isPlainPattern(pattern: string, variables: boolean): boolean {
  return !pattern.includes("*") && !pattern.includes("?") && !(variables && pattern.includes("${"));
}

const patterns = new Interned<OpenPattern>(20_000);

function compilePattern(pattern: string, variables: boolean): OpenPattern {
  const reading = variables && pattern.includes("${");
  return patterns.get(reading ? `${pattern}$` : pattern, () => readPattern(pattern, reading));
}

/** A pattern whose only wildcard is `*`, taken apart as far as it is asked for. */
class StarPattern implements OpenPattern {
  readonly text: string;
  readonly loose: Language;
  readonly variable = false;
  readonly #readingMatters: boolean;
  #glob: Glob | undefined;
  #strict: Language | undefined;

  constructor(text: string) {
    this.text = text;
    this.loose = languageOfStars(text);
    this.#readingMatters = /\*[^:*]/.test(text);
  }

  get glob(): Glob {
    this.#glob ??= readGlob(this.text, { variables: false });
    return this.#glob;
  }

  get strict(): Language {
    this.#strict ??= this.#readingMatters ? languageOf(this.glob, "strict") : this.loose;
    return this.#strict;
  }
}

function readPattern(pattern: string, variables: boolean): OpenPattern {
  if (!variables && !pattern.includes("?") && !pattern.includes("\u0000")) return new StarPattern(pattern);
  const glob = readGlob(pattern, { variables });
  return openPattern(variables && pattern.includes("${") ? spellGlob(glob) : pattern, glob);
}

/** An open pattern from its glob. */
export function openPattern(text: string, glob: Glob): OpenPattern {
  const loose = languageOf(glob, "loose");
  const matters = glob.some((step) => step.type === "one" || (step.type === "many" && !step.free));
  const variable = glob.some(({ type }) => type === "variable" || type === "unreadable");
  return { text, glob, loose, strict: matters ? languageOf(glob, "strict") : loose, variable };
}

/** A list from its parts. */
export function listOf(list: PatternList, plain: Members<string>, open: readonly OpenPattern[]): CompiledList {
  return {
    list,
    not: list.not,
    plain,
    open,
    fixed: new Members<Both>(open.filter((pattern) => !pattern.variable)),
    everything: open.some(({ text }) => text === "*"),
    readingMatters: open.some(({ loose, strict }) => loose !== strict),
    variable: open.some(({ variable }) => variable),
  };
}

/** Whether one of the patterns matches the text, leaving the list's `not` aside, and without those that hold a variable. */
export function listHolds(
  { plain, open, everything }: CompiledList,
  text: string,
  reading: Reading,
  work: Work,
): boolean {
  if (everything || plain.has(text)) return true;
  return open.some((pattern) => !pattern.variable && holds(pattern[reading], text, work));
}

/** The patterns with a variable that may match the text. */
export function variablePatterns(
  { open, variable }: CompiledList,
  text: string,
  reading: Reading,
  work: Work,
): readonly OpenPattern[] {
  return variable ? open.filter((pattern) => pattern.variable && holds(pattern[reading], text, work)) : [];
}

/** A text's or a pattern's languages under both readings. */
export type Both = Pick<OpenPattern, "loose" | "strict"> & Partial<Pick<OpenPattern, "glob" | "variable">>;

/** The two languages of a plain text. */
function bothOf(text: string): Both {
  const language = plainLanguage(text);
  return { loose: language, strict: language };
}

/** A relation of a list to a pattern or to another list, remembered for as long as both live. It costs the same every time. */
function remembered<T extends object>(
  relation: (list: CompiledList, other: T, work: Work) => boolean,
): (list: CompiledList, other: T, work: Work) => boolean {
  const known = new WeakMap<CompiledList, WeakMap<T, { readonly result: boolean; readonly cost: number }>>();
  return (list, other, work) => {
    const ofList = known.get(list) ?? new WeakMap();
    const before = ofList.get(other);
    if (before !== undefined) {
      work.spend(before.cost);
      return before.result;
    }
    const metered = new MeteredWork(work);
    const result = relation(list, other, metered);
    known.set(list, ofList.set(other, { result, cost: metered.spent }));
    return result;
  };
}

/** Whether everything a pattern matches, the list is sure to speak of, under both readings. */
export const listCovers = remembered(patternIsCovered);

function patternIsCovered(list: CompiledList, pattern: Both, work: Work): boolean {
  const { plain, open, everything, fixed } = list;
  const only = pattern.loose.plain;
  if (list.not) {
    // What an unset variable in a NotResource means is not documented.
    if (list.variable || plain.size + open.length === 0) return false;
    return !touches(list, pattern, work);
  }
  if (everything || fixed.has(pattern) || hasVariablePattern(list, pattern) || (only !== undefined && plain.has(only)))
    return true;
  return open.some((each) => {
    if (each.variable) return coversVariable(each, pattern, work);
    return includes(each.strict, pattern.strict, work) && includesLoosely(each, pattern, work);
  });
}

/**
 * Whether everything a pattern matches, one with a variable matches too, whatever the variables of both stand for. The variables are
 * letters then that only themselves match, or a `*` that may stand for anything. Where one is not set, neither matches.
 */
export function coversVariable(broad: OpenPattern, { glob, variable }: Both, work: Work): boolean {
  return glob !== undefined && variable === true && coversGlob(broad.glob, glob, work);
}

function includesLoosely(outer: OpenPattern, inner: Both, work: Work): boolean {
  if (outer.loose === outer.strict && inner.loose === inner.strict) return true;
  return includes(outer.loose, inner.loose, work);
}

/** Whether the list's patterns, leaving its `not` aside, may match something that the pattern matches. */
function touches({ plain, open, everything, fixed }: CompiledList, pattern: Both, work: Work): boolean {
  const language = pattern.loose;
  if (everything || fixed.has(pattern)) return true;
  if (language.plain !== undefined) {
    if (plain.has(language.plain)) return true;
  } else {
    for (const text of plain) if (holds(language, text, work)) return true;
  }
  return open.some((each) => overlaps(each.loose, language, work));
}

/** Whether the list may speak of something that the pattern matches. `true` means only that it is not ruled out. */
export const maySpeakOf = remembered(patternIsMet);

function patternIsMet(list: CompiledList, pattern: Both, work: Work): boolean {
  if (!list.not) return touches(list, pattern, work);
  const { plain, open, everything } = list;
  if (everything) return false;
  const only = pattern.loose.plain;
  if (only !== undefined && plain.has(only)) return false;
  return !open.some((each) => !each.variable && includes(each.strict, pattern.loose, work));
}

/** Whether everything the narrow list speaks of, the broad one is sure to speak of, under both readings. */
export const coversList = remembered(listIsCovered);

function listIsCovered(broad: CompiledList, narrow: CompiledList, work: Work): boolean {
  if (broad === narrow || (broad.everything && !broad.not)) return true;
  if (!narrow.not) {
    for (const text of narrow.plain) if (!listCovers(broad, bothOf(text), work)) return false;
    return narrow.open.every((each) => listCovers(broad, each, work));
  }
  if (!broad.not || narrow.variable || broad.variable || broad.plain.size + broad.open.length === 0) return false;
  // Excluding less: each pattern that broad excludes, narrow excludes.
  const excluded: CompiledList = { ...narrow, not: false };
  for (const text of broad.plain) if (!listCovers(excluded, bothOf(text), work)) return false;
  return broad.open.every((each) => listCovers(excluded, each, work));
}

/** The very same pattern matches the same, also where a variable stands in it. */
function hasVariablePattern({ open, variable }: CompiledList, pattern: Both): boolean {
  return variable && open.some((each) => each === pattern);
}
