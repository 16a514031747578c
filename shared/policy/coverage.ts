import { principalKey } from "./canonicalise.ts";
import { coversConditions } from "./condition-coverage.ts";
import { matchPrincipal } from "./evaluate-principal.ts";
import { disjointGlobs, type Glob } from "./glob.ts";
import { coversEach, globsOf, hasBlank, hasVariable } from "./pattern-list.ts";
import type { PatternList, Principal, Statement } from "./policy.ts";
import type { Work } from "./work.ts";

/** One piece of a statement: one action with one resource and one principal, under all of the statement's conditions. */
export interface Atom {
  readonly statement: Statement;
  /** One pattern; or the whole list where the statement says `NotAction`. */
  readonly actions: PatternList;
  /** One pattern; or the whole list where the statement says `NotResource`. Absent in a trust policy. */
  readonly resources?: PatternList;
  /** Absent in an identity policy. */
  readonly principal?: Principal;
}

/** How a principal may be covered: by itself only, or also by the account it is in and by the role of a session. */
export type PrincipalReading = "same" | "within";

/**
 * The atoms of a statement that no single statement of `others` is sure to cover: sure means that every request the atom speaks of is
 * one that the other speaks of, under every reading of what AWS leaves open. Effects are not looked at. What is returned may yet
 * be covered by several statements together.
 *
 * @throws WorkSpent
 */
export function uncoveredAtoms(
  statement: Statement,
  others: readonly Statement[],
  reading: PrincipalReading,
  work: Work,
): readonly Atom[] {
  const actions = units(statement.actions);
  const resources = statement.resources === undefined ? [undefined] : units(statement.resources);
  const principals = statement.principals?.principals ?? [undefined];
  work.spend((others.length + 1) * (4 + actions.length + resources.length + principals.length));
  const covers = others
    .filter((other) => coversConditions(other, statement, work))
    .map((other) => ({
      actions: actions.map((unit) => coversActions(other.actions, unit, work)),
      resources: resources.map((unit) => coversResources(other, statement, unit, work)),
      principals: principals.map((principal) => coversPrincipal(other, principal, reading)),
    }))
    .filter((cover) => Object.values(cover).every((parts) => parts.includes(true)));
  work.spend(actions.length * resources.length * principals.length * (covers.length + 1));
  return actions.flatMap((action, a) =>
    resources.flatMap((resource, r) =>
      principals.flatMap((principal, p) => {
        if (covers.some((cover) => cover.actions[a] && cover.resources[r] && cover.principals[p])) return [];
        return [
          { statement, actions: action, ...(resource && { resources: resource }), ...(principal && { principal }) },
        ];
      }),
    ),
  );
}

function units(list: PatternList): readonly PatternList[] {
  return list.not ? [list] : list.patterns.map((pattern) => ({ not: false, patterns: [pattern] }));
}

/** What a blank in an action's name means is not documented; what excludes such a name is left aside. */
function coversActions(broad: PatternList, narrow: PatternList, work: Work): boolean {
  if (sameList(broad, narrow)) return true;
  const excludes = broad.not || narrow.not;
  return !(excludes && (hasBlank(broad) || hasBlank(narrow))) && coversList(broad, narrow, false, false, work);
}

function coversResources(other: Statement, statement: Statement, unit: PatternList | undefined, work: Work): boolean {
  if (other.resources === undefined || unit === undefined) return other.resources === unit;
  return coversList(other.resources, unit, other.variables, statement.variables, work);
}

/**
 * Whether everything `narrow` speaks of, `broad` is sure to speak of; beside each, whether `${…}` is a variable in it.
 * @throws WorkSpent
 */
export function coversList(
  broad: PatternList,
  narrow: PatternList,
  broadVariables: boolean,
  narrowVariables: boolean,
  work: Work,
): boolean {
  if (broadVariables === narrowVariables && sameList(broad, narrow)) return true;
  const variables = { broad: broadVariables, narrow: narrowVariables };
  if (!broad.not && !narrow.not) return coversEach(broad, narrow, variables, work);
  const [broadGlobs, narrowGlobs] = [globsOf(broad, broadVariables), globsOf(narrow, narrowVariables)];
  if (isOpen(broad, broadGlobs) || isOpen(narrow, narrowGlobs)) return false;
  if (!broad.not) return broad.patterns.includes("*");
  if (!narrow.not) return narrowGlobs.every((inner) => broadGlobs.every((outer) => disjointGlobs(outer, inner, work)));
  return coversEach(narrow, broad, { broad: narrowVariables, narrow: broadVariables }, work);
}

/** What an empty `Not…` list means is not documented, nor what one with an unset variable does. */
function isOpen({ not }: PatternList, globs: readonly Glob[]): boolean {
  return not && (globs.length === 0 || globs.some(hasVariable));
}

function sameList(left: PatternList, right: PatternList): boolean {
  return (
    left.not === right.not &&
    left.patterns.length === right.patterns.length &&
    left.patterns.every((pattern, index) => pattern === right.patterns[index])
  );
}

function coversPrincipal(
  { principals }: Statement,
  principal: Principal | undefined,
  reading: PrincipalReading,
): boolean {
  if (principals === undefined || principal === undefined) return principals === principal;
  if (principals.not) return false;
  return principals.principals.some((other) => {
    if (principalKey(other) === principalKey(principal)) return true;
    return reading === "within" && covers(other, principal);
  });
}

/** Naming an account covers everyone in it, but naming a role spares it its own permission: they are not the same. */
function covers(other: Principal, { type, value }: Principal): boolean {
  return type === "AWS" && value !== "*" && matchPrincipal(other, value) === true;
}
