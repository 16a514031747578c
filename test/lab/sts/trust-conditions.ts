import { arnLike, like, type Test } from "../access/conditions.ts";
import type { Caller } from "../iam/caller.ts";
import type { JsonValue } from "../iam/strict-json.ts";

/** Whether something holds, where the lab can tell. */
export type Verdict = "yes" | "no" | "unknown";

/** One key of one operator of a statement's Condition. */
interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly JsonValue[];
}

/**
 * The operators, by the keys that they are understood on.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
const STRINGS: Readonly<Record<string, Test>> = { StringEquals: (value, wanted) => value === wanted, StringLike: like };
const ARNS: Readonly<Record<string, Test>> = { ...STRINGS, ArnEquals: arnLike, ArnLike: arnLike };

/** Whether a condition holds of who asks to assume a role. Any other than these, and one with a policy variable, is unknown. */
export function holds(
  { operator, key, values }: Condition,
  { caller, externalId }: { readonly caller: Caller; readonly externalId: string | undefined },
): Verdict {
  const texts = values.map(String);
  if (texts.some((text) => text.includes("${"))) return "unknown";
  switch (key.toLowerCase()) {
    case "sts:externalid":
      return verdict(STRINGS, operator, externalId, texts);
    case "aws:principalarn":
      return verdict(ARNS, operator, principalArn(caller), texts);
    default:
      return "unknown";
  }
}

/** `aws:PrincipalArn`: a user's ARN, and of a role's session the role's. */
export function principalArn(caller: Caller): string {
  return caller.type === "AssumedRole" ? caller.role.arn : caller.arn;
}

/** A key that the request does not have holds under none of these operators. */
function verdict(
  operators: Readonly<Record<string, Test>>,
  operator: string,
  value: string | undefined,
  wanted: readonly string[],
): Verdict {
  const test = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (test === undefined) return "unknown";
  return value !== undefined && wanted.some((text) => test(value, text)) ? "yes" : "no";
}
