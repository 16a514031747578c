import { BlockList, isIP } from "node:net";
import { escapeExpression } from "../server/wildcard.ts";

/** What can stand at a leaf of an event. */
export type Scalar = string | number | boolean | null;

/** One alternative of a pattern's leaf: a test of a value, or of whether there is one. */
export type Alternative = { readonly matches: (value: Scalar) => boolean } | { readonly exists: boolean };

/** Why EventBridge would refuse an event pattern, or why the lab does. */
export class InvalidEventPattern extends Error {
  constructor(path: string, reason: string) {
    super(`Event pattern is not valid. Reason: ${reason} at ${path === "" ? "the top level" : path}`);
    this.name = "InvalidEventPattern";
  }
}

/** Reads one element of a leaf's list: an exact value, or an object holding one comparison operator. */
export function readAlternative(written: unknown, path: string): Alternative {
  if (isScalar(written)) return { matches: (value) => value === written };
  const [operator, operand] = readOperator(written, path);
  if (operator === "exists") {
    if (typeof operand !== "boolean") throw new InvalidEventPattern(path, "exists must be true or false");
    return { exists: operand };
  }
  const compile = Object.hasOwn(OPERATORS, operator) ? OPERATORS[operator] : undefined;
  if (compile === undefined) throw new InvalidEventPattern(path, `Unrecognized match type ${operator}`);
  return { matches: compile(operand, path) };
}

type Compile = (operand: unknown, path: string) => (value: Scalar) => boolean;

const OPERATORS: Readonly<Record<string, Compile>> = {
  prefix: (operand, path) => affix("prefix", operand, path, (text, affix) => text.startsWith(affix)),
  suffix: (operand, path) => affix("suffix", operand, path, (text, affix) => text.endsWith(affix)),
  "equals-ignore-case": equalsIgnoreCase,
  wildcard: matchesWildcard,
  "anything-but": anythingBut,
  numeric,
  cidr,
};

/** The operators that may stand inside `anything-but`, each with one text or a list of them. */
const NEGATABLE = new Set(["prefix", "suffix", "equals-ignore-case", "wildcard"]);

