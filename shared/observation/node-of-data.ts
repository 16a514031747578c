import type { JsonMember, JsonNode } from "../policy/read-json.ts";

/**
 * Plain data, as an SDK parsed it, in the form that JSON text is read into; it stands nowhere, so every offset is 0. Times become ISO 8601,
 * and members that are `undefined` are left out.
 * @throws TypeError where there is anything that JSON has no words for
 */
export function nodeOf(value: unknown): JsonNode {
  if (value === null) return { type: "null", offset: 0 };
  if (Array.isArray(value)) return { type: "array", offset: 0, items: value.map(nodeOf) };
  if (value instanceof Date) return { type: "string", offset: 0, value: value.toISOString() };
  switch (typeof value) {
    case "string":
      return { type: "string", offset: 0, value };
    case "number":
      return { type: "number", offset: 0, value: String(value) };
    case "boolean":
      return { type: "boolean", offset: 0, value };
    case "object":
      return { type: "object", offset: 0, members: membersOf(value) };
    default:
      throw new TypeError(`JSON has no ${typeof value}.`);
  }
}

function membersOf(value: object): readonly JsonMember[] {
  return Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([key, member]) => ({ key, offset: 0, value: nodeOf(member) }));
}
