import type { PolicyProblem } from "./policy.ts";

/** More problems than this are not listed one by one: nobody reads them, and a hostile text could hold a million. */
const MOST_PROBLEMS = 100;

/** Collects what is wrong with one text, by offset, and tells lines and columns once at the end. */
export class ProblemList {
  readonly #text: string;
  readonly #found: { path: string; offset: number; message: string }[] = [];
  #count = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** @param offset in UTF-16 units from the start of the text */
  add(path: string, offset: number, message: string): void {
    this.#count += 1;
    if (this.#found.length < MOST_PROBLEMS) this.#found.push({ path, offset, message });
  }

  /** Whether anything was added. */
  get any(): boolean {
    return this.#count > 0;
  }

  /** Every problem in the order of the text; beyond a hundred, the last says how many more there are. */
  problems(): readonly PolicyProblem[] {
    const found = this.#found.toSorted((left, right) => left.offset - right.offset);
    const unlisted = this.#count - found.length;
    if (unlisted > 0)
      found.push({ path: "", offset: 0, message: `There are ${unlisted} more problems in this policy.` });
    return found.map(({ path, offset, message }) => ({ path, ...this.#position(offset), message }));
  }

  #position(offset: number): { line: number; column: number } {
    const before = this.#text.slice(0, offset);
    const lineStart = before.lastIndexOf("\n") + 1;
    return { line: before.split("\n").length, column: offset - lineStart + 1 };
  }
}
