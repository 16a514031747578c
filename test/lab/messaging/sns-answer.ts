import { XMLParser } from "fast-xml-parser";

const parser = new XMLParser({ isArray: (name) => name === "entry" || name === "member", parseTagValue: false });

/** A node of an answer: text, or its children by name. */
type Node = string | Tree | readonly Node[] | undefined;
interface Tree {
  readonly [name: string]: Node;
}

/** The error in an SNS answer. */
export function snsError(xml: string): { readonly code: string; readonly message: string } {
  const error = child(child(parser.parse(xml), "ErrorResponse"), "Error");
  return { code: text(child(error, "Code")) ?? "InternalFailure", message: text(child(error, "Message")) ?? xml };
}

/** One text of the result of `action`, e.g. its `SubscriptionArn`. */
export function snsResult(xml: string, action: string, name: string): string | undefined {
  return text(child(child(child(parser.parse(xml), `${action}Response`), `${action}Result`), name));
}

/** One attribute of the topic that GetTopicAttributes answered with. */
export function topicAttribute(xml: string, name: string): string | undefined {
  const result = child(child(parser.parse(xml), "GetTopicAttributesResponse"), "GetTopicAttributesResult");
  const entries = child(child(result, "Attributes"), "entry");
  const found = Array.isArray(entries) ? entries.find((entry: Node) => child(entry, "key") === name) : undefined;
  return text(child(found, "value"));
}

function child(node: Node, name: string): Node {
  return typeof node === "object" && !Array.isArray(node) ? (node as Tree)[name] : undefined;
}

function text(node: Node): string | undefined {
  return typeof node === "string" ? node : undefined;
}
