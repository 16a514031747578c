import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, stringify } from "yaml";
import { refuse } from "./stack-refusal.ts";

/** A value of a template: JSON, in which intrinsic functions have their long form (`{"Fn::Sub": …}`). */
export type TemplateValue =
  | string
  | number
  | boolean
  | null
  | readonly TemplateValue[]
  | { readonly [key: string]: TemplateValue };

/** The short forms of CloudFormation's intrinsic functions. `!Ref` and `!Condition` keep their name, the others get `Fn::`. */
const SHORT_TAGS: ReadonlySet<string> = new Set([
  "!Ref",
  "!Condition",
  "!GetAtt",
  "!Sub",
  "!Join",
  "!If",
  "!Equals",
  "!Not",
  "!And",
  "!Or",
]);

/**
 * Reads YAML as CloudFormation does: short tags (`!Sub`, `!GetAtt`) become their long form, and nothing else is read into it.
 * @param file what messages call it
 * @throws StackRefusal naming file and line for YAML that is wrong, or a tag that is not known here
 */
export function parseTemplate(text: string, file: string): TemplateValue {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [error] = document.errors;
  if (error !== undefined) throw refuse(`${file}:${error.linePos?.[0].line ?? 1}`, error.message);
  const where = (node: Node): string => `${file}:${lines.linePos(node.range?.[0] ?? 0).line}`;

  const plain = (node: unknown): TemplateValue => {
    if (node === null) return null;
    if (isAlias(node)) return plain(node.resolve(document));
    if (isMap(node)) {
      return tagged(node, Object.fromEntries(node.items.map(({ key, value }) => [String(plain(key)), plain(value)])));
    }
    if (isSeq(node)) return tagged(node, node.items.map(plain));
    if (isScalar(node)) return tagged(node, node.value as TemplateValue);
    throw refuse(file, "This YAML holds something that is neither a map, a list nor a scalar.");
  };

  const tagged = (node: Node & { tag?: string }, value: TemplateValue): TemplateValue => {
    const { tag } = node;
    if (tag === undefined || !tag.startsWith("!")) return value;
    if (!SHORT_TAGS.has(tag)) throw refuse(where(node), `The tag ${tag} is not known here.`);
    const name = tag.slice(1);
    if (name === "Ref" || name === "Condition") return { [name]: value };
    return { [`Fn::${name}`]: name === "GetAtt" && typeof value === "string" ? splitAttribute(value) : value };
  };

  return plain(document.contents);
}

/** A template as text: YAML 1.1, by which CloudFormation reads. There a policy's version is a date, and so stands in quotes. */
export function formatTemplate(template: object): string {
  return stringify(template, { version: "1.1", lineWidth: 0, aliasDuplicateObjects: false });
}

/** `LogicalId.Attribute`; only the first dot parts them. */
function splitAttribute(text: string): readonly string[] {
  const dot = text.indexOf(".");
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}
