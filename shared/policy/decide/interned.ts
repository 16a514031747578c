/**
 * A table that gives what is asked for again the same object again, so that sameness can be seen at a glance. It is emptied when it is
 * full: then an old and a new object may say the same without being the same, which costs time and nothing else.
 */
export class Interned<T> {
  readonly #known = new Map<string, T>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** What is known under the key, or else what `make` gives. */
  get(key: string, make: () => T): T {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size >= this.#most) this.#known.clear();
    const made = make();
    this.#known.set(key, made);
    return made;
  }
}
