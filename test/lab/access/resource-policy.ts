import { notImplemented, ServiceError } from "../server/service-error.ts";
import { wildcard } from "../server/wildcard.ts";
import { OPERATORS } from "./conditions.ts";

/** Who calls: an AWS service, or a user or role session of an account. */
export type Principal =
  | { readonly service: string }
  | {
      readonly account: string;
      /** The user's ARN or the session's `arn:aws:sts::…:assumed-role/…`. */
      readonly arn: string;
      /** `aws:PrincipalArn`: the user's ARN or the role's. */
      readonly principalArn: string;
    };

/** One request to a resource that has a policy of its own. */
export interface ResourceRequest {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  /** Condition keys in lower case. */
  readonly context: Readonly<Record<string, string | undefined>>;
}

type Json = Readonly<Record<string, unknown>>;

/** The names by which a statement may mean a user or session. */
type NamesOf = (caller: Exclude<Principal, { readonly service: string }>) => readonly string[];

const callerItself: NamesOf = ({ arn, principalArn }) => [arn, principalArn];
const callerAndAccount: NamesOf = (caller) => {
  return [...callerItself(caller), caller.account, `arn:aws:iam::${caller.account}:root`];
};

const ELEMENTS = new Set(["Sid", "Effect", "Principal", "Action", "Resource", "Condition"]);

/**
 * What a queue's, topic's, bus's or key's policy says of a request. This is the lab's own small evaluator, for the policies that its
 * stack and its callers put on them.
 * @param policy JSON text; `undefined` decides nothing
 * @param namesOf the names by which a caller is meant; his account's as well, unless told
 * @throws ServiceError `NotImplemented` for an element, principal or condition operator that it does not know.
 */
export function decide(
  policy: string | undefined,
  request: ResourceRequest,
  namesOf: NamesOf = callerAndAccount,
): "allow" | "deny" | "none" {
  if (policy === undefined || policy === "") return "none";
  const statements = readStatements(policy).filter((statement) => applies(statement, request, namesOf));
  if (statements.some(({ Effect }) => Effect === "Deny")) return "deny";
  return statements.some(({ Effect }) => Effect === "Allow") ? "allow" : "none";
}

/**
 * Whether a policy by itself lets a caller of the resource's own account do what he asks: a statement that names him, his role or everybody
 * does. One that names the account leaves it to the account's identity policies.
 * @throws ServiceError `NotImplemented` as {@link decide} does
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-id-rdp.html
 */
export function admits(policy: string | undefined, request: ResourceRequest): boolean {
  return decide(policy, request) === "allow" && decide(policy, request, callerItself) === "allow";
}

/** The condition keys, in lower case, that a resource of any service is asked with; a request that lacks one has none, as the lab knows. */
const KNOWN_KEYS: readonly string[] = [
  "aws:principalaccount",
  "aws:principalarn",
  "aws:principalisawsservice",
  "aws:sourceaccount",
  "aws:sourcearn",
];

/**
 * Refuses, before it is stored, a policy that {@link decide} could not evaluate. A condition key that the lab has not would count as absent from
 * every request, a policy variable as its own text, and a denial by either would deny nobody.
 * @param known the condition keys, in lower case, with which the service asks beside those of any
 * @throws ServiceError `InvalidParameterValue` for text that is no policy or a statement that is none, `NotImplemented` as {@link decide} does
 */
export function requireEvaluable(policy: string, known: readonly string[] = []): void {
  for (const statement of readStatements(policy)) {
    if (JSON.stringify(statement).includes("${")) throw notImplemented("policy variables in a resource policy");
    const any = { principal: { service: "" }, action: "", resource: "", context: {} };
    principalApplies(statement.Principal, any.principal, callerAndAccount);
    conditionsHold(statement.Condition, any.context);
  }
  const unknown = conditionKeysOf(policy).find((key) => ![...KNOWN_KEYS, ...known].includes(key.toLowerCase()));
  if (unknown !== undefined) throw notImplemented(`the condition key ${unknown} in a resource policy`);
  requireComplete(readStatements(policy));
}

function requireComplete(statements: readonly Json[]): void {
  for (const statement of statements) {
    const missing = ["Principal", "Action", "Resource"].find((element) => statement[element] === undefined);
    if (missing !== undefined) throw new ServiceError("InvalidParameterValue", `A statement has no ${missing}.`);
    if (statement.Effect !== "Allow" && statement.Effect !== "Deny")
      throw new ServiceError("InvalidParameterValue", "The Effect of a statement is neither Allow nor Deny.");
  }
}

/** As the policy spells them. */
function conditionKeysOf(policy: string): readonly string[] {
  const conditions = readStatements(policy).map(({ Condition }) => (Condition ?? {}) as Readonly<Record<string, Json>>);
  return conditions.flatMap((condition) => Object.values(condition).flatMap((keys) => Object.keys(keys)));
}

function readStatements(policy: string): readonly Json[] {
  const statements = list(readPolicy(policy).Statement) as readonly Json[];
  for (const statement of statements) {
    const unknown = Object.keys(statement).find((element) => !ELEMENTS.has(element));
    if (unknown !== undefined) throw notImplemented(`the policy element ${unknown} in a resource policy`);
  }
  return statements;
}

function readPolicy(policy: string): Json {
  try {
    const read: unknown = JSON.parse(policy);
    if (typeof read === "object" && read !== null && "Statement" in read) return read as Json;
  } catch (fault) {
    if (!(fault instanceof SyntaxError)) throw fault;
  }
  throw new ServiceError("InvalidParameterValue", "The policy is not a JSON object with a Statement.");
}

function applies(statement: Json, request: ResourceRequest, namesOf: NamesOf): boolean {
  const actions = list(statement.Action).map((action) =>
    wildcard(String(action).toLowerCase(), { questionMark: true }),
  );
  const resources = list(statement.Resource).map((resource) => wildcard(String(resource), { questionMark: true }));
  return (
    principalApplies(statement.Principal, request.principal, namesOf) &&
    actions.some((action) => action.test(request.action.toLowerCase())) &&
    resources.some((resource) => resource.test(request.resource)) &&
    conditionsHold(statement.Condition, withPrincipal(request))
  );
}

function principalApplies(written: unknown, principal: Principal, namesOf: NamesOf): boolean {
  if (written === "*") return true;
  return Object.entries((written ?? {}) as Json).some(([kind, value]) => {
    const names = list(value).map(String);
    if (kind === "Service") return "service" in principal && names.includes(principal.service);
    if (kind !== "AWS") throw notImplemented(`the principal type ${kind} in a resource policy`);
    if (names.includes("*")) return true;
    return !("service" in principal) && namesOf(principal).some((name) => names.includes(name));
  });
}

function withPrincipal({ principal, context }: ResourceRequest): ResourceRequest["context"] {
  if ("service" in principal) return { "aws:principalisawsservice": "true", ...context };
  return {
    "aws:principalisawsservice": "false",
    "aws:principalarn": principal.principalArn,
    "aws:principalaccount": principal.account,
    ...context,
  };
}

function conditionsHold(condition: unknown, context: ResourceRequest["context"]): boolean {
  const verdicts = Object.entries((condition ?? {}) as Readonly<Record<string, Json>>).flatMap(([name, keys]) => {
    const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
    if (operator === undefined) throw notImplemented(`the condition operator ${name} in a resource policy`);
    return Object.entries(keys).map(([key, wanted]) => {
      const value = context[key.toLowerCase()];
      if (value === undefined) return operator.negated;
      return list(wanted).some((text) => operator.test(value, String(text))) !== operator.negated;
    });
  });
  return verdicts.every(Boolean);
}

function list(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}
