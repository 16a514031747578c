/** A JSON value. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** Whether a JSON value is an object. */
export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Parses JSON in which no object has the same key twice (JSON.parse would keep the last of them without a word).
 * `undefined` when the text is not JSON, or repeats a key.
 */
export function parseStrictJson(text: string): JsonValue | undefined {
  let value: JsonValue;
  try {
    value = JSON.parse(text) as JsonValue;
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
  return repeatsKey(text) ? undefined : value;
}

/** Looks at the tokens of a text that is known to be JSON: a string before a colon is a key of the innermost object. */
function repeatsKey(text: string): boolean {
  const open: Set<string>[] = [];
  for (const [token, key] of text.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === "{") {
      open.push(new Set());
    } else if (token === "}") {
      open.pop();
    } else if (key !== undefined) {
      const name = String(JSON.parse(key));
      const keys = open.at(-1);
      if (keys?.has(name)) {
        return true;
      }
      keys?.add(name);
    }
  }
  return false;
}
