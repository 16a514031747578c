import type { AccessLevel, EscalationStep, Latency } from "../comparison.ts";
import type { PatternList, Statement } from "../policy.ts";
import { actionsOfToday, speaksOf } from "./action-names.ts";
import type { ActionTable, KnownAction } from "./action-table.ts";
import { contradictsItself } from "./contradictions.ts";
import { type Coverage, mayOverlap } from "./coverage.ts";
import { escalationSteps } from "./escalation-steps.ts";
import { meetsTemplate } from "./patterns-meet.ts";

/** Of so many names of one pattern it is asked whether the other side has them by several statements; further ones count as not had. */
const MOST_ASKED = 20;

/** What a permission comes to today. */
export interface Affected {
  /** Of today's actions, those that it is about, that can take its resources, and that the other side does not have. */
  readonly actions: readonly KnownAction[];
  /** Why there are none, or why none of them matters. */
  readonly latent?: Latency;
}

/** What a statement's actions come to today, beyond what others of the same effect already speak of. */
export function affectedActions(
  statement: Statement,
  others: readonly Statement[],
  table: ActionTable,
  coverage: Coverage,
): Affected {
  const { resources } = statement;
  const known = actionsOfToday(statement.actions, table);
  const taking = known.filter((action) => takesResource(action, resources));
  const fitting = taking.length > 0 ? taking : known.filter((action) => mayAskFor(action, resources, table));
  const actions = notCovered(statement, fitting, others, coverage);
  if (contradictsItself(statement)) return { actions, latent: "contradictory-context" };
  if (actions.length > 0) return { actions };
  return { actions, latent: known.length > 0 && fitting.length === 0 ? "not-that-resource" : "no-such-action" };
}

/** Whether an action can be asked for on a resource that the list speaks of, as the table has it. */
export function takesResource(
  { templates }: Pick<KnownAction, "templates">,
  resources: PatternList | undefined,
): boolean {
  if (resources === undefined || resources.not || resources.patterns.some((pattern) => /^\*+$/.test(pattern)))
    return true;
  return templates.some((template) => resources.patterns.some((pattern) => meetsTemplate(pattern, template)));
}

/**
 * An action that takes no resource is asked for on `*`, says the table; but services are known to ask for some of them on an ARN of
 * their own (`dynamodb:ListTables` on `…:table/*`). So only another service's ARN rules it out.
 */
function mayAskFor({ key, templates }: KnownAction, resources: PatternList | undefined, table: ActionTable): boolean {
  if (templates.length > 0) return false;
  const service = key.split(":", 1)[0] ?? "";
  const own = new Set([service, ...table.actionsOf(service).flatMap((each) => each.templates.map(serviceOfArn))]);
  return (
    resources?.patterns.some((pattern) => /[*?$]/.test(serviceOfArn(pattern)) || own.has(serviceOfArn(pattern))) ?? true
  );
}

/** `s3` of `arn:aws:s3:::b`; `*` where an ARN is cut short. */
function serviceOfArn(arn: string): string {
  return arn.split(":")[2] ?? "*";
}

function notCovered(
  statement: Statement,
  actions: readonly KnownAction[],
  others: readonly Statement[],
  coverage: Coverage,
): readonly KnownAction[] {
  // What an empty NotAction speaks of is not documented, so it takes nothing away.
  const documented = others.filter(({ actions: list }) => !list.not || list.patterns.length > 0);
  const near = documented.filter((other) => mayOverlap(other, statement));
  // One that covers everything but the actions takes away what it names, without a question for each name.
  const whole = near.filter((other) => coverage.covers({ ...statement, actions: other.actions }, [other]));
  const partly = near.filter((other) => !whole.includes(other));
  let questions = 0;
  return actions.filter(({ key }) => {
    if (whole.some((other) => speaksOf(other.actions, key))) return false;
    const beside = partly.filter((other) => speaksOf(other.actions, key));
    if (beside.length === 0) return true;
    questions += 1;
    return (
      questions > MOST_ASKED || !coverage.covers({ ...statement, actions: { not: false, patterns: [key] } }, beside)
    );
  });
}

/** How many of the actions have each level. */
export function countLevels(actions: readonly KnownAction[]): Readonly<Partial<Record<AccessLevel, number>>> {
  const order: readonly AccessLevel[] = ["Permissions management", "Write", "Tagging", "Read", "List"];
  const counts = order.map((level) => [level, actions.filter((action) => action.level === level).length] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}

/**
 * The steps of privilege escalation among actions that a statement allows.
 *
 * @param live what the principal may do beside it
 */
export function stepsAmong(
  actions: readonly KnownAction[],
  statement: Statement,
  live: readonly Statement[],
): readonly EscalationStep[] {
  const { principals, resources } = statement;
  if (principals !== undefined) return stepsOfTrust(actions, statement);
  const allowed = (action: string): boolean =>
    live.some(({ effect, actions: list }) => effect === "Allow" && speaksOf(list, action));
  const wide = resources === undefined || resources.not || resources.patterns.some((pattern) => /[*?]/.test(pattern));
  return escalationSteps(
    actions.map(({ key }) => key),
    wide,
    allowed,
    (templates) => takesResource({ templates }, resources),
  );
}

/** Whoever may take a role has its permissions; naming someone in particular is what trust policies are for. */
function stepsOfTrust(
  actions: readonly KnownAction[],
  { principals, conditions }: Statement,
): readonly EscalationStep[] {
  const anyone = principals?.principals.some(({ value }) => value === "*") ?? false;
  const taken = actions.find(({ key }) => key.startsWith("sts:assumerole"));
  if (!anyone || conditions.length > 0 || taken === undefined) return [];
  return [{ action: taken.name, reason: "lets anyone at all take the role and its permissions" }];
}
