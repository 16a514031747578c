/** More names than this are counted, not written out. */
export const MOST_NAMED = 5;

/** A name is cut off after this many characters. */
const LONGEST_NAME = 160;

/** A name between backticks. Nothing in it that is invisible, or would end the quotation, survives. */
export function quote(name: string): string {
  const visible = name.toWellFormed().replace(/[`\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
  const characters = [...visible];
  return `\`${characters.length > LONGEST_NAME ? `${characters.slice(0, LONGEST_NAME - 1).join("")}…` : visible}\``;
}

/** `a`, `a and b`, `a, b and 3 more`. */
export function inWords(items: readonly string[], most: number = MOST_NAMED): string {
  const named = items.length > most ? [...items.slice(0, most), `${thousands(items.length - most)} more`] : items;
  return named.length < 2 ? named.join("") : `${named.slice(0, -1).join(", ")} and ${named.at(-1)}`;
}

/** `1 action`, `1,204 actions`. */
export function counted(count: number, thing: string): string {
  return `${thousands(count)} ${thing}${count === 1 ? "" : "s"}`;
}

/** `22,091`. */
export function thousands(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}
