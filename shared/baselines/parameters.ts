/** What one text of a parameter may be. */
export const TEXT_TYPES = ["string", "account-id", "arn", "bucket", "region"] as const;
type TextType = (typeof TEXT_TYPES)[number];

/** What a parameter's value may be: one text, or a list of texts of one type. */
export const PARAMETER_TYPES = [...TEXT_TYPES, "list"] as const;

/** A parameter's value. A list's texts are in the order given, none twice. */
export type ParameterValue = string | readonly string[];

/** Values by the names of their parameters. */
export type ParameterValues = ReadonlyMap<string, ParameterValue>;

interface CommonDeclaration {
  /** A regular expression for the whole text, or for each text of a list. */
  readonly pattern?: string;
  /** Whether `*` and `?` may stand in it: only for strings and ARNs. */
  readonly wildcard?: boolean;
  readonly description: string;
}

/** A parameter of one text. */
export interface TextDeclaration extends CommonDeclaration {
  readonly type: TextType;
  readonly default?: string;
}

/** A parameter of several texts, or of none. */
export interface ListDeclaration extends CommonDeclaration {
  readonly type: "list";
  readonly items: TextType;
  readonly default?: readonly string[];
}

/** A parameter as a baseline declares it. One without a default must be given by each account. */
export type ParameterDeclaration = TextDeclaration | ListDeclaration;

/** Parameters that every baseline has, and none may declare: the account's id and its partition. */
export const BUILT_IN_PARAMETERS: readonly string[] = ["account", "partition"];

interface TypeRule {
  readonly pattern: RegExp;
  readonly meaning: string;
  /** What holds instead where wildcards may stand in it; absent where they may not. */
  readonly withWildcards?: RegExp;
  /** Stands in for a value while a document's form is checked without an account; else the parameter's own name does. */
  readonly sample?: string;
}

const TYPE_RULES: Readonly<Record<TextType, TypeRule>> = {
  string: { pattern: /^.{1,512}$/, withWildcards: /^.{1,512}$/, meaning: "1 to 512 characters" },
  "account-id": { pattern: /^\d{12}$/, meaning: "an account id of twelve digits", sample: "000000000000" },
  arn: {
    pattern: /^arn:[a-z][a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(?:\d{12}|aws)?:.+$/,
    // IAM takes no wildcard for the partition or the service.
    withWildcards: /^arn:[a-z][a-z-]*:[a-z0-9-]+:[a-z0-9*?-]*:(?:[\d*?]{1,12}|aws)?:.+$/,
    meaning: "an ARN such as arn:aws:iam::111122223333:role/name",
    sample: "arn:aws:iam::000000000000:policy/example",
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
const FORBIDDEN_BESIDE_WILDCARDS = /["\\${}]/u;
const PRINTABLE = /^[\u0020-\u007e]*$/;

/** One thing wrong with a value; in a list, which of its texts it is about. */
export interface ValueFault {
  readonly index?: number;
  /** A predicate: "must be …". */
  readonly fault: string;
}

/**
 * Everything that is wrong with a parameter's value. A pattern that is no regular expression judges nothing here:
 * {@link checkPattern} reports it where it is declared.
 */
export function checkParameterValue(value: ParameterValue, declaration: ParameterDeclaration): readonly ValueFault[] {
  if (declaration.type !== "list") {
    if (typeof value !== "string") return [{ fault: "must be one value, not a list" }];
    const fault = checkText(value, declaration.type, declaration);
    return fault === undefined ? [] : [{ fault }];
  }
  if (typeof value === "string") return [{ fault: "must be a list, also where it has one value" }];
  const seen = new Set<string>();
  return value.flatMap((text, index): readonly ValueFault[] => {
    const fault = checkText(text, declaration.items, declaration);
    if (fault !== undefined) return [{ index, fault }];
    const again = seen.has(text);
    seen.add(text);
    return again ? [{ index, fault: "stands in its list twice; remove one" }] : [];
  });
}

function checkText(value: string, type: TextType, { wildcard, pattern }: CommonDeclaration): string | undefined {
  const rule = TYPE_RULES[type];
  const open = wildcard === true ? rule.withWildcards : undefined;
  const forbidden = (open === undefined ? FORBIDDEN : FORBIDDEN_BESIDE_WILDCARDS).exec(value);
  if (forbidden !== null) return `may not contain ${JSON.stringify(forbidden[0])}`;
  if (!PRINTABLE.test(value)) return "may hold printable ASCII characters only";
  if (!(open ?? rule.pattern).test(value)) return `must be ${rule.meaning}`;
  if (pattern === undefined || checkPattern(pattern) !== undefined) return undefined;
  return wholeValue(pattern).test(value) ? undefined : `must match the pattern ${pattern}`;
}

/** Whether a type's values may hold wildcards where their declaration says so. */
export function takesWildcards(type: TextType): boolean {
  return TYPE_RULES[type].withWildcards !== undefined;
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

/**
 * A value for each parameter, its default or a sample of its type, with which the form of texts can be checked before any
 * account gives its own. A list has one text at least, so that what stands for its texts is looked at.
 */
export function sampleValues(declarations: ReadonlyMap<string, ParameterDeclaration>): ParameterValues {
  const samples = [...declarations].map(([name, declaration]): [string, ParameterValue] => {
    if (declaration.type !== "list") {
      return [name, declaration.default ?? TYPE_RULES[declaration.type].sample ?? name];
    }
    const { default: fallback = [], items } = declaration;
    return [name, fallback.length > 0 ? fallback : [TYPE_RULES[items].sample ?? name]];
  });
  return new Map<string, ParameterValue>([["account", "000000000000"], ["partition", "aws"], ...samples]);
}
