import type { Decision } from "./comparison.ts";
import { meetsCondition } from "./evaluate-condition.ts";
import { matchPrincipal } from "./evaluate-principal.ts";
import { fillVariables } from "./fill-variables.ts";
import { lowerAscii } from "./lower-ascii.ts";
import { hasBlank, matchesAny } from "./pattern-list.ts";
import type { PatternList, PrincipalList, Statement } from "./policy.ts";
import type { Request } from "./request.ts";
import { allOf, anyOf, negate, type Truth, undecidable } from "./truth.ts";
import { Work, WorkSpent } from "./work.ts";

/** What a set of statements says of a request, or why that cannot be said. */
export type Evaluation =
  | { readonly status: "decided"; readonly decision: Decision }
  | { readonly status: "undecidable"; readonly reason: string };

/** What one evaluation may cost, in steps of matching. */
const STEPS = 20_000_000;

/**
 * Decides one request by a set of canonical statements, taken as one union: an explicit deny wins over an allow. What AWS does not
 * document, or documents in two ways, is undecidable unless the rest settles it.
 *
 * @param work a bound shared with other evaluations; left out, this one has its own
 * @throws WorkSpent only where `work` is given
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate(statements: readonly Statement[], request: Request, work?: Work): Evaluation {
  if (work !== undefined) return decide([statements], request, work);
  try {
    return decide([statements], request, new Work(STEPS));
  } catch (fault) {
    if (fault instanceof WorkSpent) return { status: "undecidable", reason: fault.message };
    throw fault;
  }
}

function decide(
  sets: StatementSets,
  request: Request,
  work: Work,
  known: Map<Statement, Truth> = new Map(),
): Evaluation {
  const denied = anyOf(sets, (statements) => applies("Deny", statements, request, work, known));
  if (denied === true) return { status: "decided", decision: "deny" };
  if (denied !== false) return { status: "undecidable", reason: denied.undecidable };
  const allowed = allOf(sets, (statements) => applies("Allow", statements, request, work, known));
  if (typeof allowed !== "boolean") return { status: "undecidable", reason: allowed.undecidable };
  return { status: "decided", decision: allowed ? "allow" : "none" };
}

function applies(
  effect: Statement["effect"],
  statements: readonly Statement[],
  request: Request,
  work: Work,
  known: Map<Statement, Truth>,
): Truth {
  let result: Truth = false;
  for (const statement of statements) {
    if (statement.effect !== effect) continue;
    const truth = known.get(statement) ?? statementApplies(statement, request, work);
    known.set(statement, truth);
    if (truth === true) return true;
    if (truth !== false && result === false) result = truth;
  }
  return result;
}

/** Sets of statements each of which has to allow what is allowed, while any may deny: a principal's policies and its boundary. */
export type StatementSets = readonly (readonly Statement[])[];

/**
 * Decides one request by either of two sides. What both hold is looked at once.
 *
 * @throws WorkSpent
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function evaluateBoth(
  left: StatementSets,
  right: StatementSets,
  request: Request,
  work: Work,
): readonly [Evaluation, Evaluation] {
  const known = new Map<Statement, Truth>();
  return [decide(left, request, work, known), decide(right, request, work, known)];
}

/** Whether a statement speaks of a request, whatever it says of it. @throws WorkSpent */
export function statementApplies(statement: Statement, request: Request, work: Work): Truth {
  const { actions, resources, principals, conditions, variables } = statement;
  const named = actionsMatch(actions, request, work);
  if (named === false) return false;
  const targeted = resources === undefined || resourcesMatch(resources, variables, request, work);
  if (targeted === false) return false;
  const parts: (() => Truth)[] = [
    () => named,
    () => targeted,
    () => principals === undefined || principalsMatch(principals, request),
    ...conditions.map((test) => () => meetsCondition(test, { variables, request, work })),
  ];
  const truth = allOf(parts, (part) => part());
  return typeof truth === "boolean" ? truth : undecidable(`${statement.path}: ${truth.undecidable}`);
}

function actionsMatch(list: PatternList, { action }: Request, work: Work): Truth {
  const { not, patterns } = list;
  if (not && patterns.length === 0) return undecidable("what an empty NotAction means is not documented");
  const name = lowerAscii(action);
  const literally = matchesAny(list, false, name, work);
  const listed = literally === false && hasBlank(list) ? matchesWithoutBlanks(list, name, work) : literally;
  return not ? negate(listed) : listed;
}

/** As if IAM left blanks out: then a match is one that cannot be relied on. */
function matchesWithoutBlanks({ not, patterns }: PatternList, name: string, work: Work): Truth {
  const list = { not, patterns: patterns.map((pattern) => pattern.replace(/\s+/g, "")) };
  const matched = matchesAny(list, false, name, work);
  return matched === true ? undecidable("what a blank in an action's name means is not documented") : matched;
}

function resourcesMatch(list: PatternList, variables: boolean, request: Request, work: Work): Truth {
  const { not, patterns } = list;
  if (not && patterns.length === 0) return undecidable("what an empty NotResource means is not documented");
  const listed = matchesAny(list, variables, request.resource, work, (glob) => {
    const filled = fillVariables(glob, request);
    if (filled.status === "filled") return filled.glob;
    if (filled.status === "undecidable") return undecidable(filled.reason);
    return not && undecidable("a policy variable in NotResource is not set");
  });
  return not ? negate(listed) : listed;
}

function principalsMatch({ not, principals }: PrincipalList, { principal }: Request): Truth {
  if (not) return undecidable("NotPrincipal is not evaluated");
  if (principal === undefined) return undecidable("the request names no principal");
  return anyOf(principals, (entry) => matchPrincipal(entry, principal));
}
