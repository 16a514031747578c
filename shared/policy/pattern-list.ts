import { coversGlob, type Glob, matchGlob, readGlob } from "./glob.ts";
import type { PatternList } from "./policy.ts";
import { isQuick, matchSegments } from "./segments.ts";
import { anyOf, type Truth } from "./truth.ts";
import type { Work } from "./work.ts";

const [STAR, QUESTION_MARK] = [42, 63];

/** A pattern that is no plain text, read as far as it is needed: most are told from a text by how they begin. */
class OpenPattern {
  readonly #pattern: string;
  readonly #variables: boolean;
  #glob: Glob | undefined;
  /** What stands between its stars; `null` where they are not all that is no plain text or the readings of `*` differ. */
  #segments: readonly string[] | null | undefined;
  /** Whether a variable may stand in it. */
  readonly variable: boolean;

  constructor(pattern: string, variables: boolean) {
    this.#pattern = pattern;
    this.#variables = variables;
    this.variable = variables && pattern.includes("${");
  }

  /** Whether it matches a text, where no variable stands in it. */
  matches(text: string, work: Work): Truth {
    if (!this.#beginsLike(text)) return false;
    if (this.#segments === undefined)
      this.#segments = /\?|\*[^*:]/.test(this.#pattern) ? null : this.#pattern.split("*");
    if (this.#segments === null || !isQuick(this.#pattern.length, text.length)) {
      return matchGlob(this.glob, text, work);
    }
    return matchSegments(this.#segments, text);
  }

  /** Whether what stands before its first wildcard is what the text begins with. */
  #beginsLike(text: string): boolean {
    for (let at = 0; at < this.#pattern.length; at += 1) {
      const code = this.#pattern.charCodeAt(at);
      if (code === STAR || code === QUESTION_MARK) return true;
      if (code !== text.charCodeAt(at)) return false;
    }
    return false;
  }

  get glob(): Glob {
    this.#glob ??= readGlob(this.#pattern, { variables: this.#variables });
    return this.#glob;
  }
}

/** A list's patterns: plain texts apart from those with a wildcard or a variable in them. */
class ReadList {
  readonly variables: boolean;
  readonly plain: readonly string[];
  readonly open: readonly OpenPattern[];
  readonly #patterns: readonly string[];
  #blank: boolean | undefined;

  constructor({ patterns }: PatternList, variables: boolean) {
    this.variables = variables;
    this.#patterns = patterns;
    const isOpen = (pattern: string): boolean =>
      pattern.includes("*") || pattern.includes("?") || (variables && pattern.includes("${"));
    const open = patterns.filter(isOpen);
    this.plain = open.length === 0 ? patterns : patterns.filter((pattern) => !isOpen(pattern));
    this.open = open.map((pattern) => new OpenPattern(pattern, variables));
  }

  get blank(): boolean {
    this.#blank ??= /\s/.test(this.#patterns.join(""));
    return this.#blank;
  }
}

const readLists = new WeakMap<PatternList, ReadList>();

/** Read once for as long as the list lives. */
function readList(list: PatternList, variables: boolean): ReadList {
  const known = readLists.get(list);
  if (known?.variables === variables) return known;
  const read = new ReadList(list, variables);
  readLists.set(list, read);
  return read;
}

function isPlain(glob: Glob): boolean {
  return glob.every(({ type }) => type === "character");
}

function plainText(glob: Glob): string {
  return glob.map((step) => ("text" in step ? step.text : "")).join("");
}

/** Whether a policy variable, readable or not, occurs in the pattern. */
function hasVariable(glob: Glob): boolean {
  return glob.some(({ type }) => type === "variable" || type === "unreadable");
}

/** Whether an action's name in the list has a blank in it, which IAM takes and does not explain. */
export function hasBlank(list: PatternList): boolean {
  return readList(list, false).blank;
}

/** Whether one of the list's patterns matches the text; `fill` gives each that is no plain text its variables' values. */
export function matchesAny(
  list: PatternList,
  variables: boolean,
  text: string,
  work: Work,
  fill: (glob: Glob) => Glob | Truth = (glob) => glob,
): Truth {
  const { plain, open } = readList(list, variables);
  if (plain.includes(text)) return true;
  return anyOf(open, (pattern) => {
    if (!pattern.variable) return pattern.matches(text, work);
    const filled = fill(pattern.glob);
    return typeof filled === "object" && "length" in filled ? matchGlob(filled, text, work) : filled;
  });
}

/**
 * Drops every pattern that another of the list covers. Patterns with a policy variable stay: where the variable is not set
 * they match nothing, and what the rest of their list then means is not documented for `NotResource`.
 *
 * @param patterns sorted, without repetitions
 */
export function withoutCovered(
  patterns: readonly string[],
  toGlob: (pattern: string) => Glob,
  work: Work,
): readonly string[] {
  const globs = patterns.map(toGlob);
  const dropped = new Set<number>();
  for (const [index, broad] of globs.entries()) {
    const prefix = plainBeginning(broad);
    if (prefix === undefined) continue;
    // What a glob covers begins with the glob's own plain beginning, and so stands together in a sorted list.
    const begin = lowerBound(patterns, prefix);
    for (let at = begin; at < patterns.length && patterns[at]?.startsWith(prefix); at += 1) {
      const narrow = globs[at] ?? [];
      if (at === index || dropped.has(at) || dropped.has(index) || hasVariable(narrow)) continue;
      if (coversGlob(broad, narrow, work)) dropped.add(at);
    }
  }
  return patterns.filter((_, index) => !dropped.has(index));
}

/** The pattern's characters up to its first wildcard; `undefined` for one without wildcards, which covers only itself. */
function plainBeginning(glob: Glob): string | undefined {
  const end = glob.findIndex(({ type }) => type === "many" || type === "one");
  if (end < 0) return undefined;
  const beginning = glob.slice(0, end);
  return isPlain(beginning) ? plainText(beginning) : "";
}

function lowerBound(sorted: readonly string[], text: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? "") < text) low = middle + 1;
    else high = middle;
  }
  return low;
}
