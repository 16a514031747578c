import { isColonStep, splitArn } from "./arn-parts.ts";
import type { BaseOperator, Relation } from "./condition-operators.ts";
import {
  type Instant,
  isCanonicalBase64,
  parseAddressRange,
  parseInstant,
  parseNumber,
  withinRange,
} from "./condition-values.ts";
import { fillVariables } from "./fill-variables.ts";
import { acrossColons, type Glob, matchGlob, readGlob } from "./glob.ts";
import { lowerAscii } from "./lower-ascii.ts";
import type { Request } from "./request.ts";
import { allOf, type Truth, undecidable } from "./truth.ts";
import type { Work } from "./work.ts";

/** What one value of a policy says of one value of a request; `unset`: it holds a variable without a value. */
export type ValueMatch = Truth | "unset";

/** What a value needs beside itself to be compared. */
export interface ValueContext {
  readonly variables: boolean;
  readonly request: Request;
  readonly work: Work;
}

/**
 * Compares one value of a request with one of a policy under an operator's family and relation, leaving its negation aside.
 * Policy variables are filled in under the string and ARN operators; the others take none.
 */
export function matchValue(
  { family, relation, name }: BaseOperator,
  actual: string,
  wanted: string,
  context: ValueContext,
): ValueMatch {
  switch (family) {
    case "string":
    case "string-ignore-case":
    case "string-like":
    case "arn":
      return matchText(family, actual, wanted, context);
    case "numeric":
      return compareNumbers(relation, actual, wanted);
    case "date":
      return compareInstants(relation, actual, wanted);
    case "ip":
      return matchAddress(actual, wanted);
    case "bool":
      return matchBoolean(actual, wanted);
    case "binary":
      return matchBytes(actual, wanted);
    case "null":
      return undecidable(`${name} looks at whether a key is there, not at its value`);
  }
}

function matchText(
  family: "string" | "string-ignore-case" | "string-like" | "arn",
  actual: string,
  wanted: string,
  { variables, request, work }: ValueContext,
): ValueMatch {
  const wildcards = family === "string-like" || family === "arn";
  if (family === "string" && !(variables && wanted.includes("${"))) return wanted === actual;
  const filled = fillVariables(readGlob(wanted, { variables, wildcards }), request);
  if (filled.status === "unset") return "unset";
  if (filled.status === "undecidable") return undecidable(filled.reason);
  const glob = filled.glob;
  if (family === "arn") return matchArn(glob, actual, work);
  // A value is no ARN here: its wildcards cross everything.
  if (family === "string-like") return matchGlob(acrossColons(glob), actual, work);
  const text = glob.map((step) => (step.type === "character" ? step.text : "")).join("");
  if (text === actual) return true;
  if (family === "string") return false;
  if (lowerAscii(text) === lowerAscii(actual)) return true;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
  const plain = /^[\u0000-\u007f]*$/.test(text + actual);
  return plain ? false : undecidable("how AWS ignores the case of letters outside ASCII is not documented");
}

/** Six components, wildcards inside each. */
function matchArn(glob: Glob, actual: string, work: Work): Truth {
  const wanted = splitArn(glob, isColonStep);
  const parts = splitArn([...actual], (character) => character === ":");
  if (wanted === undefined || parts === undefined)
    return undecidable("an ARN operator met a value that is no ARN of six parts");
  return allOf(wanted.entries(), ([index, part]) => matchGlob(acrossColons(part), (parts[index] ?? []).join(""), work));
}

function compareNumbers(relation: Relation, actual: string, wanted: string): Truth {
  const [left, right] = [parseNumber(actual), parseNumber(wanted)];
  if (left === undefined || right === undefined)
    return undecidable("a numeric operator met a value that is no plain decimal");
  return related(relation, left, right);
}

function related<T extends number | bigint>(relation: Relation, left: T, right: T): boolean {
  switch (relation) {
    case "=":
      return left === right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
  }
}

function compareInstants(relation: Relation, actual: string, wanted: string): Truth {
  const [left, right] = [parseInstant(actual), parseInstant(wanted)];
  if (left === undefined || right === undefined) return undecidable("a date operator met a value that is no date");
  return (
    relateInstants(relation, left, right) ?? undecidable("a date without a time of day leaves open when it begins")
  );
}

/** Whether two instants, left and right, stand in a relation; `undefined` where a date without a time of day leaves it open. */
export function relateInstants(relation: Relation, left: Instant, right: Instant): boolean | undefined {
  const answers = corners(left).flatMap((one) => corners(right).map((other) => related(relation, one, other)));
  const settled =
    new Set(answers).size === 1 && (relation !== "=" || disjointInstants(left, right) || answers.length === 1);
  return settled ? answers[0] === true : undefined;
}

function corners({ earliest, latest }: Instant): readonly number[] {
  return earliest === latest ? [earliest] : [earliest, latest];
}

function disjointInstants(left: Instant, right: Instant): boolean {
  return left.latest < right.earliest || right.latest < left.earliest;
}

function matchAddress(actual: string, wanted: string): Truth {
  const [address, range] = [parseAddressRange(actual), parseAddressRange(wanted)];
  if (address === undefined || range === undefined || address.prefix !== address.width) {
    return undecidable("an IP operator met a value that is no address or CIDR block, or a block with host bits set");
  }
  return withinRange(address, range);
}

function matchBytes(actual: string, wanted: string): Truth {
  if (actual === wanted) return true;
  const canonical = isCanonicalBase64(actual) && isCanonicalBase64(wanted);
  return canonical ? false : undecidable("two base64 texts that differ may hold the same bytes");
}

function matchBoolean(actual: string, wanted: string): Truth {
  const known = ["true", "false"];
  if (known.includes(actual) && known.includes(wanted)) return actual === wanted;
  return undecidable("a Boolean operator met a value that is neither true nor false in lower case");
}
