import type { JsonNode } from "../policy/read-json.ts";
import { readTime } from "./snapshot-time.ts";

/** What is wrong at a place in a text; `offset` counts UTF-16 units from its start. Caught by whoever knows the file. */
export class DetailFault {
  readonly offset: number;
  readonly message: string;

  constructor(offset: number, message: string) {
    this.offset = offset;
    this.message = message;
  }
}

/** A JSON object, member by member. Members that are `null` are taken as left out. */
export interface Fields {
  /** How a sentence names it, e.g. `role worker`. */
  readonly what: string;
  readonly offset: number;
  readonly members: ReadonlyMap<string, JsonNode>;
}

/** @throws DetailFault where the value is no object, or has a member twice. */
export function fieldsOf(node: JsonNode, what: string): Fields {
  if (node.type !== "object")
    throw new DetailFault(node.offset, `Expected a JSON object for ${what}, found ${node.type}.`);
  const members = new Map<string, JsonNode>();
  for (const { key, offset, value } of node.members) {
    if (members.has(key)) throw new DetailFault(offset, `${key} stands twice in ${what}; remove one.`);
    if (value.type !== "null") members.set(key, value);
  }
  return { what, offset: node.offset, members };
}

/** @throws DetailFault where the member is missing or no text. */
export function textOf(fields: Fields, key: string): string {
  const node = fields.members.get(key);
  if (node?.type === "string" && node.value !== "") return node.value;
  throw new DetailFault(node?.offset ?? fields.offset, `${key} of ${fields.what} is missing or no text.`);
}

/** ISO 8601. @throws DetailFault where the member is missing or no time. */
export function timeOf(fields: Fields, key: string): string {
  const time = readTime(textOf(fields, key));
  if (time !== undefined) return time;
  const offset = fields.members.get(key)?.offset ?? fields.offset;
  throw new DetailFault(offset, `${key} of ${fields.what} is no time like 2026-05-06T07:08:09+00:00.`);
}

/** Each entry of a list; `undefined` where there is no list. @throws DetailFault where it is no list of objects. */
export function listOf(fields: Fields, key: string): readonly Fields[] | undefined {
  return nodesOf(fields, key)?.map((node) => fieldsOf(node, `an entry of ${key} of ${fields.what}`));
}

/** Each text of a list; `undefined` where there is no list. @throws DetailFault where it is no list of texts. */
export function textsOf(fields: Fields, key: string): readonly string[] | undefined {
  return nodesOf(fields, key)?.map((node) => {
    if (node.type === "string") return node.value;
    throw new DetailFault(node.offset, `Expected a text in ${key} of ${fields.what}, found ${node.type}.`);
  });
}

function nodesOf(fields: Fields, key: string): readonly JsonNode[] | undefined {
  const node = fields.members.get(key);
  if (node === undefined || node.type === "array") return node?.items;
  throw new DetailFault(node.offset, `Expected a list for ${key} of ${fields.what}, found ${node.type}.`);
}
