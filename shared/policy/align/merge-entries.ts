/** An entry of the left beside one of the right, or alone. */
export type Pair<Entry> = readonly [Entry | undefined, Entry | undefined];

/**
 * The entries that both lists have, in the order of the left, and each other one after the entry that it follows in its own list.
 * Entries with the same key are the same; one that is there twice is met twice.
 */
export function mergeEntries<Entry>(
  left: readonly Entry[],
  right: readonly Entry[],
  keyOf: (entry: Entry) => string,
): readonly Pair<Entry>[] {
  const [ofLeft, ofRight] = [keyed(left, keyOf), keyed(right, keyOf)];
  const alone = new Map<string, Entry[]>();
  let anchor = "";
  for (const [key, value] of ofRight) {
    if (ofLeft.has(key)) anchor = key;
    else alone.set(anchor, [...(alone.get(anchor) ?? []), value]);
  }
  const added = (key: string): readonly Pair<Entry>[] =>
    (alone.get(key) ?? []).map((value): Pair<Entry> => [undefined, value]);
  const merged = [...ofLeft].flatMap(([key, value]): readonly Pair<Entry>[] => [
    [value, ofRight.get(key)],
    ...added(key),
  ]);
  return [...added(""), ...merged];
}

/** The entries by their keys; one that is there twice has two. */
function keyed<Entry>(entries: readonly Entry[], keyOf: (entry: Entry) => string): ReadonlyMap<string, Entry> {
  const seen = new Map<string, number>();
  return new Map(
    entries.map((entry) => {
      const key = keyOf(entry);
      const times = (seen.get(key) ?? 0) + 1;
      seen.set(key, times);
      return [`${times} ${key}`, entry];
    }),
  );
}

/** Puts what is only on the left beside what is only on the right, where they stand together. */
export function besideOneAnother<Entry>(pairs: readonly Pair<Entry>[]): readonly Pair<Entry>[] {
  const result: Pair<Entry>[] = [];
  let gone: Entry[] = [];
  let come: Entry[] = [];
  const flush = (): void => {
    for (let at = 0; at < Math.max(gone.length, come.length); at += 1) result.push([gone[at], come[at]]);
    gone = [];
    come = [];
  };
  for (const pair of pairs) {
    const [left, right] = pair;
    if (left !== undefined && right !== undefined) {
      flush();
      result.push(pair);
    } else if (left !== undefined) gone.push(left);
    else if (right !== undefined) come.push(right);
  }
  flush();
  return result;
}
