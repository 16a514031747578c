import { internAction } from "./action-spelling.ts";
import { parseOperator } from "./condition-operators.ts";
import { lowerAscii } from "./lower-ascii.ts";
import { PRINCIPAL_TYPES } from "./parse-elements.ts";
import type {
  ConditionTest,
  PatternList,
  Policy,
  Principal,
  PrincipalList,
  PrincipalType,
  Statement,
} from "./policy.ts";

/** A statement as it is written, without where it stands. */
export type PlacelessStatement = Omit<Statement, "path">;

/** What becomes of the statements of a compact text. */
export interface StatementReader<T> {
  /** A statement that was read before and stands at this place of the text, with its own text. */
  find(text: string, at: number, variables: boolean): { readonly text: string; readonly result: T } | undefined;
  /** Takes a statement's text and value; `undefined` where something is wrong with it. */
  read(text: string, value: unknown, variables: boolean): T | undefined;
}

/** A policy's text taken apart. */
export interface CompactPolicy<T> {
  readonly version: Policy["version"];
  /** Whether the statements stand in a list. */
  readonly listed: boolean;
  readonly statements: readonly T[];
}

/**
 * Takes apart a text that is written as `JSON.stringify` writes it, which almost all are; `undefined` for any other and for all that is
 * odd, which is for parsePolicy to read strictly. A statement that is written with no more members than it has repeats none of its
 * keys, and where a complete statement stands in a text, the statement there is no other.
 */
export function readCompactPolicy<T>(text: string, reader: StatementReader<T>): CompactPolicy<T> | undefined {
  const version = VERSIONS.find(
    (each) => text.startsWith(`{"Version":"${each}",`) || text.endsWith(`,"Version":"${each}"}`),
  );
  const member = `"Version":"${version}"`;
  const first = text.startsWith(`{${member}`);
  const start = version === undefined || !first ? 1 : member.length + 2;
  if (!text.startsWith("{") || !text.startsWith(STATEMENT, start)) return undefined;
  const statements = readStatements(text, start + STATEMENT.length, version === "2012-10-17", reader);
  if (statements === undefined) return undefined;
  const rest = version === undefined || first ? "}" : `,${member}}`;
  if (text.length !== statements.end + rest.length || !text.endsWith(rest)) return undefined;
  return { version, listed: statements.listed, statements: statements.statements };
}

const STATEMENT = '"Statement":';

const VERSIONS = ["2012-10-17", "2008-10-17"] as const;

function readStatements<T>(
  text: string,
  start: number,
  variables: boolean,
  reader: StatementReader<T>,
): { listed: boolean; statements: readonly T[]; end: number } | undefined {
  const statements: T[] = [];
  const listed = text[start] === "[";
  let at = listed ? start + 1 : start;
  if (listed && text[at] === "]") return { listed, statements, end: at + 1 };
  for (;;) {
    const known = reader.find(text, at, variables);
    const span = known === undefined ? objectAt(text, at) : { end: at + known.text.length, members: 0 };
    if (span === undefined) return undefined;
    const { end, members } = span;
    const result = known === undefined ? readOne(text.slice(at, end), members, variables, reader) : known.result;
    if (result === undefined) return undefined;
    statements.push(result);
    at = end + 1;
    if (!listed) return { listed, statements, end };
    if (text[end] === "]") return { listed, statements, end: at };
    if (text[end] !== ",") return undefined;
  }
}

/** A statement's text taken on its own: it is only read where it has no more members than its value, so that none is repeated. */
function readOne<T>(text: string, members: number, variables: boolean, reader: StatementReader<T>): T | undefined {
  if (text.includes("\\u") || !text.isWellFormed()) return undefined;
  const value = parseJson(text);
  return countMembers(value) === members ? reader.read(text, value, variables) : undefined;
}

/** How many members the objects of a value have, all told. */
function countMembers(value: unknown): number {
  if (!isObject(value)) return 0;
  const values = Object.values(value);
  return values.reduce<number>((sum, each) => sum + countMembers(each), values.length);
}

const [QUOTE, BACKSLASH, COLON, OPEN, CLOSE, OPEN_LIST, CLOSE_LIST] = [34, 92, 58, 123, 125, 91, 93];

/** An object in a text. */
interface ObjectSpan {
  readonly end: number;
  /** How many members are written in it and in the objects inside. */
  readonly members: number;
}

/** The object that begins at a place of the text; `undefined` where none does. That each bracket has its own is for JSON.parse to see. */
function objectAt(text: string, start: number): ObjectSpan | undefined {
  if (text.charCodeAt(start) !== OPEN) return undefined;
  let depth = 0;
  let members = 0;
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      if (at < 0) return undefined;
      continue;
    }
    if (code === COLON) members += 1;
    depth += nesting(code);
    if (depth > MOST_DEPTH) return undefined;
    if (depth === 0) return { end: at + 1, members };
  }
  return undefined;
}

