/** A place in a text that a parameter fills: `{{name}}`. IAM's own `${…}` is left alone. */
export interface Placeholder {
  readonly name: string;
  /** Where its `{{` begins. */
  readonly offset: number;
  /** With its braces. */
  readonly length: number;
}

const PLACEHOLDER = /\{\{([^{}]*)\}\}/g;

/** Every placeholder of a text, in order. */
export function placeholdersOf(text: string): readonly Placeholder[] {
  return [...text.matchAll(PLACEHOLDER)].map((match) => ({
    name: match[1] ?? "",
    offset: match.index,
    length: match[0].length,
  }));
}

/** Where a `{{` begins that is no placeholder; `undefined` where there is none. */
export function strayBraces(text: string): number | undefined {
  const offset = text.replace(PLACEHOLDER, (placeholder) => "_".repeat(placeholder.length)).indexOf("{{");
  return offset === -1 ? undefined : offset;
}

/** A text with its placeholders filled in. */
export interface FilledText {
  readonly text: string;
  /** The offset in the template that an offset in the filled text came from. */
  readonly origin: (offset: number) => number;
}

/**
 * Fills in every placeholder that has a value; one without a value stays as it stands. Values are put in as they are: they
 * were held to `checkParameterValue`, so they need no escaping inside a JSON string.
 */
export function fillIn(template: string, values: ReadonlyMap<string, string>): FilledText {
  const parts: { readonly text: string; readonly from: number; readonly literal: boolean }[] = [];
  let end = 0;
  for (const { name, offset, length } of placeholdersOf(template)) {
    parts.push({ text: template.slice(end, offset), from: end, literal: true });
    parts.push({ text: values.get(name) ?? template.slice(offset, offset + length), from: offset, literal: false });
    end = offset + length;
  }
  parts.push({ text: template.slice(end), from: end, literal: true });
  return { text: parts.map(({ text }) => text).join(""), origin: (offset) => originOf(parts, offset) };
}

function originOf(
  parts: readonly { readonly text: string; readonly from: number; readonly literal: boolean }[],
  offset: number,
): number {
  let passed = 0;
  for (const { text, from, literal } of parts) {
    if (offset < passed + text.length) return literal ? from + offset - passed : from;
    passed += text.length;
  }
  const last = parts.at(-1);
  return last === undefined ? 0 : last.from + last.text.length;
}
