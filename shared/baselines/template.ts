import type { ParameterValues } from "./parameters.ts";

/** A place in a text that a parameter fills: `{{name}}`. IAM's own `${…}` is left alone. */
export interface Placeholder {
  readonly name: string;
  /** Where its `{{` begins. */
  readonly offset: number;
}

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;

/** Every placeholder of a text, in order. */
export function placeholdersOf(text: string): readonly Placeholder[] {
  return [...text.matchAll(PLACEHOLDER)].map((match) => ({ name: match[1] ?? "", offset: match.index }));
}

/** Where a `{{` begins that is no placeholder; `undefined` where there is none. */
export function strayBraces(text: string): number | undefined {
  const offset = text.replace(PLACEHOLDER, (placeholder) => "_".repeat(placeholder.length)).indexOf("{{");
  return offset === -1 ? undefined : offset;
}

/** Every list that a text names, once for each time it does; a text that stands for several texts names one. */
export function listsIn(template: string, values: ParameterValues): readonly string[] {
  return placeholdersOf(template).flatMap(({ name }) => (typeof values.get(name) === "object" ? [name] : []));
}

/**
 * Fills in every placeholder that has one text for its value; any other stays as it stands. Values are put in as they are:
 * they were held to `checkParameterValue`, so they need no escaping inside a JSON string.
 */
export function fillIn(template: string, values: ParameterValues): string {
  return template.replace(PLACEHOLDER, (placeholder, name: string) => {
    const value = values.get(name);
    return typeof value === "string" ? value : placeholder;
  });
}

/**
 * The texts that an element of a list stands for: with the placeholder of a list parameter in it, one for each of the list's
 * values, in their order; otherwise one.
 */
export function fillInEach(template: string, values: ParameterValues): readonly string[] {
  const [list] = listsIn(template, values);
  const each = list === undefined ? undefined : values.get(list);
  if (list === undefined || typeof each !== "object") return [fillIn(template, values)];
  return each.map((value) => fillIn(template, new Map([...values, [list, value]])));
}
