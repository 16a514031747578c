const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Whether a text holds anything that drives a terminal, reverses its text or is not to be seen. */
export function isUnsafe(text: string): boolean {
  return text.search(UNSAFE) !== -1;
}

/**
 * Makes a JSON text safe to print without changing what it means: in its strings those characters are written as escapes,
 * and the line breaks of its layout stay.
 */
export function printableJson(json: string): string {
  return json.replace(UNSAFE, (character) => (character === "\n" ? character : escaped(character)));
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
