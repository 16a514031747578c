import type { Role } from "../iam/account.ts";
import type { Caller } from "../iam/caller.ts";
import { conditions } from "../iam/policy-elements.ts";
import { policyStatements, stringList } from "../iam/policy-validation.ts";
import { isObject, type JsonObject, type JsonValue, parseStrictJson } from "../iam/strict-json.ts";
import { wildcard } from "../server/wildcard.ts";

/** Who asks to assume a role. */
export interface AssumeRequest {
  readonly caller: Caller;
  readonly accountId: string;
  readonly externalId: string | undefined;
}

/** Whether something holds, where the lab can tell. */
type Verdict = "yes" | "no" | "unknown";

/**
 * Whether a role's trust policy lets a caller assume it. Understood are principals of type AWS, and the operators
 * StringEquals and StringLike on `sts:ExternalId`. Where a statement that could matter says anything else, the answer
 * is no. The caller's own policies are not asked: the lab's callers may do everything.
 */
export function trustAllows(role: Role, request: AssumeRequest): boolean {
  const policy = parseStrictJson(role.trust.document);
  if (!isObject(policy)) {
    throw new Error(`The trust policy of ${role.arn} is not a JSON object, though IAM took it.`);
  }
  const statements = policyStatements(policy, () => new Error(`The trust policy of ${role.arn} has no statements.`));
  const applying = (effect: string, verdict: Verdict) =>
    statements.some(
      (statement) => statement.Effect === effect && applies(statement, role.trust.boundIds, request) === verdict,
    );
  return applying("Allow", "yes") && !applying("Deny", "yes") && !applying("Deny", "unknown");
}

function applies(statement: JsonObject, boundIds: ReadonlyMap<string, string>, request: AssumeRequest): Verdict {
  const actions = stringList(statement.Action) ?? [];
  const names = stringList(isObject(statement.Principal) ? statement.Principal.AWS : undefined) ?? [];
  if (!actions.some((action) => action.toLowerCase() === "sts:assumerole")) {
    return "no";
  }
  if (!names.some((name) => isCaller(name, boundIds.get(name), request))) {
    return "no";
  }
  const verdicts = conditions(statement).map(({ operator, key, values }) =>
    holds(operator, key, values, request.externalId),
  );
  if (verdicts.includes("no")) {
    return "no";
  }
  return verdicts.includes("unknown") ? "unknown" : "yes";
}

/** Whether a principal names the caller; a user or role of this account is recognised by its bound id alone. */
function isCaller(name: string, boundId: string | undefined, { caller, accountId }: AssumeRequest): boolean {
  const callerId = caller.type === "IAMUser" ? caller.principalId : caller.role.roleId;
  if (boundId !== undefined) {
    return boundId === callerId;
  }
  const root = new RegExp(`^arn:[a-z-]+:iam::${accountId}:root$`);
  return name === "*" || name === accountId || root.test(name) || name === callerId || name === caller.arn;
}

function holds(operator: string, key: string, values: readonly JsonValue[], externalId: string | undefined): Verdict {
  if (key.toLowerCase() !== "sts:externalid" || !["StringEquals", "StringLike"].includes(operator)) {
    return "unknown";
  }
  if (externalId === undefined) {
    return "no";
  }
  const texts = values.map(String);
  if (texts.some((text) => text.includes("${"))) {
    return "unknown";
  }
  const matches = (text: string): boolean =>
    operator === "StringEquals" ? text === externalId : wildcard(text, { questionMark: true }).test(externalId);
  return texts.some(matches) ? "yes" : "no";
}
