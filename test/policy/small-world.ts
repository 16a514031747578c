import fc from "fast-check";
import type { Plain } from "./arbitrary-policies.ts";
import { type ReferenceDecision, type ReferenceRequest, referenceDecision } from "./reference-evaluator.ts";

/**
 * A world so small that all of it can be tried: few names, and requests that stand for every class of requests its policies can tell
 * apart. What the policies of this world decide is then known without any theory.
 */
const ACTIONS = ["x:a", "X:A", "x:b", "x:ab", "x:*", "x:a*", "x:*b", "x:?", "x:?b", "*", "y:*"];
const RESOURCES = [
  "*",
  "arn:aws:s3:::a",
  "arn:aws:s3:::b",
  "arn:aws:s3:::a*",
  "arn:aws:s3:::*b",
  "arn:aws:s3:::?",
  "arn:aws:s3:::*",
  "arn:*",
  `arn:aws:s3:::\${aws:username}`,
];
const TESTS: readonly (readonly [operator: string, key: string, values: unknown])[] = [
  ["StringEquals", "k", "a"],
  ["StringEquals", "K", ["a", "b"]],
  ["StringNotEquals", "k", "a"],
  ["StringEqualsIfExists", "k", "a"],
  ["StringLike", "k", "a*"],
  ["StringNotLike", "k", ["a*", "b"]],
  ["StringLike", "k", "?"],
  ["StringEqualsIgnoreCase", "k", "A"],
  ["Null", "k", "true"],
  ["Null", "k", false],
  ["ForAllValues:StringEquals", "m", ["a"]],
  ["ForAllValues:StringEquals", "m", ["a", "b"]],
  ["ForAllValues:StringNotEquals", "m", "a"],
  ["ForAnyValue:StringEquals", "m", ["a"]],
  ["ForAnyValue:StringNotEquals", "m", ["a", "b"]],
  ["Null", "m", "false"],
  ["NumericLessThan", "n", 5],
  ["NumericLessThanEquals", "n", "5.0"],
  ["NumericNotEquals", "n", 5],
  ["NumericGreaterThanEqualsIfExists", "n", "5"],
  ["IpAddress", "i", "10.0.0.0/8"],
  ["IpAddress", "i", ["10.0.0.0/9", "10.128.0.0/9"]],
  ["NotIpAddress", "i", "10.0.0.0/9"],
  ["Bool", "f", true],
  ["BoolIfExists", "f", "false"],
  ["StringEquals", "e", "example"],
  ["StringNotEquals", "e", ["example", "another-example"]],
  ["Null", "e", "false"],
  ["BinaryEquals", "y", "QQ=="],
  ["BinaryEquals", "y", ["QQ==", "ZXhhbXBsZQ=="]],
  ["Null", "y", "false"],
  ["DateLessThan", "t", "2030-01-01T00:00:00Z"],
  ["DateLessThanEquals", "t", "1893456000"],
  ["DateNotEquals", "t", "2030-01-01T01:00:00+01:00"],
  ["ArnLike", "r", "arn:aws:iam::123456789012:role/e*"],
  ["ArnNotEquals", "r", "arn:aws:iam::123456789012:role/example"],
  ["ArnEqualsIfExists", "r", "arn:aws:iam::123456789012:role/example"],
];

const VALUES: Readonly<Record<string, readonly (string | readonly string[])[]>> = {
  k: ["a", "A", "b", "ab", "c", "bc"],
  m: [["a"], ["b"], ["c"], ["a", "b"], ["a", "c"], ["b", "c"]],
  n: ["4", "5", "6"],
  i: ["10.1.2.3", "10.200.0.1", "11.0.0.1", "::1"],
  f: ["true", "false"],
  e: ["example", "another-example", "c"],
  y: ["QQ==", "ZXhhbXBsZQ==", "Qg=="],
  t: ["2029-12-31T23:59:59Z", "2030-01-01T00:00:00Z", "2030-01-01T00:00:01Z"],
  r: ["example", "e", "b"].map((name) => `arn:aws:iam::123456789012:role/${name}`),
  "aws:username": ["a", "b", "c", "ab", "ac", "cb", "cc"],
};

const some = <T>(items: readonly T[]): fc.Arbitrary<T[]> =>
  fc.uniqueArray(fc.constantFrom(...items), { minLength: 1, maxLength: 2 });
const isNarrow = (pattern: string): boolean => pattern !== "*" && !pattern.includes("$");