function nesting(code: number): number {
  if (code === OPEN || code === OPEN_LIST) return 1;
  return code === CLOSE || code === CLOSE_LIST ? -1 : 0;
}

/** A statement, its conditions, an operator, a key's values: nothing that is right is nested deeper. */
const MOST_DEPTH = 4;

/** The place of the quote that ends a string; -1 where none does. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end > 0) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
  return -1;
}

/** Bad JSON is no fault here: reading it strictly says what is wrong with it. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (fault) {
    if (fault instanceof SyntaxError) return undefined;
    throw fault;
  }
}

type Json = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const ELEMENTS: ReadonlySet<string> = new Set([
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
]);

/** Reads a statement's value; `undefined` for all that is wrong with it, which is for parsePolicy to say. */
export function readStatement(value: unknown, variables: boolean): PlacelessStatement | undefined {
  if (!isObject(value) || !Object.keys(value).every((key) => ELEMENTS.has(key))) return undefined;
  const { Sid: sid, Effect: effect } = value;
  if ((sid !== undefined && typeof sid !== "string") || (effect !== "Allow" && effect !== "Deny")) return undefined;
  const actions = readActions(value.Action, value.NotAction);
  if (actions === undefined) return undefined;
  const resources = readPatterns(value.Resource, value.NotResource);
  if (resources === undefined && (value.Resource !== undefined || value.NotResource !== undefined)) return undefined;
  const principals = readPrincipals(value.Principal, value.NotPrincipal);
  if (principals === undefined && (value.Principal !== undefined || value.NotPrincipal !== undefined)) return undefined;
  const conditions = value.Condition === undefined ? [] : readConditions(value.Condition);
  if (conditions === undefined) return undefined;
  return { effect, actions, ...(resources && { resources }), ...(principals && { principals }), conditions, variables };
}

function readActions(plain: unknown, negated: unknown): PatternList | undefined {
  const list = readPatterns(plain, negated);
  if (list === undefined) return undefined;
  const patterns: string[] = [];
  for (const pattern of list.patterns) {
    const action = internAction(pattern);
    if (action === undefined) return undefined;
    patterns.push(action);
  }
  return { not: list.not, patterns };
}

function readPatterns(plain: unknown, negated: unknown): PatternList | undefined {
  if (plain !== undefined && negated !== undefined) return undefined;
  const patterns = readStrings(plain ?? negated);
  return patterns === undefined ? undefined : { not: negated !== undefined, patterns };
}

function readStrings(value: unknown): readonly string[] | undefined {
  if (typeof value === "string") return value === "" ? undefined : [value];
  if (!Array.isArray(value)) return undefined;
  return value.every((each) => typeof each === "string" && each !== "") ? value : undefined;
}

function readPrincipals(plain: unknown, negated: unknown): PrincipalList | undefined {
  if (plain !== undefined && negated !== undefined) return undefined;
  const value = plain ?? negated;
  const not = negated !== undefined;
  if (value === "*") return { not, principals: [{ type: "*", value: "*" }] };
  if (!isObject(value)) return undefined;
  const principals: Principal[] = [];
  for (const [type, entries] of Object.entries(value)) {
    const values = readStrings(entries);
    if (values === undefined || !PRINCIPAL_TYPES.includes(type)) return undefined;
    if (values.some((each) => each !== "*" && /[*?]/.test(each))) return undefined;
    principals.push(...values.map((each) => ({ type: type as PrincipalType, value: each })));
  }
  return { not, principals };
}

function readConditions(value: unknown): readonly ConditionTest[] | undefined {
  if (!isObject(value)) return undefined;
  const tests: ConditionTest[] = [];
  for (const [operator, keys] of Object.entries(value)) {
    if (!isObject(keys) || parseOperator(operator) === undefined) return undefined;
    const names = Object.keys(keys);
    if (names.includes("") || (names.length > 1 && new Set(names.map(lowerAscii)).size < names.length))
      return undefined;
    for (const key of names) {
      const values = readConditionValues(keys[key]);
      if (values === undefined) return undefined;
      tests.push({ operator, key, values });
    }
  }
  return tests;
}

/** A number is for the strict reader, which keeps it as it is written. */
function readConditionValues(value: unknown): readonly string[] | undefined {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isPlain = (each: unknown): boolean => typeof each === "string" || typeof each === "boolean";
  return values.every(isPlain) ? values.map(String) : undefined;
}
