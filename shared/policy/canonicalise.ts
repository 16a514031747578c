import { createHash } from "node:crypto";
import { canonicaliseConditions } from "./canonicalise-condition.ts";
import { readGlob } from "./glob.ts";
import { lowerAscii } from "./lower-ascii.ts";
import { withoutCovered } from "./pattern-list.ts";
import type { PatternList, Policy, Principal, PrincipalList, Statement } from "./policy.ts";
import { Work } from "./work.ts";

/** What one canonicalisation may cost: a policy of AWS's own largest kind takes a hundredth of it. */
const STEPS = 20_000_000;

/**
 * The statements of a set of policies in a normal form: two sets with the same normal form decide every request alike. Sids, Ids,
 * order, repetitions, spelling and redundant entries are gone, and so are statements that do nothing. A statement's `path` names
 * its policy too where there are several (`Policy[1].Statement[0]`).
 *
 * @param partition the one that account ids written without an ARN belong to; left out, the one the ARNs of the policies' own
 *   principals name
 * @throws WorkSpent where the policies are built to be slow
 */
export function canonicalise(
  policies: readonly Policy[],
  partition: string = partitionOf(policies) ?? "aws",
): readonly Statement[] {
  const statements = policies.flatMap((policy, index) =>
    policy.statements.map((statement) =>
      policies.length === 1 ? statement : { ...statement, path: `Policy[${index}].${statement.path}` },
    ),
  );
  return canonicaliseStatements(statements, partition);
}

/** {@link canonicalise} on statements; given its own result it returns the same again. */
export function canonicaliseStatements(statements: readonly Statement[], partition: string): readonly Statement[] {
  const work = new Work(STEPS);
  const canonical = statements
    .map((statement) => canonicaliseStatement(statement, partition, work))
    .filter(doesSomething)
    .map((statement) => ({ statement, key: statementKey(statement) }))
    .sort((left, right) => compareText(left.key, right.key) || compareText(left.statement.path, right.statement.path));
  return canonical.filter(({ key }, index) => key !== canonical[index - 1]?.key).map(({ statement }) => statement);
}

/** A statement as text, without where it stands. Canonical statements with the same key are the same statement. */
export function statementKey({ effect, actions, resources, principals, conditions, variables }: Statement): string {
  return JSON.stringify([
    effect,
    [actions.not, actions.patterns],
    resources === undefined ? null : [resources.not, resources.patterns],
    principals === undefined ? null : [principals.not, principals.principals.map(principalKey)],
    conditions.map(({ operator, key, values }) => [operator, key, values]),
    variables,
  ]);
}

/**
 * A fingerprint of what a set of policies says: 64 hexadecimal digits. It stays the same under every change that the normal form
 * forgets, and a different one does not mean that the policies decide differently: that is for decidePolicies.
 */
export function fingerprintPolicy(policies: readonly Policy[]): string {
  const keys = canonicalise(policies).map(statementKey);
  return createHash("sha256").update(JSON.stringify(keys)).digest("hex");
}

/** The one partition that the ARNs of the policies' principals name; `undefined` where they name none, or several. */
export function partitionOf(policies: readonly Policy[]): string | undefined {
  const principals = policies.flatMap(({ statements }) =>
    statements.flatMap((each) => each.principals?.principals ?? []),
  );
  const partitions = new Set(principals.flatMap(({ value }) => /^arn:([^:]+):/.exec(value)?.[1] ?? []));
  return partitions.size === 1 ? [...partitions][0] : undefined;
}

function canonicaliseStatement(statement: Statement, partition: string, work: Work): Statement {
  const { effect, resources, principals, path } = statement;
  const variables = statement.variables && usesVariables(statement);
  return {
    effect,
    actions: canonicaliseActions(statement.actions, work),
    ...(resources && { resources: canonicaliseResources(resources, variables, work) }),
    ...(principals && { principals: canonicalisePrincipals(principals, partition) }),
    conditions: canonicaliseConditions(statement.conditions, variables, work),
    variables,
    path,
  };
}

function usesVariables({ resources, conditions }: Statement): boolean {
  const texts = [...(resources?.patterns ?? []), ...conditions.flatMap(({ values }) => values)];
  return texts.some((text) => text.includes("${"));
}

function canonicaliseActions({ not, patterns }: PatternList, work: Work): PatternList {
  // Every action has a colon, so *:* is all of them.
  const spelt = patterns
    .map((pattern) => lowerAscii(pattern).replace(/\*{2,}/g, "*"))
    .map((p) => (p === "*:*" ? "*" : p));
  return { not, patterns: withoutCovered(sorted(spelt), (pattern) => readGlob(pattern, { variables: false }), work) };
}

function canonicaliseResources({ not, patterns }: PatternList, variables: boolean, work: Work): PatternList {
  const spelt = patterns.map((pattern) => canonicaliseResource(pattern, variables));
  return { not, patterns: withoutCovered(sorted(spelt), (pattern) => readGlob(pattern, { variables }), work) };
}

function canonicaliseResource(pattern: string, variables: boolean): string {
  if (variables && pattern.includes("${")) return pattern;
  const single = pattern.replace(/\*{2,}/g, "*");
  // A request names `*` or an ARN with at least five colons, so arn:aws:waf:* and arn:aws:waf:*:*:* decide alike.
  if (!/^[^*?]+\*(?::\*)*$/.test(single)) return single;
  return single + ":*".repeat(Math.max(0, 5 - (single.split(":").length - 1)));
}

function canonicalisePrincipals({ not, principals }: PrincipalList, partition: string): PrincipalList {
  const byKey = new Map(
    principals.map((principal) => {
      const canonical = canonicalisePrincipal(principal, partition);
      return [principalKey(canonical), canonical];
    }),
  );
  return { not, principals: sorted([...byKey.keys()]).map((key) => byKey.get(key) as Principal) };
}

function canonicalisePrincipal(principal: Principal, partition: string): Principal {
  const { type, value } = principal;
  return type === "AWS" && /^\d{12}$/.test(value) ? { type, value: `arn:${partition}:iam::${value}:root` } : principal;
}

/** A principal as one text: `AWS:arn:aws:iam::123456789012:root`. */
function principalKey({ type, value }: Principal): string {
  return `${type}:${value}`;
}

/** A statement about no action, resource or principal at all speaks of no request. */
function doesSomething({ actions, resources, principals }: Statement): boolean {
  if (principals !== undefined && !principals.not && principals.principals.length === 0) return false;
  return [actions, resources].every((list) => {
    if (list === undefined) return true;
    return list.not ? !list.patterns.includes("*") : list.patterns.length > 0;
  });
}

function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort();
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
