// biome-ignore lint/suspicious/noControlCharactersInRegex: all of ASCII is meant
const BEYOND_ASCII = /[^\u0000-\u007f]/;

/**
 * Lower-cases A to Z and nothing else: how AWS folds other letters is not documented, and `toLowerCase` would make the
 * Kelvin sign a `k`.
 */
export function lowerAscii(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text.toLowerCase();
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
