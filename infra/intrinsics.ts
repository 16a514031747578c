import { refuse } from "./stack-refusal.ts";

/** What the names in a template stand for. */
export interface Names {
  /** What `Ref` gives: a parameter's value, or a resource's. @throws StackRefusal for a name that is unknown. */
  ref(name: string): unknown;
  /** What `Fn::GetAtt` gives. @throws StackRefusal for an attribute that is not known here. */
  attribute(id: string, attribute: string): string;
  condition(name: string): boolean;
}

/** The pseudo parameter that takes the property it stands in away. */
const NO_VALUE = "AWS::NoValue";

/** `${Name}`, `${Name.Attribute}`, and `${!Literal}`. */
const PLACEHOLDER = /\$\{(!?)([^}]+)\}/g;

/**
 * Fills in a template's value: every intrinsic function in it is replaced by what it gives.
 * @param where the resource, for messages
 * @throws StackRefusal for an intrinsic function that is not known here
 */
export function resolve(value: unknown, names: Names, where: string): unknown {
  if (Array.isArray(value)) return value.map((element) => resolve(element, names, where)).filter(isValue);
  if (typeof value !== "object" || value === null) return value;
  const [first, ...others] = Object.entries(value);
  if (first !== undefined && others.length === 0 && /^(Ref|Condition|Fn::\w+)$/.test(first[0]) && isIntrinsic(first)) {
    return intrinsic(first[0], first[1], names, where);
  }
  const resolved = Object.entries(value).map(([key, member]) => [key, resolve(member, names, where)] as const);
  return Object.fromEntries(resolved.filter(([, member]) => isValue(member)));
}

/** A policy's `Condition` element is a map; the function `Condition` names a condition. */
function isIntrinsic([name, operand]: readonly [string, unknown]): boolean {
  return name !== "Condition" || typeof operand === "string";
}

/** The logical ids and parameters that a value refers to. */
export function references(value: unknown): ReadonlySet<string> {
  if (typeof value !== "object" || value === null) return new Set();
  return new Set(Object.entries(value).flatMap(([key, member]) => [...named(key, member), ...references(member)]));
}

/** The names that one member of an object refers to, if it is an intrinsic function. */
function named(key: string, operand: unknown): readonly string[] {
  if (key === "Ref" && typeof operand === "string") return [operand];
  if (key === "Fn::GetAtt" && Array.isArray(operand)) return [String(operand[0])];
  if (key !== "Fn::Sub") return [];
  const [text] = Array.isArray(operand) ? operand : [operand];
  const placeholders = [...String(text).matchAll(PLACEHOLDER)].filter(([, literal]) => literal === "");
  return placeholders.map(([, , name = ""]) => name.split(".")[0] ?? name);
}

function isValue(value: unknown): boolean {
  return value !== undefined;
}

function intrinsic(name: string, operand: unknown, names: Names, where: string): unknown {
  const inner = (value: unknown): unknown => resolve(value, names, where);
  const list = (): readonly unknown[] => {
    if (Array.isArray(operand)) return operand;
    throw refuse(where, `${name} takes a list.`);
  };
  switch (name) {
    case "Ref":
      return operand === NO_VALUE ? undefined : names.ref(String(operand));
    case "Condition":
      return names.condition(String(operand));
    case "Fn::GetAtt": {
      const [id, attribute] = list();
      return names.attribute(String(id), String(inner(attribute)));
    }
    case "Fn::Sub":
      return substitute(operand, names, where);
    case "Fn::Join": {
      const [separator, parts] = list();
      return (inner(parts) as readonly unknown[]).join(String(separator));
    }
    case "Fn::Split": {
      const [separator, text] = list();
      return String(inner(text)).split(String(separator));
    }
    case "Fn::If": {
      const [condition, then, otherwise] = list();
      return inner(names.condition(String(condition)) ? then : otherwise);
    }
    case "Fn::Equals": {
      const [one, other] = list().map(inner);
      return String(one) === String(other);
    }
    case "Fn::Not":
      return list().map(inner)[0] !== true;
    case "Fn::And":
      return list().every((part) => inner(part) === true);
    case "Fn::Or":
      return list().some((part) => inner(part) === true);
    default:
      throw refuse(where, `The intrinsic function ${name} is not known here.`);
  }
}

function substitute(operand: unknown, names: Names, where: string): string {
  const [text, given = {}] = Array.isArray(operand) ? operand : [operand];
  const variables = resolve(given, names, where) as Readonly<Record<string, unknown>>;
  return String(text).replaceAll(PLACEHOLDER, (_, literal: string, name: string) => {
    if (literal === "!") return `\${${name}}`;
    if (Object.hasOwn(variables, name)) return String(variables[name]);
    const dot = name.indexOf(".");
    return String(dot < 0 ? names.ref(name) : names.attribute(name.slice(0, dot), name.slice(dot + 1)));
  });
}
