import { lowerAscii } from "./lower-ascii.ts";
import { isQuick, matchSegments } from "./segments.ts";
import { type Truth, undecidable } from "./truth.ts";
import type { Work } from "./work.ts";

/**
 * One step of a glob: a character, `*`, `?` or a policy variable.
 *
 * Whether `*` in an ARN crosses `:` differs between editions of AWS's page; one has it cross only where it is the last
 * character of a segment. So a `*` that stands there is `free`, and any other is decided under both readings.
 */
export type GlobStep =
  | { readonly type: "character"; readonly text: string }
  | { readonly type: "one" }
  | { readonly type: "many"; readonly free: boolean }
  | { readonly type: "variable"; readonly key: string; readonly fallback?: string; readonly text: string }
  | { readonly type: "unreadable"; readonly text: string };

/** A pattern, step by step. */
export type Glob = readonly GlobStep[];

const VARIABLE = /^([^,'*?$]+?)(?:\s*,\s*'([^']*)')?$/;

/**
 * Reads a pattern. With `variables`, `${key}` and `${key, 'default'}` are policy variables and `${*}`, `${?}`, `${$}` the
 * plain characters. Without `wildcards`, `*` and `?` are plain.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function readGlob(pattern: string, options: { variables: boolean; wildcards?: boolean }): Glob {
  const { variables, wildcards = true } = options;
  const steps: GlobStep[] = [];
  for (let at = 0; at < pattern.length; ) {
    const character = String.fromCodePoint(pattern.codePointAt(at) as number);
    if (variables && pattern.startsWith("${", at)) {
      const end = pattern.indexOf("}", at);
      const text = pattern.slice(at, end < 0 ? undefined : end + 1);
      steps.push(readVariable(text));
      at += text.length;
      continue;
    }
    at += character.length;
    if (wildcards && character === "*" && pattern[at] === "*") continue;
    steps.push(wildcards ? readCharacter(character, pattern[at]) : { type: "character", text: character });
  }
  return steps;
}

function readCharacter(text: string, next: string | undefined): GlobStep {
  if (text === "*") return { type: "many", free: next === undefined || next === ":" };
  return text === "?" ? { type: "one" } : { type: "character", text };
}

/** Longer than any key with its default; what is longer is not taken for a variable, so that reading stays quick. */
const LONGEST_VARIABLE = 512;

function readVariable(text: string): GlobStep {
  if (text.length > LONGEST_VARIABLE) return { type: "unreadable", text };
  const inner = text.slice(2, -1);
  if (text.endsWith("}") && ["*", "?", "$"].includes(inner)) return { type: "character", text: inner };
  const match = text.endsWith("}") ? VARIABLE.exec(inner) : null;
  const key = lowerAscii(match?.[1]?.trim() ?? "");
  if (key === "") return { type: "unreadable", text };
  const fallback = match?.[2];
  return { type: "variable", key, text, ...(fallback === undefined ? {} : { fallback }) };
}

/** A pattern at a glance: what stands between its stars, if `*` is its only wildcard, and whether the readings differ. */
interface Shape {
  readonly segments: readonly string[] | undefined;
  readonly readingMatters: boolean;
}

const shapes = new WeakMap<Glob, Shape>();

function shapeOf(glob: Glob): Shape {
  const known = shapes.get(glob);
  if (known !== undefined) return known;
  const segments = [""];
  for (const step of glob) {
    if (step.type === "many") segments.push("");
    else if (step.type === "character") segments[segments.length - 1] += step.text;
  }
  const simple = glob.every(({ type }) => type === "many" || type === "character");
  const readingMatters = glob.some((step) => step.type === "one" || (step.type === "many" && !step.free));
  const shape = { segments: simple ? segments : undefined, readingMatters };
  shapes.set(glob, shape);
  return shape;
}

/** Whether the pattern matches the text, under both readings of `*`. Variables must have been filled in. */
export function matchGlob(glob: Glob, text: string, work: Work): Truth {
  const { segments, readingMatters } = shapeOf(glob);
  work.spend(1);
  const loosely =
    segments === undefined || !isQuick(glob.length, text.length)
      ? run(glob, [...text], false, work)
      : matchSegments(segments, text);
  if (!loosely) return false;
  if (!readingMatters || run(glob, [...text], true, work)) return true;
  return undecidable("AWS's pages differ on whether * and ? match a colon inside an ARN's segment");
}

function run(glob: Glob, characters: readonly string[], strict: boolean, work: Work): boolean {
  return simulate(glob, characters, work, (step, character) => {
    const colon = strict && character === ":";
    if (step.type === "character") return step.text === character;
    return step.type === "many" ? step.free || !colon : step.type === "one" && !colon;
  });
}

/** The glob outside ARNs and their segments, where `*` crosses everything. */
export function acrossColons(glob: Glob): Glob {
  return glob.map((step) => (step.type === "many" ? { type: "many", free: true } : step));
}

/** Whether every text that `narrow` matches is matched by `broad`, under both readings. `false`: not shown. */
export function coversGlob(broad: Glob, narrow: Glob, work: Work): boolean {
  work.spend(1);
  if (prefixesDiffer(broad, narrow)) return false;
  return simulate(broad, narrow, work, absorbs);
}

function absorbs(broad: GlobStep, narrow: GlobStep): boolean {
  if (broad.type === "many") return broad.free || isInsideSegment(narrow);
  if (broad.type === "one") return narrow.type === "one" || (narrow.type === "character" && narrow.text !== ":");
  return sameStep(broad, narrow) || addsDefault(broad, narrow);
}

/** With its default a variable matches whenever it does without, and where it is not set besides. */
function addsDefault(broad: GlobStep, narrow: GlobStep): boolean {
  if (broad.type !== "variable" || narrow.type !== "variable") return false;
  return broad.key === narrow.key && narrow.fallback === undefined;
}

/** A `*` that may not cross colons takes only what surely holds none. */
function isInsideSegment(step: GlobStep): boolean {
  return (step.type === "character" && step.text !== ":") || (step.type === "many" && !step.free);
}

function sameStep(left: GlobStep, right: GlobStep): boolean {
  if (left.type === "variable") {
    return right.type === "variable" && right.key === left.key && right.fallback === left.fallback;
  }
  return "text" in left && left.type === right.type && "text" in right && left.text === right.text;
}

/** Follows every way through `glob` at once; `takes` says whether a step takes one item of the input. */
function simulate<T>(
  glob: Glob,
  input: readonly T[],
  work: Work,
  takes: (step: GlobStep, item: T) => boolean,
): boolean {
  work.spend(glob.length + input.length);
  let places = skipMany(glob, [0]);
  for (const item of input) {
    work.spend(places.length);
    const next: number[] = [];
    for (const place of places) {
      const step = glob[place];
      if (step !== undefined && takes(step, item)) next.push(step.type === "many" ? place : place + 1);
    }
    if (next.length === 0) return false;
    places = skipMany(glob, next);
  }
  return places.at(-1) === glob.length;
}

/** A `*` may also match nothing. Keeps places in order and apart. */
function skipMany(glob: Glob, places: readonly number[]): number[] {
  const all: number[] = [];
  for (let place of places) {
    if (place <= (all.at(-1) ?? -1)) continue;
    all.push(place);
    while (glob[place]?.type === "many") all.push(++place);
  }
  return all;
}

function prefixesDiffer(left: Glob, right: Glob): boolean {
  for (let at = 0; at < left.length && at < right.length; at += 1) {
    const [one, other] = [left[at], right[at]];
    if (one?.type !== "character" || other?.type !== "character") return false;
    if (one.text !== other.text) return true;
  }
  return false;
}
