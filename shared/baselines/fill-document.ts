import { LONGEST } from "../policy/parse-policy.ts";
import { type JsonNode, readJson } from "../policy/read-json.ts";
import type { ParameterValues } from "./parameters.ts";
import { fillInEach, listsIn, placeholdersOf } from "./template.ts";

/** One thing wrong with a document as a template. `offset` counts UTF-16 units from the start of its text. */
export interface TemplateFault {
  readonly offset: number;
  readonly message: string;
}

/** A document filled in, or everything that is wrong with its template. */
export type FilledDocument =
  | {
      readonly status: "filled";
      /** JSON without layout. */
      readonly text: string;
      /** The offset in the template of what stands at an offset in `text`. */
      readonly origin: (offset: number) => number;
    }
  | { readonly status: "invalid"; readonly faults: readonly TemplateFault[] };

/** A piece of the filled text, and where in the template it begins. */
interface Piece {
  readonly text: string;
  readonly from: number;
}

interface Filling {
  readonly template: string;
  readonly values: ParameterValues;
  readonly faults: TemplateFault[];
}

/**
 * Fills a document in. A template is JSON, and its placeholders stand inside strings that are values, so that no value can
 * become anything but text. The placeholder of a list makes its string stand for one string for each of the list's
 * values: among the elements of an array they take its place, and as the value of a member they become an array. A
 * placeholder without a value stays as it stands.
 */
export function fillDocument(template: string, values: ParameterValues): FilledDocument {
  const reading = readJson(template, { length: LONGEST, depth: 16 });
  if (reading.status === "malformed") {
    const { offset, message } = reading;
    return { status: "invalid", faults: [unquoted(template, offset) ?? { offset, message }] };
  }
  const faults: TemplateFault[] = [];
  const pieces = write(reading.node, { template, values, faults });
  if (faults.length > 0) return { status: "invalid", faults };
  return {
    status: "filled",
    text: pieces.map(({ text }) => text).join(""),
    origin: (offset) => originOf(pieces, offset),
  };
}

function unquoted(template: string, offset: number): TemplateFault | undefined {
  const placeholder = placeholdersOf(template).find((each) => each.offset <= offset && offset <= each.offset + 1);
  if (placeholder === undefined) return undefined;
  const { name } = placeholder;
  return { offset: placeholder.offset, message: `{{${name}}} stands outside a string; write "{{${name}}}".` };
}

function write(node: JsonNode, filling: Filling): readonly Piece[] {
  const from = node.offset;
  switch (node.type) {
    case "object": {
      const members = node.members.map((member) => [
        { text: JSON.stringify(writeName(member.key, member.offset, filling)), from: member.offset },
        { text: ":", from: member.offset },
        ...write(member.value, filling),
      ]);
      return [{ text: "{", from }, ...separated(members, from), { text: "}", from }];
    }
    case "array": {
      const items = node.items.flatMap((item): readonly (readonly Piece[])[] =>
        item.type === "string" ? writeStrings(item.offset, filling).map((piece) => [piece]) : [write(item, filling)],
      );
      if (items.length === 0 && node.items.length > 0) filling.faults.push(emptied(from));
      return [{ text: "[", from }, ...separated(items, from), { text: "]", from }];
    }
    case "string": {
      const raw = rawString(filling.template, from);
      const strings = writeStrings(from, filling);
      if (listsIn(raw, filling.values).length === 0) return strings;
      if (strings.length === 0) filling.faults.push(emptied(from));
      return [
        { text: "[", from },
        ...separated(
          strings.map((piece) => [piece]),
          from,
        ),
        { text: "]", from },
      ];
    }
    case "number":
      return [{ text: node.value, from }];
    case "boolean":
      return [{ text: String(node.value), from }];
    case "null":
      return [{ text: "null", from }];
  }
}

function emptied(offset: number): TemplateFault {
  return { offset, message: "The lists here are empty and leave no value; give at least one." };
}

/** Names decide what a document says, so no account may choose them. */
function writeName(name: string, offset: number, { template, faults }: Filling): string {
  const [placeholder] = placeholdersOf(rawString(template, offset));
  if (placeholder !== undefined) {
    const message = `{{${placeholder.name}}} may not stand in a member's name; write the name out.`;
    faults.push({ offset: offset + placeholder.offset, message });
  }
  return name;
}

/** The strings that one string of the template stands for. */
function writeStrings(offset: number, { template, values, faults }: Filling): readonly Piece[] {
  const raw = rawString(template, offset);
  const lists = listsIn(raw, values);
  if (lists.length > 1) {
    const message = `Two lists stand in this string, {{${lists.join("}} and {{")}}}; give each a string of its own.`;
    faults.push({ offset, message });
    return [{ text: raw, from: offset }];
  }
  // Written anew, so that one string is always spelt in one way.
  return fillInEach(raw, values).map((text) => ({ text: JSON.stringify(JSON.parse(text)), from: offset }));
}

const STRING = /"(?:[^"\\]|\\.)*"/y;

/** A string as it is written, with its quotes; an escape cannot make a placeholder. */
function rawString(template: string, offset: number): string {
  STRING.lastIndex = offset;
  return STRING.exec(template)?.[0] ?? "";
}

function separated(groups: readonly (readonly Piece[])[], from: number): readonly Piece[] {
  return groups.flatMap((group, index) => (index === 0 ? group : [{ text: ",", from }, ...group]));
}

function originOf(pieces: readonly Piece[], offset: number): number {
  let passed = 0;
  for (const { text, from } of pieces) {
    if (offset < passed + text.length) return from;
    passed += text.length;
  }
  return pieces.at(-1)?.from ?? 0;
}
