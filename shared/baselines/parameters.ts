/** What a parameter's value may be. */
export const PARAMETER_TYPES = ["string", "account-id", "arn", "bucket", "region"] as const;
type ParameterType = (typeof PARAMETER_TYPES)[number];

/** A parameter as a baseline declares it. One without a default must be given by each account. */
export interface ParameterDeclaration {
  readonly type: ParameterType;
  readonly default?: string;
  /** A regular expression for the whole value. */
  readonly pattern?: string;
  readonly description: string;
}

/** Parameters that every baseline has, and none may declare: the account's id and its partition. */
export const BUILT_IN_PARAMETERS: readonly string[] = ["account", "partition"];

interface TypeRule {
  readonly pattern: RegExp;
  readonly meaning: string;
  /** Stands in for a value while a document's form is checked without an account; else the parameter's own name does. */
  readonly sample?: string;
}

const TYPE_RULES: Readonly<Record<ParameterType, TypeRule>> = {
  string: { pattern: /^.{1,512}$/, meaning: "1 to 512 characters" },
  "account-id": { pattern: /^\d{12}$/, meaning: "an account id of twelve digits", sample: "000000000000" },
  arn: {
    pattern: /^arn:[a-z][a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(?:\d{12}|aws)?:.+$/,
    meaning: "an ARN such as arn:aws:iam::111122223333:role/name",
    sample: "arn:aws:iam::000000000000:role/example",
  },
  bucket: {
    pattern: /^(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    meaning: "a bucket's name of 3 to 63 lower-case letters, digits, dots and hyphens",
    sample: "example-bucket",
  },
  region: { pattern: /^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/, meaning: "a Region such as eu-west-1", sample: "us-east-1" },
};

/**
 * What no value may hold, because it would leave its JSON string, become a wildcard, or make a policy variable or another
 * placeholder: also in parts that only come together once two values stand side by side.
 */
const FORBIDDEN = /[*?"\\${}]/u;
const PRINTABLE = /^[\u0020-\u007e]*$/;

/**
 * Says what is wrong with a parameter's value, as a predicate ("must be …"); `undefined` where nothing is.
 * A pattern that is no regular expression judges nothing here: `checkPattern` reports it where it is declared.
 */
export function checkParameterValue(value: string, declaration: ParameterDeclaration): string | undefined {
  const forbidden = FORBIDDEN.exec(value);
  if (forbidden !== null) return `may not contain ${JSON.stringify(forbidden[0])}`;
  if (!PRINTABLE.test(value)) return "may hold printable ASCII characters only";
  const rule = TYPE_RULES[declaration.type];
  if (!rule.pattern.test(value)) return `must be ${rule.meaning}`;
  const { pattern } = declaration;
  if (pattern === undefined || checkPattern(pattern) !== undefined) return undefined;
  return wholeValue(pattern).test(value) ? undefined : `must match the pattern ${pattern}`;
}

/** Says why a declared pattern is not a regular expression; `undefined` where it is one. */
export function checkPattern(pattern: string): string | undefined {
  try {
    wholeValue(pattern);
    return undefined;
  } catch (fault) {
    if (fault instanceof SyntaxError) return fault.message;
    throw fault;
  }
}

function wholeValue(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, "u");
}

/** A value for each parameter, its default or a sample of its type, with which a document's form can be checked. */
export function sampleValues(declarations: ReadonlyMap<string, ParameterDeclaration>): ReadonlyMap<string, string> {
  const samples = [...declarations].map(([name, declaration]): [string, string] => [
    name,
    declaration.default ?? TYPE_RULES[declaration.type].sample ?? name,
  ]);
  return new Map([["account", "000000000000"], ["partition", "aws"], ...samples]);
}
