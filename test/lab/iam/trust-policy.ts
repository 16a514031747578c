import type { AccountState, Role } from "./account.ts";
import { limitExceeded, malformedPolicyDocument } from "./errors.ts";
import { policySize } from "./policy-document.ts";
import { checkConditionKeys, checkConditionSyntax } from "./policy-elements.ts";
import { policyStatements, stringList } from "./policy-validation.ts";
import { isObject, type JsonObject, type JsonValue, parseStrictJson } from "./strict-json.ts";
import { bindPrincipal } from "./trust-principals.ts";

/** How much a trust policy may hold, in characters without white space, unless AWS has raised the quota. */
const maximumSize = 2_048;

/** The actions that a trust policy may name. */
const trustActions = new Set(
  [
    "AssumeRole",
    "AssumeRoleWithSAML",
    "AssumeRoleWithWebIdentity",
    "SetSourceIdentity",
    "TagSession",
    "SetContext",
  ].map((name) => `sts:${name}`.toLowerCase()),
);

const elements = ["Sid", "Effect", "Principal", "Action", "Condition"];

/** A trust policy that IAM has taken. */
export interface TrustPolicy {
  /** As it was sent. */
  readonly document: string;
  /**
   * The unique id behind every ARN of a user or role of this account among its principals. IAM binds a trust to the
   * entity, not to its name: when the entity is gone its id shows instead, and a namesake made later is not trusted.
   */
  readonly boundIds: ReadonlyMap<string, string>;
}

/**
 * Checks a trust policy and binds its principals.
 * @throws IamError `MalformedPolicyDocument` or `LimitExceeded`.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html
 */
export function acceptTrustPolicy(account: AccountState, document: string): TrustPolicy {
  const policy = parseStrictJson(document);
  if (!isObject(policy)) {
    throw malformedPolicyDocument("This policy contains invalid Json");
  }
  const statements = policyStatements(policy, () => malformedPolicyDocument("Syntax errors in policy."));
  const boundIds = new Map<string, string>();
  for (const statement of statements) {
    checkStatement(statement);
    for (const { type, name } of principals(statement)) {
      const id = bindPrincipal(account, type, name);
      if (id !== undefined) {
        boundIds.set(name, id);
      }
    }
  }
  if (policySize(document) > maximumSize) {
    throw limitExceeded(`Cannot exceed quota for ACLSizePerRole: ${maximumSize}`);
  }
  return { document, boundIds };
}

/** A role's trust policy as IAM shows it now: the id of an entity that is gone stands where its ARN stood. */
export function shownTrustPolicy(account: AccountState, role: Role): string {
  const { document, boundIds } = role.trust;
  const shown = new Map([...boundIds].map(([arn, id]) => [arn, arnOfId(account, id) ?? id]));
  if ([...shown].every(([arn, now]) => arn === now)) {
    return document;
  }
  const policy = parseStrictJson(document);
  return JSON.stringify(isObject(policy) ? { ...policy, Statement: renamed(policy.Statement, shown) } : policy);
}

function arnOfId(account: AccountState, id: string): string | undefined {
  const role = [...account.roles.values()].find((candidate) => candidate.roleId === id);
  return role?.arn ?? [...account.users.values()].find((candidate) => candidate.userId === id)?.arn;
}

function renamed(statement: JsonValue | undefined, shown: ReadonlyMap<string, string>): JsonValue {
  const rename = (value: JsonValue): JsonValue =>
    Array.isArray(value) ? value.map(rename) : typeof value === "string" ? (shown.get(value) ?? value) : value;
  const one = (item: JsonValue): JsonValue => {
    const principal = isObject(item) ? item.Principal : undefined;
    return isObject(item) && isObject(principal) && principal.AWS !== undefined
      ? { ...item, Principal: { ...principal, AWS: rename(principal.AWS) } }
      : item;
  };
  return Array.isArray(statement) ? statement.map(one) : one(statement ?? []);
}

function checkStatement(statement: JsonObject): void {
  for (const element of Object.keys(statement)) {
    if (["Resource", "NotResource", "NotPrincipal"].includes(element)) {
      throw malformedPolicyDocument(`Has prohibited field ${element}`);
    }
    if (element !== "NotAction" && !elements.includes(element)) {
      throw malformedPolicyDocument(`Unknown field ${element}`);
    }
  }
  for (const element of ["Effect", "Principal"]) {
    if (statement[element] === undefined) {
      throw malformedPolicyDocument(`Missing required field ${element}`);
    }
  }
  if (statement.Effect !== "Allow" && statement.Effect !== "Deny") {
    throw malformedPolicyDocument(`Invalid effect: ${String(statement.Effect)}`);
  }
  if (statement.Sid !== undefined && typeof statement.Sid !== "string") {
    throw malformedPolicyDocument("Syntax errors in policy.");
  }
  checkActions(statement);
  checkConditionSyntax(statement, () => malformedPolicyDocument("Syntax errors in policy."));
  checkConditionKeys(statement);
}

function checkActions(statement: JsonObject): void {
  if (statement.Action === undefined && statement.NotAction === undefined) {
    throw malformedPolicyDocument("Missing required field Action");
  }
  const actions = stringList(statement.Action);
  if (actions === undefined || !actions.every((action) => trustActions.has(action.toLowerCase()))) {
    throw malformedPolicyDocument("AssumeRole policy may only specify STS AssumeRole actions.");
  }
}

/** The principals of a statement, each with its type. @throws IamError `MalformedPolicyDocument` */
function principals(statement: JsonObject): { readonly type: string; readonly name: string }[] {
  const { Principal } = statement;
  if (Principal === "*") {
    throw malformedPolicyDocument('AssumeRolepolicy contained an invalid principal: "STAR":"*".');
  }
  const found = Object.entries(isObject(Principal) ? Principal : {}).flatMap(([type, listed]) => {
    const names = stringList(listed);
    if (names === undefined) {
      throw malformedPolicyDocument("Syntax errors in policy.");
    }
    return names.map((name) => ({ type, name }));
  });
  if (found.length === 0) {
    throw malformedPolicyDocument(
      "Invalid principal in policy: com.amazon.balsa.error.InvalidPolicyException: The passed in policy has a statement with no principals!",
    );
  }
  return found;
}
