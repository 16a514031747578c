import type { Tag } from "./account.ts";
import { IamError, notImplemented, validationError } from "./errors.ts";

interface Common {
  readonly required?: boolean;
  /** Left out of the CloudTrail record, as a password is. */
  readonly secret?: boolean;
}

/** A string parameter with the limits of the API reference. */
export interface StringParameter extends Common {
  readonly type: "string";
  readonly minimum?: number;
  readonly maximum?: number;
  readonly oneOf?: readonly string[];
  /** What the value must match, and IAM's sentence when it does not. */
  readonly pattern?: { readonly expression: RegExp; readonly message: string };
}

/** A whole number. */
export interface IntegerParameter extends Common {
  readonly type: "integer";
  readonly minimum?: number;
  readonly maximum?: number;
}

/** `true` or `false`. */
export interface BooleanParameter extends Common {
  readonly type: "boolean";
}

/** A list of strings: `TagKeys.member.1=…`. */
export interface StringsParameter extends Common {
  readonly type: "strings";
}

/** A list of tags: `Tags.member.1.Key=…&Tags.member.1.Value=…`. */
export interface TagsParameter extends Common {
  readonly type: "tags";
}

/** What an operation declares of one parameter. */
export type Parameter = StringParameter | IntegerParameter | BooleanParameter | StringsParameter | TagsParameter;

/** An operation's parameters by their IAM name. */
export type ParameterTable = Readonly<Record<string, Parameter>>;

type Value<P extends Parameter> = P extends { type: "integer" }
  ? number
  : P extends { type: "boolean" }
    ? boolean
    : P extends { type: "strings" }
      ? readonly string[]
      : P extends { type: "tags" }
        ? readonly Tag[]
        : string;

/** The typed values of a table of parameters: those not required may be undefined. */
export type Values<T extends ParameterTable> = {
  readonly [K in keyof T]: T[K] extends { required: true } ? Value<T[K]> : Value<T[K]> | undefined;
};

/** The values as they come out of the parser, before an operation's table gives them their types. */
export type ParameterValue = string | number | boolean | readonly string[] | readonly Tag[] | undefined;

/** Every declared parameter's value, by name. */
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

type Form = Readonly<Record<string, string>>;

/**
 * Reads the form parameters of a request. A parameter that the operation does not declare is refused with
 * NotImplemented, since ignoring it would answer another question than the one asked.
 * @throws IamError `ValidationError` with every violated constraint, or `NotImplemented`.
 */
export function readParameters(action: string, table: ParameterTable, form: Form): ParameterValues {
  for (const name of Object.keys(form)) {
    const base = name.split(".")[0] ?? name;
    if (base !== "Action" && base !== "Version" && !Object.hasOwn(table, base)) {
      throw notImplemented(`The lab's ${action} does not know the parameter ${name}.`);
    }
  }
  const problems: string[] = [];
  const values: Record<string, ParameterValue> = {};
  for (const [name, parameter] of Object.entries(table)) {
    values[name] = readOne(name, parameter, form, problems);
  }
  if (problems.length > 0) {
    const count = problems.length === 1 ? "1 validation error" : `${problems.length} validation errors`;
    throw validationError(`${count} detected: ${problems.join("; ")}`);
  }
  for (const [name, parameter] of Object.entries(table)) {
    checkPattern(parameter, values[name]);
  }
  return values;
}

function readOne(name: string, parameter: Parameter, form: Form, problems: string[]): ParameterValue {
  const value = parse(name, parameter, form);
  const at = member(name);
  if (value === undefined) {
    if (parameter.required === true) {
      problems.push(`Value null at '${at}' failed to satisfy constraint: Member must not be null`);
    }
    return undefined;
  }
  problems.push(
    ...constraints(parameter, value).map((text) => {
      const shown = parameter.secret === true ? "Value" : `Value '${String(value)}'`;
      return `${shown} at '${at}' failed to satisfy constraint: ${text}`;
    }),
  );
  return value;
}

/** The name of a member as IAM's messages and CloudTrail spell it: the first letter in lower case. */
export function member(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function parse(name: string, parameter: Parameter, form: Form): ParameterValue {
  switch (parameter.type) {
    case "strings":
      return listed(name, form)?.map((prefix) => form[prefix] ?? "");
    case "tags":
      return listed(name, form)?.map((prefix) => tag(prefix, form));
    case "integer":
      return form[name] === undefined ? undefined : integer(form[name]);
    case "boolean":
      return form[name] === undefined ? undefined : boolean(form[name]);
    case "string":
      return form[name];
    default:
      return parameter satisfies never;
  }
}

/** The prefixes `Name.member.1`, `Name.member.2` …; an empty list is sent as `Name=`. */
function listed(name: string, form: Form): string[] | undefined {
  const indexes = new Set<number>();
  for (const key of Object.keys(form)) {
    const index = key.startsWith(`${name}.member.`) ? Number(key.slice(name.length + 8).split(".")[0]) : Number.NaN;
    if (Number.isInteger(index)) {
      indexes.add(index);
    }
  }
  if (indexes.size === 0) {
    return form[name] === undefined ? undefined : [];
  }
  return [...indexes].sort((a, b) => a - b).map((index) => `${name}.member.${index}`);
}

function tag(prefix: string, form: Form): Tag {
  const key = form[`${prefix}.Key`];
  const value = form[`${prefix}.Value`];
  if (key === undefined || value === undefined) {
    const missing = key === undefined ? "key" : "value";
    const at = member(prefix).concat(".", missing);
    throw validationError(
      `1 validation error detected: Value null at '${at}' failed to satisfy constraint: Member must not be null`,
    );
  }
  return { Key: key, Value: value };
}

function integer(text: string): number {
  if (!/^-?\d+$/.test(text)) {
    throw malformedInput();
  }
  return Number(text);
}

function boolean(text: string): boolean {
  if (text !== "true" && text !== "false") {
    throw malformedInput();
  }
  return text === "true";
}

/** IAM's answer to a value of the wrong type, which it cannot read at all. */
function malformedInput(): IamError {
  return new IamError("MalformedInput", 400, "Could not parse request body.");
}

function constraints(parameter: Parameter, value: NonNullable<ParameterValue>): string[] {
  if (parameter.type === "integer" && typeof value === "number") {
    return withinLimits("value", value, parameter);
  }
  if (parameter.type === "string" && typeof value === "string") {
    const allowed = parameter.oneOf?.includes(value) ?? true;
    return [
      ...withinLimits("length", value.length, parameter),
      ...(allowed ? [] : [`Member must satisfy enum value set: [${parameter.oneOf?.join(", ")}]`]),
    ];
  }
  return [];
}

function withinLimits(of: "value" | "length", size: number, limits: { minimum?: number; maximum?: number }): string[] {
  const { minimum = size, maximum = size } = limits;
  return [
    ...(size > maximum ? [`Member must have ${of} less than or equal to ${maximum}`] : []),
    ...(size < minimum ? [`Member must have ${of} greater than or equal to ${minimum}`] : []),
  ];
}

function checkPattern(parameter: Parameter, value: ParameterValue): void {
  if (parameter.type === "string" && typeof value === "string" && parameter.pattern !== undefined) {
    if (!parameter.pattern.expression.test(value)) {
      throw validationError(parameter.pattern.message);
    }
  }
}
