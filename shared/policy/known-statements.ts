import type { CompiledStatement } from "./decide/compiled-statement.ts";

/** A statement that was read, in either sense of `${…}`. */
interface KnownStatement {
  readonly text: string;
  /** Whether `${` stands in its text: then its sense hangs on the policy's Version. */
  readonly hangsOnVersion: boolean;
  readonly senses: Map<boolean, CompiledStatement>;
  /** What stood after it when it was last met: a policy's next version mostly goes on alike. */
  next: KnownStatement | undefined;
}

/** By how many of their first characters statements are looked up: the longest that a statement has. No statement is shorter. */
const BEGINNINGS = [96, 40];

/** More statements that begin alike are not looked through. */
const MOST_ALIKE = 32;

/** The statements that were read before, to be found again where they stand in another text. */
export class KnownStatements {
  readonly #byBeginning = new Map<string, KnownStatement[]>();
  #characters = 0;
  /** The statement met last. */
  #last: KnownStatement | undefined;

  /** How many characters of statements are remembered. */
  get characters(): number {
    return this.#characters;
  }

  /** The statement that stands at a place of a text; `undefined` where none that is known does. */
  find(
    text: string,
    at: number,
    variables: boolean,
  ): { readonly text: string; readonly result: CompiledStatement } | undefined {
    const next = this.#last?.next;
    const known = next !== undefined && text.startsWith(next.text, at) ? next : this.#lookUp(text, at);
    const result = known?.senses.get(known.hangsOnVersion && variables);
    if (known === undefined || result === undefined) return undefined;
    this.#meet(known);
    return { text: known.text, result };
  }

  #lookUp(text: string, at: number): KnownStatement | undefined {
    for (const length of BEGINNINGS) {
      const alike = this.#byBeginning.get(text.slice(at, at + length));
      const known = alike?.find((each) => text.startsWith(each.text, at));
      if (known !== undefined) return known;
    }
    return undefined;
  }

  #meet(known: KnownStatement): void {
    if (this.#last !== undefined) this.#last.next = known;
    this.#last = known;
  }

  /** Remembers a statement. */
  add(text: string, variables: boolean, compiled: CompiledStatement): void {
    const length = BEGINNINGS.find((each) => text.length >= each);
    if (length === undefined) return;
    const beginning = text.slice(0, length);
    const alike = this.#byBeginning.get(beginning) ?? [];
    this.#byBeginning.set(beginning, alike);
    const hangsOnVersion = text.includes("${");
    const before = alike.find((each) => each.text === text);
    if (before === undefined && alike.length >= MOST_ALIKE) return;
    const known = before ?? { text, hangsOnVersion, senses: new Map<boolean, CompiledStatement>(), next: undefined };
    known.senses.set(hangsOnVersion && variables, compiled);
    if (before === undefined) {
      alike.push(known);
      this.#characters += text.length;
    }
    this.#meet(known);
  }
}
