import { isColonStep, splitArn } from "../arn-parts.ts";
import { type ConditionOperator, formatOperator, parseOperator } from "../condition-operators.ts";
import { hasNeighbours, hasTimesAround, parseAddressRange } from "../condition-values.ts";
import { acrossColons, type Glob, readGlob } from "../glob.ts";
import { lowerAscii } from "../lower-ascii.ts";
import type { ConditionTest } from "../policy.ts";
import { Interned } from "./interned.ts";
import { type Language, languageOf, languageOfSteps, languageWithoutCase, plainLanguage } from "./language.ts";
import { Members } from "./members.ts";
import { spellGlob } from "./spell-glob.ts";

/** What kind of values a test compares; `none` for `Null`, which looks only whether the key is there. */
export type ValueKind = "text" | "number" | "date" | "address" | "boolean" | "bytes" | "none";

/** One value of a test on text: the pattern and the texts it matches at most. */
export interface TextValue {
  readonly text: string;
  readonly glob: Glob;
  readonly language: Language;
  /** Whether a policy variable stands in it. */
  readonly variable: boolean;
}

/** Values of a test on text: those that match one text only, patterns, and those in which a policy variable stands. */
export interface SortedTexts {
  readonly plain: Members<string>;
  readonly open: readonly TextValue[];
  readonly variable: readonly TextValue[];
}

/** A condition test made ready for deciding. Two tests that say the same have the same `identity`. */
export interface CompiledTest {
  readonly identity: string;
  /** In lower case. */
  readonly key: string;
  readonly operator: ConditionOperator;
  readonly values: readonly string[];
  readonly kind: ValueKind;
  /** The values, of a test on text. */
  readonly texts: readonly TextValue[];
  /** The same by how they are matched. */
  readonly sorted: SortedTexts;
  /** Why it cannot be decided; it is then taken to be met or not, either way, by any value. */
  readonly opaque: string | undefined;
}

const compiled = new Interned<CompiledTest>(20_000);
const identities = new Interned<string>(20_000);
let identified = 0;

/** A short name for what a test says, the same for tests that say the same. */
function identify(meaning: string): string {
  return identities.get(meaning, () => {
    identified += 1;
    return `t${identified}`;
  });
}

/** Compiles a test. @throws TypeError where the operator is none of IAM's, which parsing has ruled out */
export function compileTest(test: ConditionTest, variables: boolean): CompiledTest {
  const { operator, key, values } = test;
  return compiled.get(JSON.stringify([operator, key, values, variables]), () => compileAfresh(test, variables));
}

function compileAfresh(test: ConditionTest, variables: boolean): CompiledTest {
  const operator = parseOperator(test.operator);
  if (operator === undefined) throw new TypeError(`${test.operator} is not a condition operator`);
  const key = lowerAscii(test.key);
  const values = [...new Set(test.values)].sort();
  const spelt = variables ? values.map(spellValue).sort() : values;
  const kind = kindOf(operator);
  const texts = kind === "text" ? values.map((value) => compileText(operator, value, variables)) : [];
  const name = operator.base.family === "arn" ? formatOperator(operator).replace("Equals", "Like") : test.operator;
  const usesVariables = variables && values.some((value) => value.includes("${"));
  return {
    identity: identify(JSON.stringify([name, key, spelt, usesVariables])),
    key,
    operator,
    values,
    kind,
    texts,
    sorted: sortTexts(texts),
    opaque: whyOpaque(operator, values, texts),
  };
}

function spellValue(value: string): string {
  return value.includes("${") ? spellGlob(readGlob(value, { variables: true, wildcards: true })) : value;
}

function kindOf({ base }: ConditionOperator): ValueKind {
  switch (base.family) {
    case "numeric":
      return "number";
    case "date":
      return "date";
    case "ip":
      return "address";
    case "bool":
      return "boolean";
    case "binary":
      return "bytes";
    case "null":
      return "none";
    default:
      return "text";
  }
}

function compileText({ base }: ConditionOperator, text: string, variables: boolean): TextValue {
  const { family } = base;
  const wildcards = family === "string-like" || family === "arn";
  const glob = readGlob(text, { variables, wildcards });
  return textValue(family, text, glob);
}

/** A value of a test on text from its glob. */
export function textValue(family: ConditionOperator["base"]["family"], text: string, glob: Glob): TextValue {
  const variable = glob.some(({ type }) => type === "variable" || type === "unreadable");
  return {
    text: variable ? spellGlob(glob) : text,
    glob,
    language: textLanguage(family, glob, variable),
    variable,
  };
}

/** Values by how they are matched. */
export function sortTexts(texts: readonly TextValue[]): SortedTexts {
  const fixed = texts.filter(({ variable }) => !variable);
  return {
    plain: new Members(fixed.flatMap(({ language }) => language.plain ?? [])),
    open: fixed.filter(({ language }) => language.plain === undefined),
    variable: texts.filter(({ variable }) => variable),
  };
}

function textLanguage(family: ConditionOperator["base"]["family"], glob: Glob, variable: boolean): Language {
  if (family === "arn") return arnLanguage(glob);
  const plain = glob.every(({ type }) => type === "character");
  const text = plain ? glob.map((step) => ("text" in step ? step.text : "")).join("") : "";
  if (family === "string-ignore-case" && !variable) return languageWithoutCase(text);
  // A variable's value may differ in case from what stands around it; the most it can match is then anything.
  if (family === "string-ignore-case") return languageOf([{ type: "many", free: true }], "loose");
  return plain ? plainLanguage(text) : languageOf(acrossColons(glob), "loose");
}

/** Six components, wildcards inside each of the first five; the last may hold colons. */
function arnLanguage(glob: Glob): Language {
  const parts = splitArn(glob, isColonStep);
  const rest = parts?.[5];
  if (parts === undefined || rest === undefined) return languageOf(acrossColons(glob), "loose");
  const head = glob
    .slice(0, glob.length - rest.length)
    .map((step) => (step.type === "many" ? { ...step, free: false } : step));
  return languageOfSteps([...languageOf(head, "strict").steps, ...languageOf(acrossColons(rest), "loose").steps]);
}

function whyOpaque(
  { base, quantifier }: ConditionOperator,
  values: readonly string[],
  texts: readonly TextValue[],
): string | undefined {
  if (values.length === 0) return `what ${base.name} with no values means is not documented`;
  if (base.family === "null" && quantifier !== undefined) return undefined;
  const odd = values.find((value, index) => !isReadable(base.family, value, texts[index]?.glob));
  return odd === undefined ? undefined : `${JSON.stringify(odd)} is no value that ${base.name} is documented to take`;
}

function isReadable(family: ConditionOperator["base"]["family"], value: string, glob: Glob | undefined): boolean {
  switch (family) {
    case "numeric":
      return hasNeighbours(value);
    case "date":
      return hasTimesAround(value);
    case "ip":
      return parseAddressRange(value) !== undefined;
    case "bool":
    case "null":
      return value === "true" || value === "false";
    case "binary":
      return true;
    case "arn":
      return glob !== undefined && splitArn(glob, isColonStep) !== undefined && isReadableText(glob);
    case "string-ignore-case":
      // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
      return /^[\u0000-\u007f]*$/.test(value) && glob !== undefined && isReadableText(glob);
    default:
      return glob !== undefined && isReadableText(glob);
  }
}

function isReadableText(glob: Glob): boolean {
  return !glob.some(({ type }) => type === "unreadable");
}
