/** Controls, format characters (bidirectional overrides, zero-width), line and paragraph separators, lone surrogates. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids */
const ACCESS_KEY_ID = /\b(?:AKIA|ASIA)[A-Z0-9]*([A-Z0-9]{4})\b/g;

/** Letters of every script, as names and tags may have them. */
const E_MAIL_ADDRESS = /[\p{L}\p{M}\p{N}_.%+-]+@[\p{L}\p{M}\p{N}_-]+(?:\.[\p{L}\p{M}\p{N}_-]+)+/gu;

/** Text without the e-mail addresses in it. */
export function withoutEmailAddresses(text: string): string {
  return text.replace(E_MAIL_ADDRESS, "(e-mail address withheld)");
}

/**
 * Text from an account, on one line: what would be invisible, or move what stands beside it, is written as `\u{202e}`, and an access key
 * id as its last four characters.
 */
export function visibleText(text: string): string {
  return withoutKeys(showUnseen(text));
}

/** Text on one line, with what would be invisible written as `\u{202e}`. */
export function showUnseen(text: string): string {
  return writeUnseen(text, (codePoint) => `\\u{${codePoint.toString(16)}}`);
}

/** Whether a text holds anything that would be invisible, move what stands beside it, or drive a terminal. */
export function hasUnseen(text: string): boolean {
  return text.search(UNSEEN) !== -1;
}

/** Text with what would be invisible written as whoever reads it takes it. */
export function writeUnseen(text: string, write: (codePoint: number) => string): string {
  return text.replace(UNSEEN, (character) => write(character.codePointAt(0) ?? 0));
}

/** {@link showUnseen} for JSON text: it stays JSON of the same value, and the line breaks of its layout stay. */
export function showUnseenInJson(json: string): string {
  return json.replace(UNSEEN, (character) => (character === "\n" ? character : escapeUnits(character)));
}

/** {@link visibleText} for JSON that is laid out over lines: it stays JSON of the same value, access key ids apart. */
export function visibleJson(value: unknown): string {
  // Before it is JSON: there the n of a line break's escape would stand before the key as a letter of its word.
  const masked = (_: string, each: unknown): unknown => (typeof each === "string" ? withoutKeys(each) : each);
  return withoutKeys(showUnseenInJson(JSON.stringify(value, masked, 2)));
}

function escapeUnits(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

function withoutKeys(text: string): string {
  return text.replace(ACCESS_KEY_ID, "****$1");
}
