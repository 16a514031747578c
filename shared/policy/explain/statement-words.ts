import { lowerAscii } from "../lower-ascii.ts";
import type { ConditionTest, PatternList, Principal, Statement } from "../policy.ts";
import type { Explanation } from "./difference-sides.ts";
import { inWords, quote } from "./words.ts";

type Spelling = Pick<Explanation, "table" | "spellings">;

/** An action's name as AWS spells it, or a pattern of names as the policies do. */
export function quoteAction(pattern: string, { table, spellings }: Spelling): string {
  return quote(table.find(pattern)?.name ?? spellings.get(lowerAscii(pattern)) ?? pattern);
}

/** A condition key as the policies spell it. */
export function quoteKey(key: string, { spellings }: Pick<Spelling, "spellings">): string {
  return quote(spellings.get(lowerAscii(key)) ?? key);
}

/** `` `s3:GetObject` and `s3:PutObject` ``, `` everything but `iam:*` ``. */
export function actionWords({ not, patterns }: PatternList, spelling: Spelling): string {
  const names = inWords(patterns.map((pattern) => quoteAction(pattern, spelling)));
  return not ? `everything but ${names}` : names;
}

/** `` on `*` ``, `` for `ivs.amazonaws.com` ``: the resources or principals of a statement. */
export function targetWords({ resources, principals }: Statement): string {
  if (principals !== undefined) return ` for ${inWords(principals.principals.map(principalWords))}`;
  if (resources === undefined) return "";
  const names = inWords(resources.patterns.map(quote));
  return ` on ${resources.not ? `everything but ${names}` : names}`;
}

/** A principal, with what its form means where that is easily missed. */
export function principalWords({ type, value }: Principal): string {
  if (value === "*") return type === "Service" ? "every service (`*`)" : "anyone (`*`)";
  if (type === "CanonicalUser") return `the canonical user ${quote(value)}`;
  if (type === "AWS" && /^arn:[^:]*:iam::\d{12}:root$/.test(value)) return `${quote(value)} (the whole account)`;
  if (type === "AWS" && /^A(?:ROA|IDA)[A-Z0-9]+$/.test(value))
    return `${quote(value)} (the id of a deleted role or user)`;
  return quote(value);
}

/** `` under conditions on `a` and `b` ``; empty where there are none. */
export function underConditions(conditions: readonly ConditionTest[], spelling: Spelling): string {
  const keys = keyWords(conditions, spelling);
  if (keys.length === 0) return "";
  return ` under ${keys.length === 1 ? "a condition" : "conditions"} on ${inWords(keys)}`;
}

/** `` without the conditions `a` and `b` ``; empty where there are none. */
export function withoutTheConditions(conditions: readonly ConditionTest[], spelling: Spelling): string {
  const keys = keyWords(conditions, spelling);
  if (keys.length === 0) return "";
  return ` without the ${keys.length === 1 ? "condition" : "conditions"} ${inWords(keys)}`;
}

function keyWords(conditions: readonly ConditionTest[], spelling: Spelling): readonly string[] {
  return [...new Set(conditions.map(({ key }) => quoteKey(key, spelling)))];
}
