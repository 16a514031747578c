import { parseOperator } from "./condition-operators.ts";
import { lowerAscii } from "./lower-ascii.ts";
import type { ConditionTest, PatternList, Principal, PrincipalList, PrincipalType } from "./policy.ts";
import type { ProblemList } from "./problem-list.ts";
import type { JsonMember, JsonNode } from "./read-json.ts";

/** Names the type of a JSON value for a message. */
export function describeType(node: JsonNode): string {
  if (node.type === "array" || node.type === "object") return `an ${node.type}`;
  return node.type === "null" ? "null" : `a ${node.type}`;
}

/** IAM takes one value where it takes a list of them. */
function listed(node: JsonNode): readonly JsonNode[] {
  return node.type === "array" ? node.items : [node];
}

function parseStrings(
  node: JsonNode,
  path: string,
  problems: ProblemList,
): readonly { value: string; offset: number }[] {
  return listed(node).flatMap((item) => {
    if (item.type === "string" && item.value !== "") return [{ value: item.value, offset: item.offset }];
    const found = item.type === "string" ? "an empty string" : describeType(item);
    problems.add(path, item.offset, `${path} must be a string or a list of strings, not ${found}.`);
    return [];
  });
}

/** How an action may be written. AWS's own policies have blanks in names (`ec2: DescribeSubnets`), so IAM takes them. */
export const ACTION = /^(?:\*+|[^:]+:[^:]+)$/;

/** Reads `Action` and `NotAction`: `*`, or a service prefix, a colon and a name, either with wildcards. */
export function parseActions(member: JsonMember, path: string, problems: ProblemList): PatternList {
  const strings = parseStrings(member.value, path, problems);
  for (const { value, offset } of strings) {
    if (!ACTION.test(value)) {
      problems.add(
        path,
        offset,
        `${JSON.stringify(value)} is not an action; write a prefix and a name such as "s3:GetObject".`,
      );
    }
  }
  return { not: member.key === "NotAction", patterns: strings.map(({ value }) => value) };
}

/** Reads `Resource` and `NotResource`. */
export function parseResources(member: JsonMember, path: string, problems: ProblemList): PatternList {
  const strings = parseStrings(member.value, path, problems);
  return { not: member.key === "NotResource", patterns: strings.map(({ value }) => value) };
}

/** The kinds of principal that a policy can name. */
export const PRINCIPAL_TYPES: readonly string[] = ["AWS", "Service", "Federated", "CanonicalUser"];

/**
 * Reads `Principal` and `NotPrincipal`: `"*"`, or an object from the kind of principal to one or more of them.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function parsePrincipals(member: JsonMember, path: string, problems: ProblemList): PrincipalList {
  const not = member.key === "NotPrincipal";
  const { value } = member;
  if (value.type === "string" && value.value === "*") return { not, principals: [{ type: "*", value: "*" }] };
  if (value.type !== "object") {
    problems.add(
      path,
      value.offset,
      `${path} must be "*" or an object such as {"AWS": "…"}, not ${describeType(value)}.`,
    );
    return { not, principals: [] };
  }
  reportRepeatedKeys(value.members, path, problems);
  return { not, principals: value.members.flatMap((kind) => parsePrincipalsOfType(kind, path, problems)) };
}

function parsePrincipalsOfType(member: JsonMember, parent: string, problems: ProblemList): readonly Principal[] {
  const path = `${parent}.${member.key}`;
  if (!PRINCIPAL_TYPES.includes(member.key)) {
    const message = `${member.key} is not a kind of principal; write one of ${PRINCIPAL_TYPES.join(", ")}.`;
    problems.add(path, member.offset, message);
    return [];
  }
  return parseStrings(member.value, path, problems).map(({ value, offset }) => {
    if (value !== "*" && /[*?]/.test(value)) {
      problems.add(
        path,
        offset,
        `${JSON.stringify(value)} holds a wildcard; a principal is written out in full, or is "*".`,
      );
    }
    return { type: member.key as PrincipalType, value };
  });
}

/** Reads `Condition`: operators, in them keys, in them values (strings, numbers or booleans, one or a list). */
export function parseConditions(member: JsonMember, path: string, problems: ProblemList): readonly ConditionTest[] {
  if (member.value.type !== "object") {
    problems.add(path, member.value.offset, `${path} must be an object, not ${describeType(member.value)}.`);
    return [];
  }
  reportRepeatedKeys(member.value.members, path, problems);
  return member.value.members.flatMap((operator) => parseConditionBlock(operator, `${path}.${operator.key}`, problems));
}

function parseConditionBlock(member: JsonMember, path: string, problems: ProblemList): readonly ConditionTest[] {
  if (parseOperator(member.key) === undefined) {
    problems.add(path, member.offset, `${JSON.stringify(member.key)} is not a condition operator of IAM.`);
  }
  if (member.value.type !== "object") {
    problems.add(
      path,
      member.value.offset,
      `${path} must be an object of condition keys, not ${describeType(member.value)}.`,
    );
    return [];
  }
  // Keys are not case-sensitive, so aws:username and aws:UserName are one key written twice.
  reportRepeatedKeys(member.value.members, path, problems, lowerAscii);
  return member.value.members.map(({ key, offset, value }) => {
    if (key === "") problems.add(path, offset, "A condition key must not be empty.");
    return { operator: member.key, key, values: parseConditionValues(value, `${path}.${key}`, problems) };
  });
}

function parseConditionValues(node: JsonNode, path: string, problems: ProblemList): readonly string[] {
  return listed(node).flatMap((item) => {
    if (item.type === "string" || item.type === "number" || item.type === "boolean") return [String(item.value)];
    problems.add(path, item.offset, `${path} must be strings, numbers or booleans, not ${describeType(item)}.`);
    return [];
  });
}

/** JSON.parse keeps the last of two members with one key, silently; IAM refuses the document. */
export function reportRepeatedKeys(
  members: readonly JsonMember[],
  path: string,
  problems: ProblemList,
  fold: (key: string) => string = (key) => key,
): void {
  const seen = new Set<string>();
  for (const { key, offset } of members) {
    const place = path === "" ? key : `${path}.${key}`;
    if (seen.has(fold(key))) {
      problems.add(place, offset, `${JSON.stringify(key)} stands here a second time; keep one of the two.`);
    }
    seen.add(fold(key));
  }
}
