/** A JSON value that knows where it stood. `offset` counts UTF-16 units from the start of the text. */
export type JsonNode =
  | { readonly type: "object"; readonly offset: number; readonly members: readonly JsonMember[] }
  | { readonly type: "array"; readonly offset: number; readonly items: readonly JsonNode[] }
  | { readonly type: "string"; readonly offset: number; readonly value: string }
  /** `value` is the number as it was written. */
  | { readonly type: "number"; readonly offset: number; readonly value: string }
  | { readonly type: "boolean"; readonly offset: number; readonly value: boolean }
  | { readonly type: "null"; readonly offset: number };

/** One member of an object, in the order written. Repeated keys are kept, so that they can be reported. */
export interface JsonMember {
  readonly key: string;
  readonly offset: number;
  readonly value: JsonNode;
}

/** What {@link readJson} returns; on bad syntax the first fault, which is the only one that can be trusted. */
export type JsonReading =
  | { readonly status: "read"; readonly node: JsonNode }
  | { readonly status: "malformed"; readonly offset: number; readonly message: string };

/** Bounds on what is read: `length` in UTF-16 units, `depth` in nested objects and arrays. */
export interface JsonBounds {
  readonly length: number;
  readonly depth: number;
}

class JsonFault {
  readonly offset: number;
  readonly message: string;

  constructor(offset: number, message: string) {
    this.offset = offset;
    this.message = message;
  }
}

const SPACE = /[ \t\n\r]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const WORD = /true|false|null/y;

/**
 * Reads JSON as RFC 8259 has it, without the liberties of `JSON.parse` in what is kept: positions and repeated keys
 * survive. A byte order mark, comments and trailing commas are refused.
 */
export function readJson(text: string, bounds: JsonBounds): JsonReading {
  if (text.length > bounds.length) {
    const message = `The text has ${text.length} characters and the most that is read is ${bounds.length}.`;
    return { status: "malformed", offset: bounds.length, message };
  }
  const reader = new JsonReader(text, bounds.depth);
  try {
    return { status: "read", node: reader.document() };
  } catch (fault) {
    if (fault instanceof JsonFault) return { status: "malformed", offset: fault.offset, message: fault.message };
    throw fault;
  }
}

class JsonReader {
  readonly #text: string;
  readonly #depth: number;
  #at = 0;

  constructor(text: string, depth: number) {
    this.#text = text;
    this.#depth = depth;
  }

  document(): JsonNode {
    this.#space();
    const node = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) throw this.#fault("There is text after the end of the document; remove it.");
    return node;
  }

  #value(depth: number): JsonNode {
    const offset = this.#at;
    const first = this.#text[offset];
    if (first === "{" || first === "[") {
      if (depth >= this.#depth) throw this.#fault(`The text is nested more than ${this.#depth} levels deep.`);
      return first === "{" ? this.#object(depth + 1) : this.#array(depth + 1);
    }
    if (first === '"') return { type: "string", offset, value: this.#string() };
    const word = this.#take(WORD);
    if (word === "null") return { type: "null", offset };
    if (word !== undefined) return { type: "boolean", offset, value: word === "true" };
    const number = this.#take(NUMBER);
    if (number !== undefined) return { type: "number", offset, value: number };
    throw this.#fault(`Expected a JSON value here, found ${this.#found()}.`);
  }

  #object(depth: number): JsonNode {
    const offset = this.#at;
    const members: JsonMember[] = [];
    this.#at += 1;
    this.#space();
    if (this.#skip("}")) return { type: "object", offset, members };
    do {
      this.#space();
      const keyOffset = this.#at;
      if (this.#text[keyOffset] !== '"') throw this.#fault(`Expected a member name in quotes, found ${this.#found()}.`);
      const key = this.#string();
      this.#space();
      if (!this.#skip(":")) throw this.#fault(`Expected ":" after the member name, found ${this.#found()}.`);
      this.#space();
      members.push({ key, offset: keyOffset, value: this.#value(depth) });
      this.#space();
    } while (this.#skip(","));
    if (!this.#skip("}")) throw this.#fault(`Expected "," or "}", found ${this.#found()}.`);
    return { type: "object", offset, members };
  }

  #array(depth: number): JsonNode {
    const offset = this.#at;
    const items: JsonNode[] = [];
    this.#at += 1;
    this.#space();
    if (this.#skip("]")) return { type: "array", offset, items };
    do {
      this.#space();
      items.push(this.#value(depth));
      this.#space();
    } while (this.#skip(","));
    if (!this.#skip("]")) throw this.#fault(`Expected "," or "]", found ${this.#found()}.`);
    return { type: "array", offset, items };
  }

  /** A loop, not one regular expression: that would need memory for every character it could go back to. */
  #string(): string {
    const start = this.#at;
    this.#at += 1;
    for (let unit = this.#unit(); unit !== QUOTE; unit = this.#unit()) {
      if (unit === BACKSLASH) {
        if (this.#take(ESCAPE) === undefined) throw this.#fault("JSON has no such escape; write a backslash as \\\\.");
      } else if (unit < 0x20) {
        throw this.#fault("This string holds a control character; write it as an escape.");
      } else if (Number.isNaN(unit)) {
        throw new JsonFault(start, "This string does not end.");
      } else {
        this.#at += 1;
      }
    }
    this.#at += 1;
    const raw = this.#text.slice(start, this.#at);
    const value: string = raw.includes("\\") ? JSON.parse(raw) : raw.slice(1, -1);
    if (!value.isWellFormed()) throw new JsonFault(start, "This string holds half of a surrogate pair.");
    return value;
  }

  #unit(): number {
    return this.#text.charCodeAt(this.#at);
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#at += match[0].length;
    return match[0];
  }

  #space(): void {
    this.#take(SPACE);
  }

  #skip(character: string): boolean {
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #found(): string {
    const character = this.#text.codePointAt(this.#at);
    return character === undefined ? "the end of the text" : JSON.stringify(String.fromCodePoint(character));
  }

  #fault(message: string): JsonFault {
    return new JsonFault(this.#at, message);
  }
}

/** Writes a node back without layout, members in the order read. */
export function compactJson(node: JsonNode): string {
  switch (node.type) {
    case "object":
      return `{${node.members.map(({ key, value }) => `${JSON.stringify(key)}:${compactJson(value)}`).join(",")}}`;
    case "array":
      return `[${node.items.map(compactJson).join(",")}]`;
    case "string":
      return JSON.stringify(node.value);
    case "number":
      return node.value;
    case "boolean":
      return String(node.value);
    case "null":
      return "null";
  }
}
