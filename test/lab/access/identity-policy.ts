import { notImplemented } from "../server/service-error.ts";
import { wildcard } from "../server/wildcard.ts";
import { type Context, conditionsHold } from "./conditions.ts";

/** One thing that a caller wants to do. */
export interface IdentityRequest {
  /** As IAM writes it, e.g. `iam:GetRole`. */
  readonly action: string;
  /** An ARN, or `*` for an action that knows no resource. */
  readonly resource: string;
  readonly context: Context;
}

/** What policies say of a request. */
export type Decision = "allow" | "deny" | "none";

/** Names of actions or resources, all but those where the element is NotAction or NotResource. */
interface Names {
  readonly patterns: readonly RegExp[];
  readonly isExclusion: boolean;
}

interface Statement {
  readonly effect: unknown;
  readonly actions: Names;
  readonly resources: Names;
  readonly condition: unknown;
}

type Json = Readonly<Record<string, unknown>>;

const ELEMENTS = new Set(["Sid", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition"]);

/**
 * Decides a request by a principal's policies, taken as one: an explicit deny wins over an allow, and what nothing allows is refused. This
 * is the lab's own evaluator, so that it checks Plumbline's and does not repeat it.
 * @param documents JSON texts that IAM took
 * @throws ServiceError `NotImplemented` for what the lab does not know of a policy, where it matters to this request
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function decideByIdentity(documents: Iterable<string>, request: IdentityRequest): Decision {
  const effects = [...documents].flatMap((document) =>
    statementsOf(document)
      .filter((statement) => applies(statement, request))
      .map(({ effect }) => effect),
  );
  if (effects.includes("Deny")) return "deny";
  return effects.includes("Allow") ? "allow" : "none";
}

function applies(
  { actions, resources, condition }: Statement,
  { action, resource, context }: IdentityRequest,
): boolean {
  return isNamed(actions, action.toLowerCase()) && isNamed(resources, resource) && conditionsHold(condition, context);
}

function isNamed({ patterns, isExclusion }: Names, name: string): boolean {
  return patterns.some((pattern) => pattern.test(name)) !== isExclusion;
}

/** A role's policies are asked at every call, so that what was read once is kept. */
const read = new Map<string, readonly Statement[]>();
const KEPT = 200;

function statementsOf(document: string): readonly Statement[] {
  const known = read.get(document);
  if (known !== undefined) return known;
  const { Statement: written } = JSON.parse(document) as Json;
  const statements = ([written].flat() as readonly Json[]).map(readStatement);
  if (read.size >= KEPT) read.clear();
  read.set(document, statements);
  return statements;
}

function readStatement(statement: Json): Statement {
  const unknown = Object.keys(statement).find((element) => !ELEMENTS.has(element));
  if (unknown !== undefined) throw notImplemented(`the policy element ${unknown} in an identity policy`);
  return {
    effect: statement.Effect,
    actions: names(statement.Action, statement.NotAction, (text) => text.toLowerCase()),
    resources: names(statement.Resource, statement.NotResource, withoutVariables),
    condition: statement.Condition,
  };
}

function names(included: unknown, excluded: unknown, spelled: (text: string) => string): Names {
  const texts = [included ?? excluded ?? []].flat().map(String).map(spelled);
  const patterns = texts.map((text) => wildcard(text, { questionMark: true }));
  return { patterns, isExclusion: included === undefined };
}

function withoutVariables(text: string): string {
  if (text.includes("${")) throw notImplemented("policy variables in a role's policy");
  return text;
}
