import type { AccountAddress } from "../iam/arn.ts";
import { LONGEST } from "../policy/parse-policy.ts";
import { compactJson, type JsonMember, type JsonNode, readJson } from "../policy/read-json.ts";

/** A live document as a file of a baseline; `problem` is one sentence about the text. */
export type TemplateWriting =
  | { readonly status: "written"; readonly text: string }
  | { readonly status: "malformed"; readonly problem: string };

/**
 * Writes a live policy document as a canonical one: laid out, everything in its order, and with `{{account}}` and `{{partition}}` where
 * the account's own id and partition stand in ARNs. Filled in for that account it is the live document again, to the letter.
 */
export function writeTemplate(live: string, address: AccountAddress): TemplateWriting {
  const reading = readJson(live, { length: LONGEST, depth: 16 });
  if (reading.status === "malformed") return { status: "malformed", problem: reading.message };
  return { status: "written", text: `${layOut(reading.node, { address, key: "", indent: "" })}\n` };
}

/**
 * A text that is an ARN, with placeholders for the account's own partition and id. Another account's id stays, and so does whatever
 * else the text holds.
 */
export function parameteriseArn(text: string, address: AccountAddress): string {
  return writeArn(text, address, (piece) => piece);
}

interface Place {
  readonly address: AccountAddress;
  /** The member that the value stands under, lists in between passed over. */
  readonly key: string;
  readonly indent: string;
}

/** A list of single values stays on one line where that line is no longer than this. */
const LONGEST_LINE = 100;

function layOut(node: JsonNode, place: Place): string {
  const inner = { ...place, indent: `${place.indent}  ` };
  switch (node.type) {
    case "object":
      return block(
        "{",
        node.members.map((member) => layOutMember(member, inner)),
        "}",
        place,
      );
    case "array": {
      const items = node.items.map((item) => layOut(item, inner));
      const line = `[${items.join(", ")}]`;
      const isShort = node.items.every(isSingle) && place.indent.length + line.length <= LONGEST_LINE;
      return isShort ? line : block("[", items, "]", place);
    }
    case "string":
      return writeText(node.value, place);
    default:
      return compactJson(node);
  }
}

function isSingle({ type }: JsonNode): boolean {
  return type !== "object" && type !== "array";
}

function layOutMember({ key, value }: JsonMember, place: Place): string {
  return `${quoted(key)}: ${layOut(value, { ...place, key })}`;
}

function block(open: string, parts: readonly string[], close: string, { indent }: Place): string {
  if (parts.length === 0) return `${open}${close}`;
  return `${open}\n${parts.map((part) => `${indent}  ${part}`).join(",\n")}\n${indent}${close}`;
}

/** Members whose values may be an account's id alone: a principal, and condition keys such as `aws:SourceAccount`. */
const NAMES_ACCOUNTS = /^AWS$|account$/i;

function writeText(text: string, { address, key }: Place): string {
  if (text === address.account && NAMES_ACCOUNTS.test(key)) return '"{{account}}"';
  return `"${writeArn(text, address, (piece) => quoted(piece).slice(1, -1))}"`;
}

/** @param write how the pieces between placeholders are written */
function writeArn(text: string, { account, partition }: AccountAddress, write: (piece: string) => string): string {
  const [arn, inPartition, service, region, owner, ...rest] = text.split(":");
  if (arn !== "arn" || inPartition !== partition || rest.length === 0) return write(text);
  const named = owner === account ? "{{account}}" : write(owner ?? "");
  return ["arn", "{{partition}}", write(`${service}:${region}`), named, write(rest.join(":"))].join(":");
}

/** A JSON string in which no two braces stand together, so that nothing in it is taken for a placeholder. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll("{{", "{\\u007b");
}
