/** More characters of pattern times text than this are matched step by step, where the work is counted. */
const MOST_AT_ONCE = 4_000_000;

/** Whether a pattern and a text are short enough to be matched by {@link matchSegments}. */
export function isQuick(patternLength: number, textLength: number): boolean {
  return patternLength * textLength <= MOST_AT_ONCE;
}

/**
 * Whether a text consists of the segments in order, with any text between them: a pattern whose only wildcard is `*`, taken apart at
 * its stars. A single segment is the whole text.
 */
export function matchSegments(segments: readonly string[], text: string): boolean {
  const [first = "", last = ""] = [segments[0], segments.at(-1)];
  if (segments.length === 1) return text === first;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (let index = 1; index < segments.length - 1; index += 1) {
    const segment = segments[index] ?? "";
    const found = text.indexOf(segment, at);
    if (found < 0 || found + segment.length > end) return false;
    at = found + segment.length;
  }
  return true;
}
