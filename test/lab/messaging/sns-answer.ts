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
  return attribute(xml, "GetTopicAttributes", name);
}

/** One attribute of the subscription that GetSubscriptionAttributes answered with. */
export function subscriptionAttribute(xml: string, name: string): string | undefined {
  return attribute(xml, "GetSubscriptionAttributes", name);
}

/** What a topic's messages are sent to. */
export interface Subscription {
  readonly arn: string;
  /** The ARN of a queue. */
  readonly endpoint: string;
}

/** The subscriptions that ListSubscriptionsByTopic answered with. */
export function subscriptionsOf(xml: string): readonly Subscription[] {
  const answer = child(parser.parse(xml), "ListSubscriptionsByTopicResponse");
  const members = child(child(child(answer, "ListSubscriptionsByTopicResult"), "Subscriptions"), "member");
  if (!Array.isArray(members)) return [];
  return members.map((one: Node) => {
    return { arn: text(child(one, "SubscriptionArn")) ?? "", endpoint: text(child(one, "Endpoint")) ?? "" };
  });
}

function attribute(xml: string, action: string, name: string): string | undefined {
  const result = child(child(parser.parse(xml), `${action}Response`), `${action}Result`);
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
