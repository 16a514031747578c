/** What a text is cut into: a character, or something that stands for several texts. */
type Piece = { readonly text: string } | "one" | Many;
type Many = "any" | "any-but-slash" | "any-but-colon";

/** Whether some text may be matched by both patterns, in which `*` and `${…}` are any text. Case counts. `false` is certain. */
export function patternsMeet(left: string, right: string): boolean {
  return piecesMeet(pieces(left), pieces(right));
}

/** The same of a pattern and a template of today's ARNs, in which `*` before the fifth colon has no colon and `%` has no slash. */
export function meetsTemplate(pattern: string, template: string): boolean {
  return piecesMeet(pieces(pattern), templatePieces(template));
}

function piecesMeet(left: readonly Piece[], right: readonly Piece[]): boolean {
  // meets[j]: whether left[i..] and right[j..] have a text in common, for the i at hand, from the end backwards.
  let below: boolean[] = [];
  for (let i = left.length; i >= 0; i -= 1) {
    const meets: boolean[] = [];
    for (let j = right.length; j >= 0; j -= 1) {
      meets[j] = meet(left[i], right[j], below[j] ?? false, meets[j + 1] ?? false, below[j + 1] ?? false);
    }
    below = meets;
  }
  return below[0] ?? false;
}

function pieces(pattern: string): readonly Piece[] {
  return (pattern.match(/\$\{[^}]*\}?|[\s\S]/g) ?? []).map((text) => {
    if (text === "*" || text.startsWith("${")) return "any";
    return text === "?" ? "one" : { text };
  });
}

function templatePieces(template: string): readonly Piece[] {
  let colons = 0;
  return [...template].map((text) => {
    if (text === ":") colons += 1;
    if (text === "*") return colons < 5 ? "any-but-colon" : "any";
    return text === "%" ? "any-but-slash" : { text };
  });
}

function meet(
  left: Piece | undefined,
  right: Piece | undefined,
  withoutLeft: boolean,
  withoutRight: boolean,
  withoutBoth: boolean,
): boolean {
  if (left === undefined && right === undefined) return true;
  if (isMany(left)) return withoutLeft || (right !== undefined && withoutRight && takes(left, right));
  if (isMany(right)) return withoutRight || (left !== undefined && withoutLeft && takes(right, left));
  if (left === undefined || right === undefined || !withoutBoth) return false;
  return (
    left === "one" ||
    right === "one" ||
    (typeof left === "object" && typeof right === "object" && left.text === right.text)
  );
}

function isMany(piece: Piece | undefined): piece is Many {
  return typeof piece === "string" && piece !== "one";
}

/** Whether what stands for many texts goes on over the other piece. */
function takes(many: Many, piece: Piece): boolean {
  if (many === "any" || typeof piece === "string") return true;
  return piece.text !== (many === "any-but-slash" ? "/" : ":");
}
