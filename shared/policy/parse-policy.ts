import type { PolicyKind } from "./comparison.ts";
import {
  describeType,
  parseActions,
  parseConditions,
  parsePrincipals,
  parseResources,
  reportRepeatedKeys,
} from "./parse-elements.ts";
import type { ParsedPolicy, Policy, Statement } from "./policy.ts";
import { ProblemList } from "./problem-list.ts";
import { type PlacelessStatement, readCompactPolicy, readStatement } from "./read-compact-policy.ts";
import { compactJson, type JsonMember, type JsonNode, readJson } from "./read-json.ts";

/**
 * Far above IAM's own limits (a managed policy of a customer has at most 6,144 characters, AWS's own are larger), and
 * low enough that reading never takes long.
 */
const BOUNDS = { length: 262_144, depth: 16 };

/** The most characters a policy's text may have. */
export const LONGEST = BOUNDS.length;

type Members = ReadonlyMap<string, JsonMember>;

/**
 * Reads the text of an IAM policy document, strictly: repeated keys, wrong types and elements IAM does not have are
 * problems, and all of them are returned at once (bad JSON ends at its first fault). What IAM accepts is accepted: one statement
 * without a list, one value without a list, condition values that are numbers or booleans.
 *
 * @param kind what the policy is for: an identity policy's statements need a resource and have no principal, a trust
 *   policy's need a principal and have no resource. Left out, neither is asked for.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function parsePolicy(text: string, kind?: PolicyKind): ParsedPolicy {
  const policy = text.length > BOUNDS.length ? undefined : parseQuickly(text, kind);
  return policy === undefined ? parseStrictly(text, kind) : { status: "parsed", policy };
}

/** Reads a compact text with nothing wrong in it; `undefined` for any other. */
function parseQuickly(text: string, kind: PolicyKind | undefined): Policy | undefined {
  const compact = readCompactPolicy(text, {
    find: () => undefined,
    read: (_, value, variables) => readStatement(value, variables),
  });
  if (compact === undefined) return undefined;
  const { version, listed } = compact;
  if (kind !== undefined && !compact.statements.every((statement) => isOfKind(statement, kind))) return undefined;
  const statements = compact.statements.map((statement, index) => ({
    ...statement,
    path: listed ? `Statement[${index}]` : "Statement",
  }));
  return { ...(version === undefined ? {} : { version }), statements, text };
}

/** Whether a statement has the elements of one in a policy of the kind, and no others. */
export function isOfKind({ resources, principals }: PlacelessStatement, kind: PolicyKind): boolean {
  if (kind === "identity") return resources !== undefined && principals === undefined;
  return resources === undefined && principals !== undefined && !principals.not;
}

/** {@link parsePolicy} by way of positions in the text: slower, and the only one that says what is wrong. */
function parseStrictly(text: string, kind?: PolicyKind): ParsedPolicy {
  const problems = new ProblemList(text);
  const reading = readJson(text, BOUNDS);
  if (reading.status === "malformed") {
    problems.add("", reading.offset, reading.message);
    return { status: "invalid", problems: problems.problems() };
  }
  const policy = parseDocument(reading.node, kind, problems);
  if (problems.any || policy === undefined) return { status: "invalid", problems: problems.problems() };
  return { status: "parsed", policy };
}

function parseDocument(node: JsonNode, kind: PolicyKind | undefined, problems: ProblemList): Policy | undefined {
  const members = parseMembers(node, "", ["Version", "Id", "Statement"], problems);
  if (members === undefined) return undefined;
  const version = parseVersion(members.get("Version"), problems);
  parseText(members.get("Id"), "Id", problems);
  const statement = members.get("Statement");
  if (statement === undefined) {
    problems.add("", node.offset, "The policy has no Statement.");
    return undefined;
  }
  const { value } = statement;
  const context = { kind, variables: version === "2012-10-17", problems };
  const statements =
    value.type === "array"
      ? value.items.flatMap((item, index) => parseStatement(item, `Statement[${index}]`, context))
      : parseStatement(value, "Statement", context);
  return { ...(version === undefined ? {} : { version }), statements, text: compactJson(node) };
}

