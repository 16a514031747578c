import { malformedPolicyDocument } from "./errors.ts";
import { isObject, type JsonObject, type JsonValue } from "./strict-json.ts";

const operators = new Set([
  "StringEquals",
  "StringNotEquals",
  "StringEqualsIgnoreCase",
  "StringNotEqualsIgnoreCase",
  "StringLike",
  "StringNotLike",
  "NumericEquals",
  "NumericNotEquals",
  "NumericLessThan",
  "NumericLessThanEquals",
  "NumericGreaterThan",
  "NumericGreaterThanEquals",
  "DateEquals",
  "DateNotEquals",
  "DateLessThan",
  "DateLessThanEquals",
  "DateGreaterThan",
  "DateGreaterThanEquals",
  "Bool",
  "BinaryEquals",
  "IpAddress",
  "NotIpAddress",
  "ArnEquals",
  "ArnLike",
  "ArnNotEquals",
  "ArnNotLike",
  "Null",
]);

/**
 * Checks the form of a statement's Condition: known operators over keys over values. `Null` has no `IfExists`.
 * @throws what `refuse` makes.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function checkConditionSyntax(statement: JsonObject, refuse: () => Error): void {
  const { Condition } = statement;
  if (Condition === undefined) {
    return;
  }
  if (!isObject(Condition)) {
    throw refuse();
  }
  for (const [operator, block] of Object.entries(Condition)) {
    const known = operators.has(plainOperator(operator)) && operator.replace(/^.*:/, "") !== "NullIfExists";
    if (!isObject(block) || !known || !Object.values(block).every(isConditionValue)) {
      throw refuse();
    }
  }
}

function plainOperator(operator: string): string {
  return operator.replace(/^(ForAnyValue|ForAllValues):/, "").replace(/IfExists$/, "");
}

function isConditionValue(value: JsonValue): boolean {
  return Array.isArray(value) ? value.every(isScalar) : isScalar(value);
}

function isScalar(value: JsonValue): boolean {
  return typeof value === "string" || typeof value === "boolean" || typeof value === "number";
}

/** Checks that every condition key names its vendor, as `aws:` or `iam:`. @throws IamError `MalformedPolicyDocument` */
export function checkConditionKeys(statement: JsonObject): void {
  for (const { key } of conditions(statement)) {
    if (!key.includes(":")) {
      throw noVendor();
    }
  }
}

/** Checks that the values of the date operators are dates or epoch seconds. @throws what `refuse` makes. */
export function checkDates(statement: JsonObject, refuse: () => Error): void {
  for (const { operator, values } of conditions(statement)) {
    if (plainOperator(operator).startsWith("Date") && !values.every(isDate)) {
      throw refuse();
    }
  }
}

function isDate(value: JsonValue): boolean {
  const text = String(value);
  // A policy variable stands for a value that only a request has.
  return /^\d{1,19}$/.test(text) || /^\$\{.*\}$/.test(text) || isIsoDate(text);
}

function isIsoDate(text: string): boolean {
  const form = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?)?)?$/i;
  return form.test(text) && !Number.isNaN(Date.parse(text));
}

/** Every key of every operator of a statement's Condition, once its form has been checked. */
export function conditions(
  statement: JsonObject,
): { readonly operator: string; readonly key: string; readonly values: readonly JsonValue[] }[] {
  return Object.entries(isObject(statement.Condition) ? statement.Condition : {}).flatMap(([operator, block]) =>
    Object.entries(isObject(block) ? block : {}).map(([key, value]) => ({
      operator,
      key,
      values: Array.isArray(value) ? value : [value],
    })),
  );
}

/** Checks that every action is `*` or has a vendor and one colon. @throws IamError `MalformedPolicyDocument` */
export function checkActionPrefixes(actions: readonly string[]): void {
  for (const action of actions) {
    const [vendor = "", ...rest] = action.split(":");
    if (rest.length > 1) {
      throw malformedPolicyDocument("Actions/Condition can contain only one colon.");
    }
    if (action !== "*" && rest.length === 0) {
      throw noVendor();
    }
    if (action !== "*" && !/^[a-zA-Z0-9.-]+$/.test(vendor)) {
      throw malformedPolicyDocument(`Vendor ${vendor} is not valid`);
    }
  }
}

function noVendor() {
  return malformedPolicyDocument("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
}
