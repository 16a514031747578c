import {
  type AddressRange,
  formatAddressRange,
  formatInstant,
  formatNumber,
  ONE_WHOLE,
  parseAddressRange,
  parseInstant,
  parseNumber,
} from "../condition-values.ts";
import type { Work } from "../work.ts";
import { AddressSet, undividedRuns } from "./address-set.ts";
import type { CompiledTest, ValueKind } from "./condition-test.ts";
import { codesOf, type Language, languageOfSteps, MANY, MANY_WITHIN, ONE } from "./language.ts";
import { sampleTexts } from "./samples.ts";
import { textClasses } from "./text-classes.ts";

const COLON = 58;

/** Any text but the empty one, which stands apart: AWS's pages do not agree on whether a key that holds it is there. */
const ANYTHING: Language = languageOfSteps([ONE, MANY]);

/** A text of six components or more, which is what the ARN operators look at. */
export const ARN_SHAPE: Language = languageOfSteps([...Array(5).fill([MANY_WITHIN, COLON]).flat(), MANY]);

/** How many values to look at: some that are likely to tell, or as many as there are to tell apart. */
export type Effort = "some" | "all";

/**
 * Values of a key such that every value there can be is treated by all of the tests as one of these is. What a person recognises
 * comes first.
 *
 * @param tests tests on one key
 */
export function representativeValues(tests: readonly CompiledTest[], effort: Effort, work: Work): readonly string[] {
  const kinds = new Set(tests.map(({ kind }) => kind));
  if (kinds.size > 1) kinds.delete("none");
  return [...new Set([...kinds].flatMap((kind) => valuesOfKind(kind, tests, kinds.size > 1, effort, work)))];
}

/** Whether some of the values may not be all. */
export function hasPatterns(tests: readonly CompiledTest[]): boolean {
  return tests.some(({ texts }) => texts.some(({ language }) => language.plain === undefined));
}

function valuesOfKind(
  kind: ValueKind,
  all: readonly CompiledTest[],
  mixed: boolean,
  effort: Effort,
  work: Work,
): readonly string[] {
  const tests = all.filter((test) => test.kind === kind);
  const values = [...new Set(tests.flatMap((test) => test.values))];
  switch (kind) {
    case "text":
      return textValues(tests, mixed, effort, work);
    case "number":
      return numbersAround(values);
    case "date":
      return datesAround(values);
    case "address":
      return addressesAround(values, work);
    case "boolean":
      return ["true", "false"];
    case "bytes":
      return [...values, unused(values, (example) => btoa(example))];
    case "none":
      return ["example"];
  }
}

/**
 * A key that is compared by an ARN operator, and by others only with patterns of ARNs, is taken to hold ARNs: what an ARN operator
 * says of another text is not documented.
 */
function textValues(tests: readonly CompiledTest[], mixed: boolean, effort: Effort, work: Work): readonly string[] {
  const arns = tests.filter(({ operator }) => operator.base.family === "arn");
  const onlyArns =
    arns.length > 0 &&
    !mixed &&
    tests.every((test) => arns.includes(test) || test.values.every((value) => /^(?:arn:|\*)/.test(value)));
  const languages = tests.flatMap(({ texts }) => texts.map(({ language }) => language));
  const plain = languages.flatMap((language) => language.plain ?? []);
  const open = languages.filter((language) => language.plain === undefined);
  const some = [
    ...plain,
    ...tests.flatMap((test) => test.texts.flatMap(({ glob }) => sampleTexts(glob).filter((text) => text !== ""))),
    ...(arns.length > 0 ? [unused(plain, (example) => `arn:aws:iam::123456789012:role/${example}`)] : []),
    ...(onlyArns ? [] : [unused(plain, (example) => example)]),
  ];
  if (effort === "some" || open.length === 0) return some;
  const known = new Set(plain);
  const universe = [onlyArns ? ARN_SHAPE : ANYTHING];
  const classes = textClasses(universe, arns.length > 0 ? [...open, ARN_SHAPE] : open, known, work);
  return [...some, ...classes, ...(onlyArns ? [] : [""])];
}

/** The first spelling of an example that is not taken: what is named stands for nothing but itself. */
function unused(taken: readonly string[], spell: (example: string) => string): string {
  const known = new Set(taken);
  let number = 1;
  while (known.has(spell(number === 1 ? "example" : `example-${number}`))) number += 1;
  return spell(number === 1 ? "example" : `example-${number}`);
}

/** The numbers themselves, one below and one above all of them, and one between any two. */
function numbersAround(values: readonly string[]): readonly string[] {
  const numbers = [...new Set(values.flatMap((value) => parseNumber(value) ?? []))].sort((a, b) => (a < b ? -1 : 1));
  const [least = 0n, most = 0n] = [numbers[0], numbers.at(-1)];
  const between = numbers.slice(1).flatMap((next, index) => {
    const number = numbers[index] ?? next;
    return next - number < 2n ? [] : [(number + next) / 2n];
  });
  const beyond = [least - (least % ONE_WHOLE) - ONE_WHOLE, most - (most % ONE_WHOLE) + ONE_WHOLE];
  return [...values, ...[...beyond, ...between].flatMap((number) => formatNumber(number) ?? [])];
}

const DAY = 86_400_000;

function datesAround(values: readonly string[]): readonly string[] {
  const times = values
    .flatMap((value) => {
      const instant = parseInstant(value);
      return instant === undefined ? [] : [instant.earliest, instant.latest];
    })
    .sort((a, b) => a - b);
  const between = times.flatMap((time, index) => {
    const next = times[index + 1];
    return next === undefined || next - time < 2 ? [] : [Math.floor((time + next) / 2)];
  });
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  // Beyond the year 9999 only whole seconds can be written.
  const later = last - (last % 1000) + DAY;
  return [...times, first - DAY, later, ...between].flatMap((time) => formatInstant(time) ?? []);
}

/** Addresses of nobody, kept for examples. */
const EXAMPLES = ["198.51.100.7", "203.0.113.9", "2001:db8:0:0:0:0:0:7"];

/** An address of every run that no block divides: those inside a block first, then examples, then those beside the blocks. */
function addressesAround(values: readonly string[], work: Work): readonly string[] {
  work.spend(values.length);
  const blocks = values.flatMap((value) => parseAddressRange(value) ?? []);
  const all = new AddressSet(blocks);
  const addresses = ([32, 128] as const).flatMap((width) =>
    undividedRuns(blocks, width).map(({ start, end }) => ({ width, base: end - start > 1n ? start + 1n : start })),
  );
  const { inside = [], beside = [] } = Object.groupBy(addresses, (each) => (all.has(each) ? "inside" : "beside"));
  return [...inside.map(spellAddress), ...EXAMPLES, ...beside.map(spellAddress)];
}

function spellAddress({ width, base }: Pick<AddressRange, "width" | "base">): string {
  return formatAddressRange({ width, base, prefix: width }).replace(/\/\d+$/, "");
}

/** Whether the text has the shape of an ARN. */
export function isArn(text: string): boolean {
  return codesOf(text).filter((code) => code === COLON).length >= 5;
}
