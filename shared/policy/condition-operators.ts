/** What an operator compares, without its sign, order and spelling. */
export type OperatorFamily =
  | "string"
  | "string-ignore-case"
  | "string-like"
  | "numeric"
  | "date"
  | "bool"
  | "binary"
  | "ip"
  | "arn"
  | "null";

/** How a numeric or date operator orders the request's value (left) and the policy's (right). */
export type Relation = "=" | "<" | "<=" | ">" | ">=";

/** An operator's meaning without its quantifier and `IfExists`. */
export interface BaseOperator {
  /** IAM's spelling: `StringNotEquals`. */
  readonly name: string;
  readonly family: OperatorFamily;
  readonly relation: Relation;
  /** A negated operator is true where none of its values match; also where the key is missing. */
  readonly negated: boolean;
}

/** `ForAllValues:StringLikeIfExists`, taken apart. */
export interface ConditionOperator {
  readonly quantifier?: "ForAllValues" | "ForAnyValue";
  readonly base: BaseOperator;
  readonly ifExists: boolean;
}

const FAMILIES: readonly (readonly [OperatorFamily, string, readonly string[]])[] = [
  ["string", "String", ["Equals", "NotEquals"]],
  ["string-ignore-case", "String", ["EqualsIgnoreCase", "NotEqualsIgnoreCase"]],
  ["string-like", "String", ["Like", "NotLike"]],
  ["numeric", "Numeric", ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"]],
  ["date", "Date", ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"]],
  ["bool", "Bool", [""]],
  ["binary", "Binary", ["Equals"]],
  ["ip", "", ["IpAddress", "NotIpAddress"]],
  ["arn", "Arn", ["Equals", "NotEquals", "Like", "NotLike"]],
  ["null", "Null", [""]],
];

const RELATIONS: Readonly<Record<string, Relation>> = {
  LessThan: "<",
  LessThanEquals: "<=",
  GreaterThan: ">",
  GreaterThanEquals: ">=",
};

const BASE_OPERATORS: ReadonlyMap<string, BaseOperator> = new Map(
  FAMILIES.flatMap(([family, prefix, endings]) =>
    endings.map((ending): [string, BaseOperator] => {
      const name = prefix + ending;
      return [name, { name, family, relation: RELATIONS[ending] ?? "=", negated: ending.startsWith("Not") }];
    }),
  ),
);

const WRITTEN = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/;

/**
 * Takes an operator's name apart; `undefined` where IAM has no such operator (`NullIfExists` among them).
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export function parseOperator(name: string): ConditionOperator | undefined {
  const match = WRITTEN.exec(name);
  const base = BASE_OPERATORS.get(match?.[2] ?? "");
  if (match === null || base === undefined) return undefined;
  const ifExists = match[3] !== undefined;
  if (ifExists && base.family === "null") return undefined;
  const quantifier = match[1] as "ForAllValues" | "ForAnyValue" | undefined;
  return quantifier === undefined ? { base, ifExists } : { quantifier, base, ifExists };
}

/** Writes what {@link parseOperator} reads. */
export function formatOperator({ quantifier, base, ifExists }: ConditionOperator): string {
  return `${quantifier === undefined ? "" : `${quantifier}:`}${base.name}${ifExists ? "IfExists" : ""}`;
}
