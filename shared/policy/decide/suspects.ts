import type { Work } from "../work.ts";
import type { CompiledStatement } from "./compiled-statement.ts";
import { isUndocumented } from "./gap-search.ts";
import { intersect } from "./intersection.ts";
import { coversPlainly } from "./plain-cover.ts";

/** What decides a request: a union of statements, and the boundary, which has to allow it too. */
export interface Side {
  readonly policies: readonly CompiledStatement[];
  /** Left out: nothing is kept back. Empty: everything is. */
  readonly boundary?: readonly CompiledStatement[];
}

/** A statement that may make a difference, and the statements that may keep it from making one. */
export interface Suspect {
  readonly statement: CompiledStatement;
  readonly covers: readonly CompiledStatement[];
  /** Those of them that do not stand on the statement's own side: what became of it is most likely among these. */
  readonly likely: readonly CompiledStatement[];
}

/**
 * The statements by which `own` may let through what `other` does not. It does where it allows what the other side does not allow and
 * neither denies, or where the other side denies what it does not. Under a boundary what is allowed is what a statement of the policies
 * and one of the boundary both speak of, and it is missing on the other side where its policies, or its boundary, do not speak of it.
 */
export function* suspectsOf(own: Side, other: Side, work: Work): Generator<Suspect> {
  const [ownDenies, otherDenies] = [deniesOf(own), deniesOf(other)];
  const denies = [...ownDenies, ...otherDenies];
  const allows = own.policies.filter(isAllow);
  const within = own.boundary?.filter(isAllow);
  for (const set of [other.policies, other.boundary]) {
    if (set === undefined) continue;
    const covers = [...set.filter(isAllow), ...denies];
    if (within === undefined) yield* suspectsAmong(allows, covers);
    else yield* suspectsWithin(allows, within, covers, work);
  }
  yield* suspectsAmong(otherDenies, ownDenies);
}

function suspectsAmong(
  statements: readonly CompiledStatement[],
  covers: readonly CompiledStatement[],
): readonly Suspect[] {
  const identities = new Set(covers.map(({ identity }) => identity));
  const own = new Set(statements.map(({ identity }) => identity));
  const likely = covers.filter(({ identity }) => !own.has(identity));
  return statements
    .filter(({ identity }) => !identities.has(identity))
    .map((statement) => ({ statement, covers, likely }));
}

/** Each statement of the policies with each of the boundary, where neither is covered as it stands. */
function* suspectsWithin(
  policies: readonly CompiledStatement[],
  boundary: readonly CompiledStatement[],
  covers: readonly CompiledStatement[],
  work: Work,
): Generator<Suspect> {
  const [ones, others] = [policies, boundary].map((statements) =>
    suspectsAmong(statements, covers).filter(
      ({ statement, likely }) => !likely.some((cover) => coversPlainly(cover, statement, work)),
    ),
  );
  for (const { statement: one } of ones ?? []) {
    for (const { statement: other } of others ?? []) {
      work.spend(1 + covers.length);
      const undocumented = [one, other].find(isUndocumented);
      const statement = undocumented ?? intersect(one, other, work);
      if (statement !== undefined) yield { statement, covers, likely: [] };
    }
  }
}

function deniesOf({ policies, boundary = [] }: Side): readonly CompiledStatement[] {
  return [...policies, ...boundary].filter((statement) => !isAllow(statement));
}

function isAllow({ written }: CompiledStatement): boolean {
  return written.effect === "Allow";
}
