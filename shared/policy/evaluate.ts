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
  if (work !== undefined) return decide(statements, request, work);
  try {
    return decide(statements, request, new Work(STEPS));
  } catch (fault) {
    if (fault instanceof WorkSpent) return { status: "undecidable", reason: fault.message };
    throw fault;
  }
}

function decide(statements: readonly Statement[], request: Request, work: Work): Evaluation {
  for (const [effect, decision] of [
    ["Deny", "deny"],
    ["Allow", "allow"],
  ] as const) {
    const applies = anyOf(
      statements.filter((statement) => statement.effect === effect),
      (statement) => statementApplies(statement, request, work),
    );
    if (applies === true) return { status: "decided", decision };
    if (applies !== false) return { status: "undecidable", reason: applies.undecidable };
  }
  return { status: "decided", decision: "none" };
}

/** Whether a statement speaks of a request, whatever it says of it. @throws WorkSpent */
export function statementApplies(statement: Statement, request: Request, work: Work): Truth {
  const { actions, resources, principals, conditions, variables } = statement;
  work.spend(8 + conditions.length);
  const parts: (() => Truth)[] = [
    () => actionsMatch(actions, request, work),
    () => resources === undefined || resourcesMatch(resources, variables, request, work),
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
