import { isColonStep, splitArn } from "./arn-parts.ts";
import { conditionKey } from "./canonicalise-condition.ts";
import { type BaseOperator, type ConditionOperator, parseOperator } from "./condition-operators.ts";
import { type Instant, parseAddressRange, parseInstant, parseNumber, withinRange } from "./condition-values.ts";
import { acrossColons, coversGlob, type Glob, readGlob } from "./glob.ts";
import { lowerAscii } from "./lower-ascii.ts";
import type { ConditionTest, Statement } from "./policy.ts";
import type { Work } from "./work.ts";

/**
 * Whether every request that meets all of `narrow`'s condition tests is sure to meet all of `broad`'s. `false` means only that it
 * could not be shown.
 */
export function coversConditions(broad: Statement, narrow: Statement, work: Work): boolean {
  return missingConditions(broad, narrow, work).length === 0;
}

/** The tests of `broad` that none of `narrow`'s tests is sure to imply. */
export function missingConditions(broad: Statement, narrow: Statement, work: Work): readonly ConditionTest[] {
  return broad.conditions.filter((wanted) => {
    if (broad.variables !== narrow.variables && hasVariableText(wanted)) return true;
    return !narrow.conditions.some((given) => implies(given, wanted, work));
  });
}

function hasVariableText({ values }: ConditionTest): boolean {
  return values.some((value) => value.includes("${"));
}

function implies(given: ConditionTest, wanted: ConditionTest, work: Work): boolean {
  work.spend(1);
  if (given.key !== wanted.key) return false;
  if (conditionKey(given) === conditionKey(wanted)) return true;
  const [one, other] = [parseOperator(given.operator), parseOperator(wanted.operator)];
  if (one === undefined || other === undefined || given.values.length === 0 || wanted.values.length === 0) return false;
  if (needsKey(one) && other.quantifier === undefined && other.base.family === "null") {
    return wanted.values.every((value) => value === "false");
  }
  // What an unset variable means among several values is not documented, so only the very same test will do.
  if (hasVariableText(given) || hasVariableText(wanted)) return false;
  return sameShape(one, other) && valuesImply(one, other, given.values, wanted.values, work);
}

/** Whether the operator is never met where the key is missing. */
function needsKey({ quantifier, base, ifExists }: ConditionOperator): boolean {
  if (ifExists || base.family === "null" || quantifier === "ForAllValues") return false;
  return quantifier === "ForAnyValue" || !base.negated;
}

/** `IfExists` asks for less than the operator without it. */
function sameShape(given: ConditionOperator, wanted: ConditionOperator): boolean {
  return (
    given.quantifier === wanted.quantifier &&
    given.base.negated === wanted.base.negated &&
    given.base.relation === wanted.base.relation &&
    (given.ifExists === wanted.ifExists || wanted.ifExists)
  );
}

/** Values are alternatives: more of them ask for less, and under a negated operator for more. */
function valuesImply(
  given: ConditionOperator,
  wanted: ConditionOperator,
  givenValues: readonly string[],
  wantedValues: readonly string[],
  work: Work,
): boolean {
  const [inner, innerValues, outer, outerValues] = given.base.negated
    ? [wanted.base, wantedValues, given.base, givenValues]
    : [given.base, givenValues, wanted.base, wantedValues];
  return innerValues.every((value) => outerValues.some((other) => valueWithin(inner, value, outer, other, work)));
}

const TEXT_FAMILIES: readonly string[] = ["string", "string-like"];

/** Whether everything that `inner`'s value matches is matched by `outer`'s. */
function valueWithin(inner: BaseOperator, value: string, outer: BaseOperator, other: string, work: Work): boolean {
  if (TEXT_FAMILIES.includes(inner.family) && TEXT_FAMILIES.includes(outer.family)) {
    return coversGlob(valueGlob(outer, other), valueGlob(inner, value), work);
  }
  if (inner.family !== outer.family) return arnAndText(inner, value, outer, other, work);
  switch (inner.family) {
    case "arn":
      return arnWithin(value, other, work);
    case "ip":
      return rangeWithin(value, other);
    case "numeric":
      return ordered(inner, parseNumber(value), parseNumber(other));
    case "date":
      return instantsOrdered(inner, parseInstant(value), parseInstant(other));
    case "string-ignore-case":
      return lowerAscii(value) === lowerAscii(other);
    default:
      return value === other && (value === "true" || value === "false");
  }
}

/**
 * What ArnLike matches StringLike matches with the same pattern, whose `*` only crosses more. The other way this is so where the first
 * five parts have no wildcard. Negated, they may differ on what is no ARN.
 */
function arnAndText(inner: BaseOperator, value: string, outer: BaseOperator, other: string, work: Work): boolean {
  if (inner.negated) return false;
  if (inner.family === "arn" && outer.family === "string-like") {
    return (
      splitArn([...value], (each) => each === ":") !== undefined &&
      coversGlob(valueGlob(outer, other), valueGlob(inner, value), work)
    );
  }
  if (!TEXT_FAMILIES.includes(inner.family) || outer.family !== "arn") return false;
  const parts = splitArn(valueGlob(inner, value), isColonStep);
  const plain = parts?.slice(0, 5).every((part) => part.every(({ type }) => type === "character"));
  return plain === true && arnWithin(value, other, work);
}

function valueGlob({ family }: BaseOperator, value: string): Glob {
  return acrossColons(readGlob(value, { variables: false, wildcards: family !== "string" }));
}

function arnWithin(value: string, other: string, work: Work): boolean {
  const [inner, outer] = [value, other].map((text) => splitArn(readGlob(text, { variables: false }), isColonStep));
  if (inner === undefined || outer === undefined) return false;
  return outer.every((part, index) => coversGlob(acrossColons(part), acrossColons(inner[index] ?? []), work));
}

function rangeWithin(value: string, other: string): boolean {
  const [inner, outer] = [parseAddressRange(value), parseAddressRange(other)];
  return inner !== undefined && outer !== undefined && withinRange(inner, outer);
}

/** Two moments, or two dates without a time of day, whenever these begin: they begin alike. */
function instantsOrdered(operator: BaseOperator, inner: Instant | undefined, outer: Instant | undefined): boolean {
  if (inner === undefined || outer === undefined) return false;
  if (inner.latest - inner.earliest !== outer.latest - outer.earliest) return false;
  return ordered(operator, BigInt(inner.earliest), BigInt(outer.earliest));
}

function ordered({ relation }: BaseOperator, inner: bigint | undefined, outer: bigint | undefined): boolean {
  if (inner === undefined || outer === undefined) return false;
  if (relation === "=") return inner === outer;
  return relation.startsWith("<") ? inner <= outer : inner >= outer;
}
