/** Said instead of yes or no, with the reason. */
export interface Undecidable {
  readonly undecidable: string;
}

/** Yes, no, or undecidable: the third is never folded into the others. */
export type Truth = boolean | Undecidable;

/** Makes an {@link Undecidable}. */
export function undecidable(reason: string): Undecidable {
  return { undecidable: reason };
}

/** Yes when one is yes, whatever is undecidable beside it. Stops at the first yes. */
export function anyOf<T>(items: Iterable<T>, test: (item: T) => Truth): Truth {
  let result: Truth = false;
  for (const item of items) {
    const truth = test(item);
    if (truth === true) return true;
    if (truth !== false && result === false) result = truth;
  }
  return result;
}

/** No when one is no, whatever is undecidable beside it. Stops at the first no. */
export function allOf<T>(items: Iterable<T>, test: (item: T) => Truth): Truth {
  return negate(anyOf(items, (item) => negate(test(item))));
}

/** Turns yes and no round. */
export function negate(truth: Truth): Truth {
  return typeof truth === "boolean" ? !truth : truth;
}
