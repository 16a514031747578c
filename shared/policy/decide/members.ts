/** How many questions are answered without a set: most lists are asked after a name or two, and making a set costs more. */
const MOST_WITHOUT_SET = 6;

/** Things to ask after, made into a set once that pays. Those that are the same are the same object, or text. */
export class Members<T> implements Iterable<T> {
  readonly #members: readonly T[];
  #set: ReadonlySet<T> | undefined;
  #asked = 0;

  constructor(members: readonly T[]) {
    this.#members = members;
  }

  get size(): number {
    return this.#members.length;
  }

  has(member: T): boolean {
    if (this.#set !== undefined) return this.#set.has(member);
    this.#asked += 1;
    if (this.#asked < MOST_WITHOUT_SET || this.#members.length < 2) return this.#members.includes(member);
    this.#set = new Set(this.#members);
    return this.#set.has(member);
  }

  [Symbol.iterator](): Iterator<T> {
    return this.#members[Symbol.iterator]();
  }
}
