import { formatAddressRange, parseAddressRange, parseInstant } from "../condition-values.ts";
import type { Work } from "../work.ts";
import type { CompiledTest, ValueKind } from "./condition-test.ts";
import { codesOf, type Language, languageOfSteps, MANY, MANY_WITHIN } from "./language.ts";
import { sampleTexts } from "./samples.ts";
import { textClasses } from "./text-classes.ts";

const COLON = 58;

/** Any text. */
const ANYTHING: Language = languageOfSteps([MANY]);

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
  return [...new Set([...kinds].flatMap((kind) => valuesOfKind(kind, tests, effort, work)))];
}

/** Whether some of the values may not be all. */
export function hasPatterns(tests: readonly CompiledTest[]): boolean {
  return tests.some(({ texts }) => texts.some(({ language }) => language.plain === undefined));
}

function valuesOfKind(kind: ValueKind, all: readonly CompiledTest[], effort: Effort, work: Work): readonly string[] {
  const tests = all.filter((test) => test.kind === kind);
  const values = [...new Set(tests.flatMap((test) => test.values))];
  switch (kind) {
    case "text":
      return textValues(tests, all.length > tests.length, effort, work);
    case "number":
      return numbersAround(values);
    case "date":
      return datesAround(values);
    case "address":
      return addressesAround(values);
    case "boolean":
      return ["true", "false"];
    case "bytes":
      return [...values, "ZXhhbXBsZQ=="];
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
    ...tests.flatMap((test) => test.texts.flatMap(({ glob }) => sampleTexts(glob))),
    onlyArns ? "arn:aws:iam::123456789012:role/example" : "example",
  ];
  if (effort === "some" || open.length === 0) return some;
  const known = new Set(plain);
  const universe = [onlyArns ? ARN_SHAPE : ANYTHING];
  const classes = textClasses(universe, arns.length > 0 ? [...open, ARN_SHAPE] : open, known, work);
  return [...some, ...classes];
}

function numbersAround(values: readonly string[]): readonly string[] {
  const numbers = values.filter((value) => Number.isFinite(Number(value))).sort((a, b) => Number(a) - Number(b));
  const around = numbers.flatMap((value, index) => {
    const next = numbers[index + 1];
    return next === undefined ? [] : [String((Number(value) + Number(next)) / 2)];
  });
  const [first, last] = [Number(numbers[0] ?? 0), Number(numbers.at(-1) ?? 0)];
  return [...numbers, String(Math.floor(first) - 1), String(Math.ceil(last) + 1), ...around];
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
  return [...times, first - DAY, last + DAY, ...between].map((time) =>
    new Date(time).toISOString().replace(".000Z", "Z"),
  );
}

/** An address of every block, and the ones on either side of it: blocks nest or are apart, so nothing else can differ. */
function addressesAround(values: readonly string[]): readonly string[] {
  const ranges = values.flatMap((value) => parseAddressRange(value) ?? []);
  const points = ranges.flatMap(({ width, base, prefix }) => {
    const end = base + (1n << BigInt(width - prefix));
    const inside = prefix < width ? [base + 1n, base, end - 1n] : [base];
    return [...inside, base - 1n, end]
      .filter((each) => each >= 0n && each < 1n << BigInt(width))
      .map((each) => ({ width, base: each, prefix: width }));
  });
  return [
    ...points.map((range) => formatAddressRange(range).replace(/\/\d+$/, "")),
    "198.51.100.7",
    "2001:db8:0:0:0:0:0:7",
  ];
}

/** Whether the text has the shape of an ARN. */
export function isArn(text: string): boolean {
  return codesOf(text).filter((code) => code === COLON).length >= 5;
}
