/** Runs tasks, never more than its maximum at once; the others wait their turn in the order they came. */
export type Limiter = <T>(task: () => Promise<T>) => Promise<T>;

/**
 * Makes a {@link Limiter}. A task that fails gives its place back like any other, and its error goes to its own caller.
 * @param maximum how many tasks may be under way at once; a whole number of at least 1, else a `RangeError`.
 */
export function createLimiter(maximum: number): Limiter {
  if (!Number.isInteger(maximum) || maximum < 1) {
    throw new RangeError(`A limiter needs a whole number of at least 1, not ${maximum}.`);
  }
  const waiting: (() => void)[] = [];
  let underWay = 0;

  return async (task) => {
    if (underWay < maximum) underWay += 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      // A place is handed on, not freed and fought over: otherwise a newcomer could overtake those who wait.
      const next = waiting.shift();
      if (next === undefined) underWay -= 1;
      else next();
    }
  };
}
