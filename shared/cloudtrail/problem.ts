import type * as z from "../iam/schema.ts";

/** The value in the words of a person who looks at the JSON; long texts are cut. */
function inWords(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  const json = JSON.stringify(value) ?? typeof value;
  return json.length > 80 ? `${json.slice(0, 80)}…` : json;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let value = input;
  for (const step of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}

/**
 * One sentence for the first thing wrong with an input, e.g. `eventTime of CloudTrail record 5f1 must be a UTC time, not 42.`
 * @param what the input in words, e.g. `the EventBridge event`
 */
export function firstProblem(what: string, input: unknown, error: z.core.$ZodError): string {
  const issue = error.issues[0];
  const path = issue?.path ?? [];
  const value = valueAt(input, path);
  const found = value === undefined ? "and it is missing" : `not ${inWords(value)}`;
  const where = path.length === 0 ? what : `${path.join(".")} of ${what}`;
  return `${where} ${issue?.message ?? "is wrong"}, ${found}.`;
}
