import { isMap, isScalar, isSeq, parseDocument } from "yaml";

/** A value of a template: JSON, in which intrinsic functions have their long form (`{"Fn::Sub": …}`). */
export type TemplateValue =
  | string
  | number
  | boolean
  | null
  | readonly TemplateValue[]
  | { readonly [key: string]: TemplateValue };

/**
 * Reads YAML as CloudFormation does: short tags (`!Sub`, `!GetAtt`) become their long form.
 * @throws SyntaxError where it is no YAML, or holds what no template can
 */
export function parseTemplate(text: string, file: string): TemplateValue {
  const document = parseDocument(text, { logLevel: "silent" });
  const [error] = document.errors;
  if (error !== undefined) throw new SyntaxError(`${file}: ${error.message}`);

  const plain = (node: unknown): TemplateValue => {
    if (node === null) return null;
    if (isMap(node)) {
      return tagged(node, Object.fromEntries(node.items.map(({ key, value }) => [String(key), plain(value)])));
    }
    if (isSeq(node)) return tagged(node, node.items.map(plain));
    if (isScalar(node)) return tagged(node, node.value as TemplateValue);
    throw new SyntaxError(`${file} holds something that is neither a map, a list nor a scalar.`);
  };
  return plain(document.contents);
}

function tagged({ tag }: { readonly tag?: string }, value: TemplateValue): TemplateValue {
  if (tag === undefined || !tag.startsWith("!")) return value;
  const name = tag.slice(1);
  if (name === "Ref" || name === "Condition") return { [name]: value };
  const isAttribute = name === "GetAtt" && typeof value === "string";
  return { [`Fn::${name}`]: isAttribute ? splitAttribute(value) : value };
}

/** `LogicalId.Attribute`; only the first dot parts them. */
function splitAttribute(text: string): readonly string[] {
  const dot = text.indexOf(".");
  return dot < 0 ? [text] : [text.slice(0, dot), text.slice(dot + 1)];
}
