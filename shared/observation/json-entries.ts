/** Where something stands in a text; both count from 1, columns in UTF-16 units. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** An object that stands in a list that is a member of the outermost object. */
export interface JsonEntry {
  /** The member's name. */
  readonly list: string;
  /** The object as it was written, as far as brackets and quotes tell its end. Whether it is JSON is not known. */
  readonly text: string;
  readonly place: Place;
}

/** A text without the entries that were cut out of it: `{}` stands for each of them. */
export interface JsonRest {
  readonly text: string;
  /** Where an offset into `text` stands in the whole text. */
  placeOf(offset: number): Place;
}

/** Takes a text piece by piece and cuts the entries out of it, so that it need never be held whole. */
export interface EntryScanner {
  /** Calls back for each entry that ends in this piece. */
  write(piece: string): void;
  /** What was left over, up to now. */
  rest(): JsonRest;
  /** The entry that has begun and not ended. */
  unfinished(): JsonEntry | undefined;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** How many brackets are open around an entry: the outermost object's and its list's. */
const ENTRY_DEPTH = 2;
const STAND_IN = "{}";
/** A piece is a window on the text it was cut from, and joining makes a text of its own: without it every text would be held. */
const PIECES_AT_MOST = 64;
const MEMBER_NAME = /("(?:[^"\\]|\\.)*")\s*:\s*$/s;

/** Makes an {@link EntryScanner}. */
export function createEntryScanner(onEntry: (entry: JsonEntry) => void): EntryScanner {
  return new Scanner(onEntry);
}

class Scanner implements EntryScanner {
  readonly #onEntry: (entry: JsonEntry) => void;
  #depth = 0;
  #isInText = false;
  #isEscaped = false;
  /** The list that is open at {@link ENTRY_DEPTH}. */
  #list: string | undefined;
  /** The entry that is open. */
  #entry: { readonly place: Place; readonly list: string; readonly pieces: string[] } | undefined;
  /** What is left over; the last member of the outermost object is apart, since its name may be a list's. */
  readonly #rest: string[] = [];
  #member: string[] = [];
  #restLength = 0;
  /** Where what follows an entry goes on. */
  readonly #marks: { readonly offset: number; readonly place: Place }[] = [
    { offset: 0, place: { line: 1, column: 1 } },
  ];
  #line = 1;
  /** How many units of this line stood in earlier pieces, less the offset in this piece where the line began. */
  #columnShift = 1;

  constructor(onEntry: (entry: JsonEntry) => void) {
    this.#onEntry = onEntry;
  }

  write(piece: string): void {
    let from = 0;
    for (let at = 0; at < piece.length; at += 1) {
      const unit = piece.charCodeAt(at);
      if (this.#isInText) this.#text(unit, at);
      else if (unit === QUOTE) this.#isInText = true;
      else if (unit === NEWLINE) this.#newLine(at);
      else if (unit === OPEN_OBJECT || unit === OPEN_LIST) from = this.#open(unit, piece, from, at);
      else if (unit === CLOSE_OBJECT || unit === CLOSE_LIST) from = this.#close(piece, from, at);
      else if (unit === COMMA && this.#depth === 1) from = this.#endMember(piece, from, at);
    }
    this.#put(piece.slice(from));
    this.#columnShift += piece.length;
  }

  rest(): JsonRest {
    const text = [...this.#rest, ...this.#member].join("");
    const marks = this.#marks;
    return {
      text,
      placeOf(offset) {
        const mark = marks.findLast((each) => each.offset <= offset);
        if (mark === undefined) throw new RangeError(`There is no offset ${offset}.`);
        return placeIn(text.slice(mark.offset, offset), mark.place);
      },
    };
  }

  unfinished(): JsonEntry | undefined {
    if (this.#entry === undefined) return undefined;
    const { list, pieces, place } = this.#entry;
    return { list, text: pieces.join(""), place };
  }

  #text(unit: number, at: number): void {
    if (unit === NEWLINE) this.#newLine(at);
    if (this.#isEscaped) this.#isEscaped = false;
    else if (unit === BACKSLASH) this.#isEscaped = true;
    else if (unit === QUOTE) this.#isInText = false;
  }

  #newLine(at: number): void {
    this.#line += 1;
    this.#columnShift = -at;
  }

  #placeAt(at: number): Place {
    return { line: this.#line, column: at + this.#columnShift };
  }

  /** @returns what of the piece is not yet put away begins there. */
  #open(unit: number, piece: string, from: number, at: number): number {
    const list = this.#list;
    this.#depth += 1;
    if (this.#depth === ENTRY_DEPTH && unit === OPEN_LIST) {
      this.#put(piece.slice(from, at));
      this.#list = this.#memberName();
      return at;
    }
    if (this.#depth !== ENTRY_DEPTH + 1 || unit !== OPEN_OBJECT || list === undefined) return from;
    this.#put(piece.slice(from, at));
    const place = this.#placeAt(at);
    this.#marks.push({ offset: this.#restLength, place });
    this.#put(STAND_IN);
    this.#entry = { place, list, pieces: [] };
    return at;
  }

  #close(piece: string, from: number, at: number): number {
    this.#depth -= 1;
    if (this.#depth < ENTRY_DEPTH) this.#list = undefined;
    if (this.#depth !== ENTRY_DEPTH || this.#entry === undefined) return from;
    this.#put(piece.slice(from, at + 1));
    const entry = this.unfinished();
    this.#entry = undefined;
    this.#marks.push({ offset: this.#restLength, place: this.#placeAt(at + 1) });
    if (entry !== undefined) this.#onEntry(entry);
    return at + 1;
  }

  #endMember(piece: string, from: number, at: number): number {
    this.#put(piece.slice(from, at + 1));
    this.#rest.push(this.#member.join(""));
    this.#member = [];
    return at + 1;
  }

  #put(text: string): void {
    if (text === "") return;
    if (this.#entry !== undefined) {
      this.#entry.pieces.push(text);
      return;
    }
    this.#member.push(text);
    this.#restLength += text.length;
    if (this.#member.length >= PIECES_AT_MOST) this.#member = [this.#member.join("")];
  }

  /** What the member is called whose value begins here; `undefined` where that is not to be told. */
  #memberName(): string | undefined {
    const written = MEMBER_NAME.exec(this.#member.join(""))?.[1];
    try {
      return written === undefined ? undefined : JSON.parse(written);
    } catch (cause) {
      // Whoever reads the rest as JSON finds the fault.
      if (!(cause instanceof SyntaxError)) throw cause;
      return undefined;
    }
  }
}

/** Where a text ends that begins at a place. */
export function placeIn(before: string, { line, column }: Place): Place {
  const lastLine = before.lastIndexOf("\n");
  if (lastLine === -1) return { line, column: column + before.length };
  return { line: line + before.split("\n").length - 1, column: before.length - lastLine };
}
