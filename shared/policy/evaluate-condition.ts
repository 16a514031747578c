import { type ConditionOperator, parseOperator } from "./condition-operators.ts";
import { matchValue, type ValueContext } from "./evaluate-value.ts";
import type { ConditionTest } from "./policy.ts";
import { contextValue } from "./request.ts";
import { allOf, anyOf, negate, type Truth, undecidable } from "./truth.ts";

/**
 * Whether a request meets one condition test. A missing key meets negated operators, `…IfExists` and `ForAllValues`, and nothing
 * else but `Null`. The page on single and multivalued keys has an empty value as good as none; others do not say so.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html
 */
export function meetsCondition(test: ConditionTest, context: ValueContext): Truth {
  const operator = parseOperator(test.operator);
  if (operator === undefined) return undecidable(`${test.operator} is not a condition operator of IAM`);
  if (test.values.length === 0) return undecidable(`what ${test.operator} with no values means is not documented`);
  const value = contextValue(context.request, test.key);
  const meets = (read: typeof value): Truth => {
    if (operator.base.family === "null") return meetsNull(operator, test, read === undefined);
    return read === undefined ? meetsMissing(operator) : meetsPresent(operator, test, read, context);
  };
  const [truth, filled] = [meets(value), withoutEmpty(value)];
  if (typeof truth !== "boolean" || filled === value || meets(filled) === truth) return truth;
  return undecidable("AWS's pages differ on whether a key with an empty value is there");
}

/** The same value where nothing in it is empty. */
function withoutEmpty(value: string | readonly string[] | undefined): string | readonly string[] | undefined {
  if (value === "") return undefined;
  if (typeof value !== "object" || !value.includes("")) return value;
  const filled = value.filter((each) => each !== "");
  return filled.length === 0 ? undefined : filled;
}

function meetsNull({ quantifier }: ConditionOperator, { values }: ConditionTest, missing: boolean): Truth {
  if (quantifier !== undefined) return quantifier === "ForAllValues";
  return anyOf(values, (value) => {
    if (value === "true" || value === "false") return missing === (value === "true");
    return undecidable("Null has a value that is neither true nor false in lower case");
  });
}

function meetsMissing({ quantifier, base, ifExists }: ConditionOperator): Truth {
  if (quantifier === "ForAllValues") return true;
  if (quantifier === "ForAnyValue") {
    return ifExists ? undecidable("what ForAnyValue with IfExists says of a missing key is not documented") : false;
  }
  return ifExists || base.negated;
}

function meetsPresent(
  { quantifier, base }: ConditionOperator,
  { key, values }: ConditionTest,
  value: string | readonly string[],
  context: ValueContext,
): Truth {
  const meetsOne = (actual: string): Truth => {
    context.work.spend(values.length);
    const matches = values.map((wanted) => matchValue(base, actual, wanted, context));
    const truth = anyOf(matches, (match) => (match === "unset" ? false : match));
    // One value that holds an unset variable does not match; what it means for its neighbours is not documented.
    if (matches.includes("unset") && truth !== false)
      return undecidable("a policy variable among several values is not set");
    return base.negated ? negate(truth) : truth;
  };
  const actuals = typeof value === "string" ? [value] : value;
  if (quantifier === "ForAllValues") return allOf(actuals, meetsOne);
  if (quantifier === "ForAnyValue") return anyOf(actuals, meetsOne);
  if (typeof value === "string") return meetsOne(value);
  return undecidable(`${key} has a list of values under an operator for one value`);
}
