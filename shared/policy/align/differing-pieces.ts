/** Where a piece of a text begins, and where it has ended; in UTF-16 units. */
export type Piece = readonly [number, number];

/** The piece of either text in which the two differ; `undefined` where most of them differs, so that none is worth showing. */
export function differingPieces(left: string, right: string): readonly [Piece, Piece] | undefined {
  const shorter = Math.min(left.length, right.length);
  let start = 0;
  while (start < shorter && left[start] === right[start]) start += 1;
  let end = 0;
  while (end < shorter - start && left.at(-1 - end) === right.at(-1 - end)) end += 1;
  if ((start + end) * 2 < shorter) return undefined;
  // A character of two units stays whole.
  if (/[\ud800-\udbff]/.test(left.charAt(start - 1))) start -= 1;
  if (/[\udc00-\udfff]/.test(left.charAt(left.length - end))) end -= 1;
  return [
    [start, left.length - end],
    [start, right.length - end],
  ];
}
