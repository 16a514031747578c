import { showUnseenInJson } from "../shared/drift/visible-text.ts";

/**
 * Makes a JSON text safe to print without changing what it means: in its strings what drives a terminal, reverses its text or is not to be
 * seen is written as escapes, and the line breaks of its layout stay.
 */
export function printableJson(json: string): string {
  return showUnseenInJson(json);
}
