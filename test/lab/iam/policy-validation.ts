import { malformedPolicyDocument } from "./errors.ts";
import { checkActionPrefixes, checkConditionKeys, checkConditionSyntax, checkDates } from "./policy-elements.ts";
import { checkResource, checkResourceLegacy } from "./policy-resources.ts";
import { isObject, type JsonObject, type JsonValue, parseStrictJson } from "./strict-json.ts";

/**
 * What IAM checks of an identity policy before it takes it. Written for the lab alone, from IAM's documented grammar
 * and known messages, so that it judges the product's documents independently.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */

const statementElements = new Set([
  "Sid",
  "Effect",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Principal",
  "NotPrincipal",
  "Condition",
]);

const syntaxErrors = () => malformedPolicyDocument("Syntax errors in policy.");

/**
 * Checks the document of an inline or managed identity policy.
 *
 * Only a managed policy is required to say that it is of the language's version 2012-10-17.
 * @throws IamError `MalformedPolicyDocument`
 */
export function validateIdentityPolicy(document: string, kind: "inline" | "managed"): void {
  const policy = parseStrictJson(document);
  if (!isObject(policy)) {
    throw syntaxErrors();
  }
  const statements = policyStatements(policy, syntaxErrors);
  for (const statement of statements) {
    checkStatementSyntax(statement);
  }
  if (kind === "managed" && policy.Version !== "2012-10-17") {
    throw malformedPolicyDocument("Policy document must be version 2012-10-17 or greater.");
  }
  checkLegacy(statements);
  checkSids(statements);
  for (const statement of statements) {
    checkStatementContent(statement);
  }
}

/**
 * The statements of a policy, whose other elements must be a Version and an Id.
 * @throws what `refuse` makes, where the policy is not of that form.
 */
export function policyStatements(policy: JsonObject, refuse: () => Error): readonly JsonObject[] {
  const { Version, Id, Statement, ...unknown } = policy;
  const versionKnown = Version === undefined || Version === "2008-10-17" || Version === "2012-10-17";
  const idKnown = Id === undefined || typeof Id === "string";
  const listed: readonly JsonValue[] = Array.isArray(Statement)
    ? Statement
    : Statement === undefined
      ? []
      : [Statement];
  const statements = listed.filter(isObject);
  if (Object.keys(unknown).length > 0 || !versionKnown || !idKnown) {
    throw refuse();
  }
  if (statements.length === 0 || statements.length < listed.length) {
    throw refuse();
  }
  return statements;
}

/** A string or a list of strings as a list; undefined for anything else. */
export function stringList(value: JsonValue | undefined): readonly string[] | undefined {
  const values: readonly JsonValue[] = Array.isArray(value) ? value : value === undefined ? [] : [value];
  const strings = values.filter((item) => typeof item === "string");
  return value === undefined || strings.length < values.length ? undefined : strings;
}

function checkStatementSyntax(statement: JsonObject): void {
  if (Object.keys(statement).some((element) => !statementElements.has(element))) {
    throw syntaxErrors();
  }
  for (const element of ["Action", "Resource"]) {
    if (statement[element] !== undefined && statement[`Not${element}`] !== undefined) {
      throw syntaxErrors();
    }
  }
  for (const element of ["Action", "NotAction", "Resource", "NotResource"]) {
    if (statement[element] !== undefined && stringList(statement[element]) === undefined) {
      throw syntaxErrors();
    }
  }
  const { Effect, Sid } = statement;
  if (typeof Effect !== "string" || !/^(allow|deny)$/i.test(Effect)) {
    throw syntaxErrors();
  }
  if (Sid !== undefined && typeof Sid !== "string") {
    throw syntaxErrors();
  }
  checkConditionSyntax(statement, syntaxErrors);
  if (statement.Principal !== undefined || statement.NotPrincipal !== undefined) {
    throw malformedPolicyDocument("Policy document should not specify a principal.");
  }
}

/** What IAM only notices when it reads the policy with its older parser. */
function checkLegacy(statements: readonly JsonObject[]): void {
  const failed = () => malformedPolicyDocument("The policy failed legacy parsing");
  for (const statement of statements) {
    if (statement.Effect !== "Allow" && statement.Effect !== "Deny") {
      throw failed();
    }
    checkDates(statement, failed);
    const resources = resourcesOf(statement);
    // A resource with a fault of its own is named later, by that fault.
    if (resources.every((resource) => checkResource(resource) === undefined)) {
      for (const resource of resources) {
        checkResourceLegacy(resource, failed);
      }
    }
  }
}

function checkSids(statements: readonly JsonObject[]): void {
  const sids = statements.map(({ Sid }) => Sid).filter((sid) => typeof sid === "string" && sid !== "");
  if (new Set(sids).size < sids.length) {
    throw malformedPolicyDocument("Statement IDs (SID) in a single policy must be unique.");
  }
  if (sids.some((sid) => !/^[0-9A-Za-z]*$/.test(String(sid)))) {
    throw malformedPolicyDocument(
      "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
    );
  }
}

function checkStatementContent(statement: JsonObject): void {
  const actions = stringList(statement.Action ?? statement.NotAction) ?? [];
  if (actions.length === 0) {
    throw malformedPolicyDocument("Policy statement must contain actions.");
  }
  const resources = resourcesOf(statement);
  for (const resource of resources) {
    const fault = checkResource(resource);
    if (fault !== undefined) {
      throw malformedPolicyDocument(fault);
    }
  }
  checkActionPrefixes(actions);
  checkConditionKeys(statement);
  if (resources.length === 0) {
    throw malformedPolicyDocument("Policy statement must contain resources.");
  }
}

function resourcesOf(statement: JsonObject): readonly string[] {
  return stringList(statement.Resource ?? statement.NotResource) ?? [];
}
