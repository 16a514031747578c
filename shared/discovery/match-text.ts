import { checkParameterValue, type ParameterDeclaration } from "../baselines/parameters.ts";
import { placeholdersOf } from "../baselines/template.ts";

/** The parameters that a baseline declares. */
export type Declarations = ReadonlyMap<string, ParameterDeclaration>;

/** What each placeholder of a template stands for in a text. */
export type Bindings = ReadonlyMap<string, string>;

/**
 * Far above any name or ARN: a longer text is no instance of a template. The more placeholders stand side by side the more ways there
 * are to part a text among them, and so the shorter it may be.
 */
const LONGEST = 2048;
const LONGEST_OF_MANY = 256;
const MANY = 4;

/** What a value of each type is made of, as loosely as it can be told apart from what stands beside it. */
const SHAPES: Readonly<Record<string, string>> = {
  "account-id": "\\d{12}",
  bucket: "[a-z0-9.-]+?",
  region: "[a-z0-9-]+?",
};

const patterns = new WeakMap<Declarations, Map<string, RegExp>>();

/**
 * Solves a template against a live text: which values its placeholders must have so that it becomes the text. The placeholder of a
 * list stands for one of its values. Of several ways to read a text the first is taken.
 * @returns `undefined` where no permitted values make the text of it
 */
export function matchText(template: string, text: string, declarations: Declarations): Bindings | undefined {
  const placeholders = placeholdersOf(template);
  if (text.length > (placeholders.length < MANY ? LONGEST : LONGEST_OF_MANY)) return undefined;
  const match = patternOf(template, declarations).exec(text);
  if (match === null) return undefined;
  const bindings = new Map<string, string>();
  for (const [index, { name }] of placeholders.entries()) {
    const value = match[index + 1] ?? "";
    const known = bindings.get(name);
    if (known !== undefined && known !== value) return undefined;
    if (known === undefined && !isPermitted(value, declarations.get(name))) return undefined;
    bindings.set(name, value);
  }
  return bindings;
}

/** How many letters and digits a template has of its own: what of a text it decides. */
export function literalLength(template: string): number {
  return template.replaceAll(/\{\{[^{}]*\}\}/g, "").replaceAll(/[^\p{L}\p{N}]/gu, "").length;
}

function isPermitted(value: string, declaration: ParameterDeclaration | undefined): boolean {
  if (declaration === undefined) return false;
  return checkParameterValue(declaration.type === "list" ? [value] : value, declaration).length === 0;
}

function patternOf(template: string, declarations: Declarations): RegExp {
  const known = patterns.get(declarations) ?? new Map<string, RegExp>();
  patterns.set(declarations, known);
  const before = known.get(template);
  if (before !== undefined) return before;
  let source = "";
  let end = 0;
  for (const { name, offset } of placeholdersOf(template)) {
    source += `${RegExp.escape(template.slice(end, offset))}(${shapeOf(declarations.get(name))})`;
    end = offset + name.length + "{{}}".length;
  }
  const pattern = new RegExp(`^${source}${RegExp.escape(template.slice(end))}$`, "su");
  known.set(template, pattern);
  return pattern;
}

function shapeOf(declaration: ParameterDeclaration | undefined): string {
  if (declaration === undefined) return ".+?";
  return SHAPES[declaration.type === "list" ? declaration.items : declaration.type] ?? ".+?";
}