function isScalar(value: unknown): value is Scalar {
  return value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function readOperator(written: unknown, path: string): readonly [string, unknown] {
  if (typeof written !== "object" || written === null || Array.isArray(written)) {
    throw new InvalidEventPattern(path, "A list of values may not hold a list");
  }
  const [first, ...others] = Object.entries(written);
  if (first === undefined || others.length > 0) {
    throw new InvalidEventPattern(path, "Only one key allowed in match expression");
  }
  return first;
}

function readText(operator: string, operand: unknown, path: string): string {
  if (typeof operand !== "string") throw new InvalidEventPattern(path, `${operator} match pattern must be a string`);
  if (operand === "") throw new InvalidEventPattern(path, `Null ${operator} not allowed`);
  return operand;
}

function affix(
  operator: string,
  operand: unknown,
  path: string,
  has: (text: string, affix: string) => boolean,
): (value: Scalar) => boolean {
  if (typeof operand === "object" && operand !== null && !Array.isArray(operand)) {
    const [inner, text] = readOperator(operand, path);
    if (inner !== "equals-ignore-case")
      throw new InvalidEventPattern(path, `Unsupported ${operator} pattern: ${inner}`);
    const folded = readText(operator, text, path).toLowerCase();
    return (value) => typeof value === "string" && has(value.toLowerCase(), folded);
  }
  const text = readText(operator, operand, path);
  return (value) => typeof value === "string" && has(value, text);
}

function equalsIgnoreCase(operand: unknown, path: string): (value: Scalar) => boolean {
  if (typeof operand !== "string") {
    throw new InvalidEventPattern(path, "equals-ignore-case match pattern must be a string");
  }
  const folded = operand.toLowerCase();
  return (value) => typeof value === "string" && value.toLowerCase() === folded;
}

/** `*` is any run of characters; a backslash makes `*` and itself literal; two `*` in a row are refused, as AWS does. */
function matchesWildcard(operand: unknown, path: string): (value: Scalar) => boolean {
  const glob = readText("wildcard", operand, path);
  if (/(?<!\\)(?:\\\\)*\*\*/.test(glob)) {
    throw new InvalidEventPattern(path, "Consecutive wildcard characters are not allowed");
  }
  const source = glob.replaceAll(/\\(.?)|\*|[^\\*]+/gs, (token, escaped: string | undefined) => {
    if (token === "*") return ".*";
    if (escaped === undefined) return escapeExpression(token);
    if (escaped !== "*" && escaped !== "\\") {
      throw new InvalidEventPattern(path, `Invalid escape character "${escaped}"`);
    }
    return escapeExpression(escaped);
  });
  const expression = new RegExp(`^${source}$`, "s");
  return (value) => typeof value === "string" && expression.test(value);
}

function anythingBut(operand: unknown, path: string): (value: Scalar) => boolean {
  if (typeof operand === "object" && operand !== null && !Array.isArray(operand)) {
    const [operator, inner] = readOperator(operand, path);
    const compile = NEGATABLE.has(operator) ? OPERATORS[operator] : undefined;
    if (compile === undefined) throw new InvalidEventPattern(path, `Unsupported anything-but pattern: ${operator}`);
    const refused = oneOrMore(inner, path).map((text) => compile(text, path));
    return (value) => !refused.some((matches) => matches(value));
  }
  const refused = oneOrMore(operand, path);
  const types = new Set(refused.map((value) => typeof value));
  if (types.size !== 1 || !(types.has("string") || types.has("number"))) {
    throw new InvalidEventPattern(path, "Inside anything but list, either all values must be number or all string");
  }
  return (value) => !refused.includes(value);
}

function oneOrMore(operand: unknown, path: string): readonly unknown[] {
  const list: readonly unknown[] = Array.isArray(operand) ? operand : [operand];
  if (list.length === 0) throw new InvalidEventPattern(path, "Empty arrays are not allowed");
  return list;
}

const COMPARISONS: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  "=": (value, limit) => value === limit,
  "<": (value, limit) => value < limit,
  "<=": (value, limit) => value <= limit,
  ">": (value, limit) => value > limit,
  ">=": (value, limit) => value >= limit,
};

/** `["=", 5]`, `[">", 0]` or a range, `[">", 0, "<=", 5]`. */
function numeric(operand: unknown, path: string): (value: Scalar) => boolean {
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) {
    throw new InvalidEventPattern(path, "Value of numeric must be an array of one or two comparisons");
  }
  const tests: ((value: number) => boolean)[] = [];
  for (let index = 0; index < operand.length; index += 2) {
    const compare = COMPARISONS[String(operand[index])];
    const limit: unknown = operand[index + 1];
    if (compare === undefined)
      throw new InvalidEventPattern(path, `Unrecognized numeric range operator: ${operand[index]}`);
    if (typeof limit !== "number" || Math.abs(limit) > 5e9) {
      throw new InvalidEventPattern(path, "Value of numeric must be a number between -5.0e9 and +5.0e9");
    }
    tests.push((value: number) => compare(value, limit));
  }
  const range = operand.length === 4 && !(/^>/.test(String(operand[0])) && /^</.test(String(operand[2])));
  if (range) throw new InvalidEventPattern(path, "Bad numeric range operator: a range is written from its lower bound");
  return (value) => typeof value === "number" && tests.every((test) => test(value));
}

function cidr(operand: unknown, path: string): (value: Scalar) => boolean {
  const [address = "", bits, ...rest] = readText("cidr", operand, path).split("/");
  const family = isIP(address);
  const width = bits === undefined ? (family === 4 ? 32 : 128) : Number(bits);
  if (family === 0 || rest.length > 0 || !/^\d*$/.test(bits ?? "") || width > (family === 4 ? 32 : 128)) {
    throw new InvalidEventPattern(path, "Malformed CIDR, one '/' required");
  }
  const range = new BlockList();
  range.addSubnet(address, width, family === 4 ? "ipv4" : "ipv6");
  return (value) => {
    if (typeof value !== "string") return false;
    const kind = isIP(value);
    return kind === family && range.check(value, kind === 4 ? "ipv4" : "ipv6");
  };
}