/** Statements that read only these keys. */
function statementReading(keys: readonly string[]): fc.Arbitrary<Plain> {
  const tests = TESTS.filter(([, key]) => keys.includes(key.toLowerCase()));
  const resources = RESOURCES.filter((each) => keys.includes("aws:username") || !each.includes("$"));
  const conditions = fc.array(fc.constantFrom(undefined, ...tests), { maxLength: 2 }).map((chosen) => {
    const blocks: Record<string, Record<string, unknown>> = {};
    for (const test of chosen) if (test !== undefined) blocks[test[0]] = { [test[1]]: test[2] };
    return Object.keys(blocks).length === 0 ? {} : { Condition: blocks };
  });
  return fc
    .tuple(
      fc.constantFrom("Allow", "Allow", "Deny"),
      fc.oneof(
        { weight: 4, arbitrary: some(ACTIONS).map((Action): Plain => ({ Action })) },
        { weight: 1, arbitrary: some(ACTIONS.filter(isNarrow)).map((NotAction): Plain => ({ NotAction })) },
      ),
      fc.oneof(
        { weight: 4, arbitrary: some(resources).map((Resource): Plain => ({ Resource })) },
        { weight: 1, arbitrary: some(resources.filter(isNarrow)).map((NotResource): Plain => ({ NotResource })) },
      ),
      conditions,
    )
    .map(([Effect, action, resource, condition]) => ({ Effect, ...action, ...resource, ...condition }));
}

const ACTION_NAMES = ["a", "b", "c", "ab", "ac", "cb", "cc", "acb", "acc", "ccb", "ccc"]
  .map((name) => `x:${name}`)
  .concat("y:a", "z:a");
const RESOURCE_NAMES = [
  "*",
  "arn:aws:sqs:::a",
  ...["a", "b", "ab", "c", "cb", "ac", "cc"].map((name) => `arn:aws:s3:::${name}`),
];

/** Every request that statements reading these keys might tell apart. */
function requestsReading(keys: readonly string[]): readonly ReferenceRequest[] {
  const contexts = keys.reduce<readonly ReferenceRequest["context"][]>(
    (before, key) => before.flatMap((one) => [one, ...(VALUES[key] ?? []).map((value) => ({ ...one, [key]: value }))]),
    [{}],
  );
  return ACTION_NAMES.flatMap((action) =>
    RESOURCE_NAMES.flatMap((resource) => contexts.map((context) => ({ action, resource, context }))),
  );
}

/** A policy with what it decides of every request of its world, in one order for all policies of the world. */
export interface KnownPolicy {
  readonly policy: Plain;
  readonly decisions: readonly ReferenceDecision[];
}

/** A statement taken apart by one of its lists, so that some policies of a world decide alike. */
function takenApart(statement: Plain): readonly Plain[] {
  const name = ["Action", "Resource"].find((each) => Array.isArray(statement[each]) && statement[each].length > 1);
  if (name === undefined) return [];
  return (statement[name] as readonly string[]).map((pattern) => ({ ...statement, [name]: pattern }));
}

/** All the policies that can be made of some three to five statements. */
export const smallWorld: fc.Arbitrary<readonly KnownPolicy[]> = fc
  .uniqueArray(fc.constantFrom(...Object.keys(VALUES)), { minLength: 1, maxLength: 2 })
  .chain((keys) => fc.tuple(fc.constant(keys), fc.array(statementReading(keys), { minLength: 3, maxLength: 3 })))
  .map(([keys, [first = {}, ...others]]) => [keys, [first, ...takenApart(first), ...others]] as const)
  .map(([keys, statements]) => {
    const requests = requestsReading(keys);
    const known = statements.map((statement) => ({ statement, decisions: decideAll(statement, requests) }));
    const subsets = Array.from({ length: 2 ** known.length - 1 }, (_, index) =>
      known.filter((_statement, bit) => ((index + 1) >> bit) % 2 === 1),
    );
    return subsets.map((subset) => ({
      policy: { Version: "2012-10-17", Statement: subset.map(({ statement }) => statement) },
      decisions: requests.map((_, index) => together(subset.map(({ decisions }) => decisions[index] ?? "none"))),
    }));
  });

function decideAll(statement: Plain, requests: readonly ReferenceRequest[]): readonly ReferenceDecision[] {
  const text = JSON.stringify({ Version: "2012-10-17", Statement: statement });
  return requests.map((request) => {
    const decision = referenceDecision([text], request);
    if (decision === undefined) throw new Error(`This is no small world: ${text} ${JSON.stringify(request)}`);
    return decision;
  });
}

/** Statements in one policy: a deny wins, then an allow. */
function together(decisions: readonly ReferenceDecision[]): ReferenceDecision {
  if (decisions.includes("deny")) return "deny";
  return decisions.includes("allow") ? "allow" : "none";
}
