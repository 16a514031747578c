/**
 * Lower-cases A to Z and nothing else: how AWS folds other letters is not documented, and `toLowerCase` would make the
 * Kelvin sign a `k`.
 */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
