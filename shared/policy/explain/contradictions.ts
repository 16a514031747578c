import { lowerAscii } from "../lower-ascii.ts";
import type { ConditionTest, Statement } from "../policy.ts";

/** A key that names an account, and the key whose ARN lies in that same account. */
const ACCOUNTS: readonly (readonly [account: string, arn: string])[] = [
  ["aws:principalaccount", "aws:principalarn"],
  ["aws:sourceaccount", "aws:sourcearn"],
];

/** Operators that are met only by a request that has the key, with one of the values. */
const TEXT_OPERATORS: readonly string[] = ["StringEquals", "StringLike", "ArnEquals", "ArnLike"];

/**
 * Whether a statement's conditions cannot all hold for any request that AWS makes: an account that is not the ARN's, a caller without
 * MFA who used it a while ago. `false` is no promise.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export function contradictsItself(statement: Statement): boolean {
  const { conditions } = statement;
  return (
    ACCOUNTS.some(([account, arn]) => apart(valuesOf(conditions, account), accountsOf(valuesOf(conditions, arn)))) ||
    apart(valuesOf(conditions, "aws:resourceaccount"), accountsOf(resourcesOf(statement))) ||
    agesWithoutMfa(conditions)
  );
}

/** The values one of which the key surely has; `undefined` where that cannot be said. */
function valuesOf(conditions: readonly ConditionTest[], key: string): readonly string[] | undefined {
  return conditions.find((test) => lowerAscii(test.key) === key && TEXT_OPERATORS.includes(test.operator))?.values;
}

function resourcesOf({ resources }: Statement): readonly string[] | undefined {
  return resources === undefined || resources.not ? undefined : resources.patterns;
}

/** The account each ARN lies in; `undefined` where one of them leaves it open. */
function accountsOf(arns: readonly string[] | undefined): readonly string[] | undefined {
  const accounts = arns?.map((arn) => /^arn:[^:*?$]*:[^:*?$]*:[^:*?$]*:(\d{12}):/.exec(arn)?.[1]);
  return accounts?.every((account) => account !== undefined) ? accounts : undefined;
}

function apart(accounts: readonly string[] | undefined, others: readonly string[] | undefined): boolean {
  if (accounts === undefined || others === undefined || accounts.length === 0 || others.length === 0) return false;
  if (!accounts.every((account) => /^\d{12}$/.test(account))) return false;
  return accounts.every((account) => !others.includes(account));
}

/** The age of an MFA is there only when the caller used it. */
function agesWithoutMfa(conditions: readonly ConditionTest[]): boolean {
  const without = conditions.some(({ operator, key, values }) => {
    return (
      operator === "Bool" &&
      lowerAscii(key) === "aws:multifactorauthpresent" &&
      values.every((value) => value === "false")
    );
  });
  const aged = conditions.some(({ operator, key }) => {
    return (
      /^Numeric(?!NotEquals)\w*$/.test(operator) &&
      !operator.endsWith("IfExists") &&
      lowerAscii(key) === "aws:multifactorauthage"
    );
  });
  return without && aged;
}
