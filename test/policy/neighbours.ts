import fc from "fast-check";
import type { Plain } from "./arbitrary-policies.ts";

const LISTS = ["Action", "NotAction", "Resource", "NotResource"];
const listOf = (value: unknown): readonly string[] => [value ?? []].flat().map(String);

/** Ways to change one statement, some of which change what it decides and some of which do not. */
const CHANGES: readonly ((statement: Plain, index: number) => readonly Plain[])[] = [
  () => [],
  (statement) => [statement, statement],
  ({ Condition: _, ...statement }) => [statement],
  (statement) => [{ ...statement, Effect: statement.Effect === "Allow" ? "Deny" : "Allow" }],
  (statement) => [statement, { ...statement, Condition: { Bool: { "aws:SecureTransport": "true" } } }],
  (statement) => [statement, { ...statement, Effect: "Deny", Condition: { Null: { "aws:SourceIp": "false" } } }],
  // One member of one list less, more like a glob, twice, or in a statement of its own.
  (statement, index) =>
    onList(statement, index, (patterns) => (patterns.length > 1 ? [patterns.slice(1)] : [patterns])),
  (statement, index) => onList(statement, index, ([first = "*", ...rest]) => [[widen(first), ...rest]]),
  (statement, index) => onList(statement, index, (patterns) => [[...patterns, widen(patterns[0] ?? "*")]]),
  (statement, index) => onList(statement, index, (patterns) => [[...patterns, ...patterns].reverse()]),
  (statement, index) => onList(statement, index, (patterns) => patterns.map((pattern) => [pattern])),
];

function onList(
  statement: Plain,
  index: number,
  change: (patterns: readonly string[]) => readonly (readonly string[])[],
): readonly Plain[] {
  const present = LISTS.filter((name) => statement[name] !== undefined);
  const name = present[index % present.length] ?? "Action";
  return change(listOf(statement[name])).map((patterns) => ({ ...statement, [name]: patterns }));
}

function widen(pattern: string): string {
  return pattern === "*" ? pattern : `${pattern.slice(0, -1)}*`;
}

/** The policy with one of its statements changed. */
export function neighbourOf(policy: Plain): fc.Arbitrary<Plain> {
  const statements = policy.Statement as readonly Plain[];
  return fc
    .record({ at: fc.nat(statements.length - 1), change: fc.constantFrom(...CHANGES), index: fc.nat(3) })
    .map(({ at, change, index }) => ({
      ...policy,
      Statement: statements.flatMap((statement, place) => (place === at ? change(statement, index) : [statement])),
    }));
}
