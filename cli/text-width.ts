const WIDE =
  /[\u{1100}-\u{115f}\u{2e80}-\u{a4cf}\u{ac00}-\u{d7a3}\u{f900}-\u{faff}\u{fe30}-\u{fe6f}\u{ff00}-\u{ff60}\u{ffe0}-\u{ffe6}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const NARROW = /^[\x20-\x7e]*$/;

/** How many columns of a terminal a text takes; control characters are taken to be gone already. */
export function textWidth(text: string): number {
  if (NARROW.test(text)) return text.length;
  return [...text].reduce((sum, character) => sum + characterWidth(character), 0);
}

function characterWidth(character: string): number {
  if (/\p{M}/u.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/** One line of a text that was broken: blanks put before it, and its piece of the text. */
export interface WrappedLine {
  readonly lead: string;
  readonly text: string;
}

/** The characters that a line may be broken after, so that the parts of an ARN stay whole where they can. */
const BREAKS = /[ /:,]/;

/**
 * Breaks a text into lines of at most `width` columns; every line but the first starts with `indent` blanks more, or with half the
 * width where that is less. The pieces together are the text.
 */
export function wrapText(text: string, width: number, indent: number): readonly WrappedLine[] {
  const lines: WrappedLine[] = [];
  const hanging = " ".repeat(Math.min(indent, Math.floor(width / 2)));
  let rest = text;
  let lead = "";
  while (lead.length + textWidth(rest) > width) {
    const end = breakAt(rest, Math.max(2, width - lead.length));
    lines.push({ lead, text: rest.slice(0, end) });
    rest = rest.slice(end);
    lead = hanging;
  }
  return [...lines, { lead, text: rest }];
}

/** Where to break: after the last character that it is good to break after, unless that leaves the line half empty. */
function breakAt(text: string, width: number): number {
  let [end, taken, good] = [0, 0, 0];
  for (const character of text) {
    taken += characterWidth(character);
    if (taken > width) break;
    end += character.length;
    if (BREAKS.test(character) && taken > width / 2) good = end;
  }
  return good || end;
}
