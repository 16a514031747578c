import type { Role } from "../iam/account.ts";
import type { Caller } from "../iam/caller.ts";
import { conditions } from "../iam/policy-elements.ts";
import { policyStatements, stringList } from "../iam/policy-validation.ts";
import { isObject, type JsonObject, parseStrictJson } from "../iam/strict-json.ts";
import { holds, principalArn, type Verdict } from "./trust-conditions.ts";

/** Who asks to assume a role. */
export interface AssumeRequest {
  /** Of the role's account or of another. */
  readonly caller: Caller;
  readonly externalId: string | undefined;
}

/**
 * Whether a role's trust policy lets a caller assume it. Understood are principals of type AWS, and the conditions of
 * `trust-conditions.ts`. Where a statement that could matter says anything else, the answer is no. The caller's own
 * policies are the host's to ask.
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
  const verdicts = conditions(statement).map((condition) => holds(condition, request));
  if (verdicts.includes("no")) {
    return "no";
  }
  return verdicts.includes("unknown") ? "unknown" : "yes";
}

/**
 * Whether a principal names the caller; a user or role of the role's own account is recognised by its bound id alone, one of
 * another account by its ARN.
 */
function isCaller(name: string, boundId: string | undefined, { caller }: AssumeRequest): boolean {
  const callerId = caller.type === "IAMUser" ? caller.principalId : caller.role.roleId;
  if (boundId !== undefined) {
    return boundId === callerId;
  }
  const root = new RegExp(`^arn:[a-z-]+:iam::${caller.accountId}:root$`);
  const names = ["*", caller.accountId, callerId, caller.arn, principalArn(caller)];
  return names.includes(name) || root.test(name);
}
