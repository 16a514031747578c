import { notImplemented } from "../server/service-error.ts";
import { wildcard } from "../server/wildcard.ts";

/**
 * What is known of a request beside its action and resource: condition keys in lower case, each with its value, or with its values where a
 * request may have several. `undefined`: the request has none, as the lab knows.
 */
export type Context = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Whether a value is as a policy wants it. */
export type Test = (value: string, wanted: string) => boolean;

/** By `*` and `?`. */
export const like: Test = (value, wanted) => wildcard(wanted, { questionMark: true }).test(value);

/** Each of an ARN's six parts by itself: no wildcard reaches over a colon into the next. */
export const arnLike: Test = (value, wanted) => {
  const [parts, wantedParts] = [arnParts(value), arnParts(wanted)];
  return parts.length === wantedParts.length && wantedParts.every((part, index) => like(parts[index] ?? "", part));
};

interface Operator {
  readonly test: Test;
  readonly negated: boolean;
}

const instants =
  (compare: (value: number, wanted: number) => boolean): Test =>
  (value, wanted) =>
    compare(instant(value), instant(wanted));

const operator = (test: Test, negated = false): Operator => ({ test, negated });
const sameCase = (value: string): string => value.toLowerCase();

/**
 * The operators by their bare names; a negated one also holds where the key is missing.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 */
export const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: operator((value, wanted) => value === wanted),
  StringNotEquals: operator((value, wanted) => value === wanted, true),
  StringEqualsIgnoreCase: operator((value, wanted) => sameCase(value) === sameCase(wanted)),
  StringNotEqualsIgnoreCase: operator((value, wanted) => sameCase(value) === sameCase(wanted), true),
  StringLike: operator(like),
  StringNotLike: operator(like, true),
  ArnEquals: operator(arnLike),
  ArnLike: operator(arnLike),
  ArnNotEquals: operator(arnLike, true),
  ArnNotLike: operator(arnLike, true),
  DateEquals: operator(instants((value, wanted) => value === wanted)),
  DateNotEquals: operator(
    instants((value, wanted) => value === wanted),
    true,
  ),
  DateLessThan: operator(instants((value, wanted) => value < wanted)),
  DateLessThanEquals: operator(instants((value, wanted) => value <= wanted)),
  DateGreaterThan: operator(instants((value, wanted) => value > wanted)),
  DateGreaterThanEquals: operator(instants((value, wanted) => value >= wanted)),
  Bool: operator((value, wanted) => value === sameCase(wanted)),
};

/** An operator's name: `ForAllValues:StringLikeIfExists`. */
const NAME = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/;

/**
 * Whether every condition of a statement of an identity policy holds.
 * @param condition the statement's Condition element
 * @throws ServiceError `NotImplemented` for an operator, a key or a policy variable that the lab does not know
 */
export function conditionsHold(condition: unknown, context: Context): boolean {
  const blocks = Object.entries((condition ?? {}) as Readonly<Record<string, Readonly<Record<string, unknown>>>>);
  return blocks.every(([name, keys]) =>
    Object.entries(keys).every(([key, wanted]) => conditionHolds(name, key, [wanted].flat().map(String), context)),
  );
}

function conditionHolds(name: string, key: string, wanted: readonly string[], context: Context): boolean {
  const known = key.toLowerCase();
  if (!Object.hasOwn(context, known)) throw notImplemented(`the condition key ${key} in an identity policy`);
  if (wanted.some((text) => text.includes("${"))) throw notImplemented("policy variables in a role's policy");
  const values = context[known];
  if (name === "Null") return wanted.some((text) => (text.toLowerCase() === "true") === (values === undefined));
  const [, set, bare = "", ifExists] = NAME.exec(name) ?? [];
  const found = Object.hasOwn(OPERATORS, bare) ? OPERATORS[bare] : undefined;
  if (found === undefined) throw notImplemented(`the condition operator ${name} in an identity policy`);
  if (values === undefined) {
    return ifExists !== undefined || set === "ForAllValues" || (found.negated && set === undefined);
  }
  const matches = (value: string) => wanted.some((text) => found.test(value, text)) !== found.negated;
  if (set === "ForAllValues") return [values].flat().every(matches);
  if (set === "ForAnyValue") return [values].flat().some(matches);
  if (typeof values === "string") return matches(values);
  throw notImplemented(`${name} of ${key}, which may have several values`);
}

/** Milliseconds since 1970 of a date of ISO 8601, or of seconds since then. */
function instant(text: string): number {
  const at = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (Number.isNaN(at)) throw notImplemented(`the date ${text} in an identity policy`);
  return at;
}

/** Partition, service, region, account and the rest, in which colons are part of the name. */
function arnParts(arn: string): readonly string[] {
  const parts = arn.split(":");
  return [...parts.slice(0, 5), parts.slice(5).join(":")];
}