function parseMembers(
  node: JsonNode,
  path: string,
  elements: readonly string[],
  problems: ProblemList,
): Members | undefined {
  const name = path === "" ? "The policy" : path;
  if (node.type !== "object") {
    problems.add(path, node.offset, `${name} must be an object, not ${describeType(node)}.`);
    return undefined;
  }
  reportRepeatedKeys(node.members, path, problems);
  for (const { key, offset } of node.members) {
    if (elements.includes(key)) continue;
    const place = path === "" ? key : `${path}.${key}`;
    problems.add(
      place,
      offset,
      `${JSON.stringify(key)} is not an element of a policy here; there are ${elements.join(", ")}.`,
    );
  }
  return new Map(node.members.map((member) => [member.key, member]));
}

function parseVersion(member: JsonMember | undefined, problems: ProblemList): Policy["version"] {
  if (member === undefined) return undefined;
  const { value } = member;
  if (value.type === "string" && (value.value === "2012-10-17" || value.value === "2008-10-17")) return value.value;
  problems.add("Version", value.offset, 'Version must be "2012-10-17" or "2008-10-17".');
  return undefined;
}

function parseText(member: JsonMember | undefined, path: string, problems: ProblemList): void {
  if (member === undefined || member.value.type === "string") return;
  problems.add(path, member.value.offset, `${path} must be a string, not ${describeType(member.value)}.`);
}

interface StatementContext {
  readonly kind: PolicyKind | undefined;
  readonly variables: boolean;
  readonly problems: ProblemList;
}

const STATEMENT_ELEMENTS = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];

function parseStatement(node: JsonNode, path: string, context: StatementContext): readonly Statement[] {
  const { problems, variables } = context;
  const members = parseMembers(node, path, STATEMENT_ELEMENTS, problems);
  if (members === undefined) return [];
  parseText(members.get("Sid"), `${path}.Sid`, problems);
  const effect = parseEffect(members.get("Effect"), path, node.offset, problems);
  const action = oneOf(members, "Action", path, node.offset, problems);
  if (action === undefined) problems.add(path, node.offset, `${path} has neither Action nor NotAction.`);
  const resource = oneOf(members, "Resource", path, node.offset, problems);
  const principal = oneOf(members, "Principal", path, node.offset, problems);
  reportWrongKind(resource, principal, path, node.offset, context);
  const condition = members.get("Condition");
  const elements = {
    ...(resource && { resources: parseResources(resource, `${path}.${resource.key}`, problems) }),
    ...(principal && { principals: parsePrincipals(principal, `${path}.${principal.key}`, problems) }),
    conditions: condition === undefined ? [] : parseConditions(condition, `${path}.Condition`, problems),
  };
  const actions = action && parseActions(action, `${path}.${action.key}`, problems);
  return effect === undefined || actions === undefined ? [] : [{ effect, actions, ...elements, variables, path }];
}

function parseEffect(
  member: JsonMember | undefined,
  path: string,
  offset: number,
  problems: ProblemList,
): Statement["effect"] | undefined {
  if (member === undefined) {
    problems.add(path, offset, `${path} has no Effect.`);
    return undefined;
  }
  const { value } = member;
  if (value.type === "string" && (value.value === "Allow" || value.value === "Deny")) return value.value;
  problems.add(`${path}.Effect`, value.offset, 'Effect must be "Allow" or "Deny", in that spelling.');
  return undefined;
}

function oneOf(
  members: Members,
  element: string,
  path: string,
  offset: number,
  problems: ProblemList,
): JsonMember | undefined {
  const plain = members.get(element);
  const negated = members.get(`Not${element}`);
  if (plain !== undefined && negated !== undefined) {
    problems.add(path, offset, `${path} has both ${element} and Not${element}; keep one of the two.`);
  }
  return plain ?? negated;
}

function reportWrongKind(
  resource: JsonMember | undefined,
  principal: JsonMember | undefined,
  path: string,
  offset: number,
  { kind, problems }: StatementContext,
): void {
  if (kind === "identity") {
    if (resource === undefined) problems.add(path, offset, `${path} has neither Resource nor NotResource.`);
    if (principal === undefined) return;
    problems.add(
      `${path}.${principal.key}`,
      principal.offset,
      `An identity policy has no ${principal.key}; remove it.`,
    );
  }
  if (kind === "trust") {
    if (resource !== undefined) {
      problems.add(`${path}.${resource.key}`, resource.offset, `A trust policy has no ${resource.key}; remove it.`);
    }
    if (principal === undefined) problems.add(path, offset, `${path} has no Principal.`);
    if (principal?.key !== "NotPrincipal") return;
    problems.add(
      `${path}.NotPrincipal`,
      principal.offset,
      "A trust policy may not have NotPrincipal; name the principals.",
    );
  }
}
