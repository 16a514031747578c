import { type ConditionOperator, formatOperator, parseOperator } from "./condition-operators.ts";
import { formatAddressRange, parseAddressRange, parseNumber } from "./condition-values.ts";
import { readGlob } from "./glob.ts";
import { lowerAscii } from "./lower-ascii.ts";
import { withoutCovered } from "./pattern-list.ts";
import type { ConditionTest } from "./policy.ts";
import type { Work } from "./work.ts";

/** Orders tests by operator, key and values. */
function conditionKey(test: ConditionTest): string {
  return JSON.stringify([test.operator, test.key, test.values]);
}

/** The normal form of a statement's condition tests: each normalised, in order, none twice. */
export function canonicaliseConditions(
  tests: readonly ConditionTest[],
  variables: boolean,
  work: Work,
): readonly ConditionTest[] {
  const byKey = new Map(
    tests.map((test) => {
      const canonical = canonicaliseTest(test, variables, work);
      return [conditionKey(canonical), canonical];
    }),
  );
  return [...byKey.keys()].sort().map((key) => byKey.get(key) as ConditionTest);
}

function canonicaliseTest(test: ConditionTest, variables: boolean, work: Work): ConditionTest {
  const key = lowerAscii(test.key);
  const written = parseOperator(test.operator);
  if (written === undefined) return { ...test, key };
  const operator = withoutIdleIfExists(written);
  const values = [...new Set(test.values.map((value) => canonicaliseValue(operator, value)))].sort();
  if (operator.base.family !== "string-like") return { operator: formatOperator(oneName(operator)), key, values };
  // Without a wildcard StringLike is StringEquals; but a variable may bring one in.
  if (values.every((value) => !/[*?]/.test(value) && !(variables && value.includes("${")))) {
    const exact = parseOperator(formatOperator(operator).replace("Like", "Equals")) ?? operator;
    return { operator: formatOperator(exact), key, values };
  }
  const broadest = withoutCovered(values, (value) => readGlob(value, { variables }), work);
  return { operator: formatOperator(operator), key, values: broadest };
}

/** A missing key meets a negated operator, and ForAllValues, without IfExists too. */
function withoutIdleIfExists(operator: ConditionOperator): ConditionOperator {
  const { quantifier, base } = operator;
  const idle = quantifier === "ForAllValues" || (quantifier === undefined && base.negated);
  return idle ? { ...operator, ifExists: false } : operator;
}

/** ArnEquals and ArnLike are one operator under two names, and so are their negations. */
function oneName(operator: ConditionOperator): ConditionOperator {
  const { name, family } = operator.base;
  return family === "arn"
    ? { ...operator, base: { ...operator.base, name: name.replace("Equals", "Like") } }
    : operator;
}

function canonicaliseValue({ base }: ConditionOperator, value: string): string {
  if (base.family === "ip") {
    const range = parseAddressRange(value);
    return range === undefined ? value : formatAddressRange(range);
  }
  if (base.family === "numeric" && parseNumber(value) !== undefined) {
    return value
      .replace(/^(-?)0+(?=\d)/, "$1")
      .replace(/\.0*$|(\.\d*[1-9])0+$/, "$1")
      .replace(/^-0$/, "0");
  }
  return value;
}
