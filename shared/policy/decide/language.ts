import type { Glob, GlobStep } from "../glob.ts";
import { lowerAscii } from "../lower-ascii.ts";
import { isQuick, matchSegments } from "../segments.ts";
import type { Work } from "../work.ts";

/** Which reading of AWS's pages a pattern is taken under: whether `*` and `?` inside an ARN's segment match a colon. */
export type Reading = "loose" | "strict";

/**
 * The texts that a pattern matches under one reading. Steps are code points, and below zero what stands for more than one text:
 * {@link ONE} … {@link MANY_WITHIN}, and letters without case below {@link WITHOUT_CASE}.
 */
export interface Language {
  readonly steps: readonly number[];
  /** The only text it matches, where there is but one. */
  readonly plain: string | undefined;
  /** What every text begins with. */
  readonly prefix: string;
  /** Whether it matches every text that begins with the prefix. */
  readonly open: boolean;
  /** In characters of the pattern. */
  readonly length: number;
  /** What stands between its stars, where `*` is the only thing in it that is no plain character. */
  readonly segments: readonly string[] | undefined;
  /** The segments as one text, with a character in place of each star that stands in no pattern. */
  readonly marked: string;
}

/** Stands for a star. Patterns that hold it themselves are not taken apart. */
const STAR = "\u0000";

/** `?` */
export const ONE = -1;
/** `?` that matches no colon. */
export const ONE_WITHIN = -2;
/** `*` */
export const MANY = -3;
/** `*` that crosses no colon. */
export const MANY_WITHIN = -4;
/** A letter that matches in either case is this less its code. */
export const WITHOUT_CASE = -16;

const COLON = 58;
const ASTERISK = 42;

/** A pattern's texts under a reading. A policy variable may stand for any text, and where it is not set for none: so this is the most it can match. */
export function languageOf(glob: Glob, reading: Reading): Language {
  return languageOfSteps(glob.map((step) => stepCode(step, reading)));
}

function stepCode(step: GlobStep, reading: Reading): number {
  switch (step.type) {
    case "character":
      return step.text.codePointAt(0) ?? 0;
    case "one":
      return reading === "strict" ? ONE_WITHIN : ONE;
    case "many":
      return reading === "strict" && !step.free ? MANY_WITHIN : MANY;
    default:
      return MANY;
  }
}

/** A language from its steps. */
export function languageOfSteps(steps: readonly number[]): Language {
  const end = steps.findIndex((step) => step < 0);
  const prefix = textOf(end < 0 ? steps : steps.slice(0, end));
  const simple = steps.every((step) => step === MANY || step > 0);
  const marked = simple ? textOf(steps.map((step) => (step === MANY ? 0 : step))) : "";
  return {
    steps,
    plain: end < 0 ? prefix : undefined,
    prefix,
    open: end >= 0 && end === steps.length - 1 && steps[end] === MANY,
    length: steps.length,
    segments: simple ? marked.split(STAR) : undefined,
    marked,
  };
}

/** The language of a pattern whose only wildcard is `*`, which matches any text. */
export function languageOfStars(pattern: string): Language {
  return new StarLanguage(pattern);
}

class StarLanguage implements Language {
  readonly plain: string | undefined;
  readonly prefix: string;
  readonly open: boolean;
  readonly length: number;
  readonly segments: readonly string[];
  readonly #pattern: string;

  constructor(pattern: string) {
    const star = pattern.indexOf("*");
    this.#pattern = pattern;
    this.prefix = pattern.slice(0, star);
    this.open = star === pattern.length - 1;
    this.length = pattern.length;
    this.segments = pattern.split("*");
  }

  get marked(): string {
    return this.#pattern.replaceAll("*", STAR);
  }

  get steps(): readonly number[] {
    return codesOf(this.#pattern).map((code) => (code === ASTERISK ? MANY : code));
  }
}

/** The language of a text and of no other. */
export function plainLanguage(text: string): Language {
  return {
    steps: codesOf(text),
    plain: text,
    prefix: text,
    open: false,
    length: text.length,
    segments: [text],
    marked: text,
  };
}

/** The language of an ASCII text in upper and lower case alike. */
export function languageWithoutCase(text: string): Language {
  return languageOfSteps(
    codesOf(lowerAscii(text)).map((code) => (code >= 97 && code <= 122 ? WITHOUT_CASE - code : code)),
  );
}

/** The code points of a text. */
export function codesOf(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0);
}

function textOf(codes: readonly number[]): string {
  return codes.map((code) => String.fromCodePoint(code)).join("");
}

/** Whether a step matches a character; the `MANY`s match any number of such. */
export function stepTakes(step: number, code: number): boolean {
  if (step >= 0) return step === code;
  if (step === ONE || step === MANY) return true;
  if (step === ONE_WITHIN || step === MANY_WITHIN) return code !== COLON;
  return WITHOUT_CASE - step === (code >= 65 && code <= 90 ? code + 32 : code);
}

/** Whether the language holds the text. */
export function holds(language: Language, text: string, work: Work): boolean {
  if (language.plain !== undefined) return language.plain === text;
  if (!text.startsWith(language.prefix)) return false;
  if (language.open) return true;
  work.spend(1);
  if (language.segments !== undefined && isQuick(language.length, text.length)) {
    return matchSegments(language.segments, text);
  }
  return follow(language.steps, codesOf(text), stepTakes, work);
}

/** Whether every text of `narrow` is surely in `broad`. `false` means only that this simple proof does not go through. */
export function includes(broad: Language, narrow: Language, work: Work): boolean {
  if (narrow.plain !== undefined) return holds(broad, narrow.plain, work);
  if (broad.plain !== undefined || !narrow.prefix.startsWith(broad.prefix)) return false;
  if (broad.open) return true;
  work.spend(1);
  if (broad.segments !== undefined && narrow.segments !== undefined && isQuick(broad.length, narrow.length)) {
    return matchSegments(broad.segments, narrow.marked);
  }
  return follow(broad.steps, narrow.steps, absorbs, work);
}

function absorbs(broad: number, narrow: number): boolean {
  if (broad === MANY || broad === narrow) return true;
  if (broad === ONE) return narrow !== MANY && narrow !== MANY_WITHIN;
  if (broad === MANY_WITHIN) return narrow !== COLON && narrow !== ONE && narrow !== MANY;
  if (broad === ONE_WITHIN) return narrow !== COLON && (narrow >= 0 || narrow < MANY_WITHIN);
  return narrow >= 0 && stepTakes(broad, narrow);
}

/** Whether the steps lead to their end by way of the input. */
function follow(
  steps: readonly number[],
  input: readonly number[],
  takes: (step: number, item: number) => boolean,
  work: Work,
): boolean {
  work.spend(input.length);
  let places = skipMany(steps, [0]);
  for (const item of input) {
    work.spend(places.length);
    const next: number[] = [];
    for (const place of places) {
      const step = steps[place];
      if (step !== undefined && takes(step, item)) next.push(isMany(step) ? place : place + 1);
    }
    if (next.length === 0) return false;
    places = skipMany(steps, next);
  }
  return places.at(-1) === steps.length;
}

/** Whether a step matches any number of characters. */
export function isMany(step: number | undefined): boolean {
  return step === MANY || step === MANY_WITHIN;
}

/** A `*` may also match nothing. Places are kept in order and apart. */
function skipMany(steps: readonly number[], places: readonly number[]): number[] {
  const all: number[] = [];
  for (let place of places) {
    if (place <= (all.at(-1) ?? -1)) continue;
    all.push(place);
    while (isMany(steps[place])) all.push(++place);
  }
  return all;
}
