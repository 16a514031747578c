import { visibleText, withoutEmailAddresses } from "../drift/visible-text.ts";

/** Longer texts are cut, so that no name or policy can crowd out the rest of a message. */
const TEXT_LENGTH = 600;

/**
 * Text from an account or an event, made safe to show: one line, nothing invisible, access key ids by their last four
 * characters, at most 600 characters.
 */
export function plain(text: string): string {
  return cut(visibleText(text), TEXT_LENGTH);
}

/** {@link plain}, without the e-mail addresses that session names carry. */
export function withoutEmail(text: string): string {
  return withoutEmailAddresses(plain(text));
}

/** {@link plain}, in ASCII. */
export function ascii(text: string): string {
  return plain(text).replace(/[^\x20-\x7e]/g, "?");
}

/** At most `length` characters, the last three of them dots where something was left out. */
export function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  const kept = text.slice(0, length - 3);
  return `${kept.isWellFormed() ? kept : kept.slice(0, -1)}...`;
}
