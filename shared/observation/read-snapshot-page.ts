import { type JsonBounds, readJson } from "../policy/read-json.ts";
import type { HeldEntity } from "./held-entity.ts";
import { createEntryScanner, type EntryScanner, type JsonEntry, type Place, placeIn } from "./json-entries.ts";
import type { DetailSource } from "./snapshot-aspects.ts";
import { DetailFault, type Fields, fieldsOf, listOf } from "./snapshot-fields.ts";
import { type EntityDetail, KINDS, kindOfList, LISTS, readEntry } from "./snapshot-states.ts";

/** One text of authorization details. */
export interface Page {
  readonly file: string;
  /** Those of the account, and AWS's own policies, which stand in the details where they are attached to something. */
  readonly entities: readonly HeldEntity[];
  /** Whether IAM, or the AWS CLI with `--max-items`, had more to give. */
  readonly isTruncated: boolean;
}

/** What came of reading one text; `problem` is one sentence that names the place. */
export type PageReading =
  | { readonly status: "read"; readonly page: Page }
  | { readonly status: "invalid"; readonly problem: string };

/** Reads one text of authorization details, piece by piece: all of a call that the AWS CLI made, or one page. */
export interface PageReader {
  write(piece: string): void;
  end(): PageReading;
}

/** Node's longest string, and far deeper than IAM's answers and the policies in them. */
const BOUNDS: JsonBounds = { length: 2 ** 29, depth: 200 };

const BYTE_ORDER_MARK = "\uFEFF";

/** Makes a {@link PageReader}. @param hold see `createHold` */
export function createPageReader(file: string, hold: (detail: EntityDetail, place: string) => HeldEntity): PageReader {
  return new Reader(file, hold);
}

/** What is wrong at a place of the text. */
interface Fault {
  readonly place: Place;
  readonly message: string;
}

class Reader implements PageReader {
  readonly #source: DetailSource;
  readonly #hold: (detail: EntityDetail, place: string) => HeldEntity;
  readonly #scanner: EntryScanner = createEntryScanner((entry) => this.#take(entry));
  readonly #entities: HeldEntity[] = [];
  #isBegun = false;
  /** The first entry that is no JSON: what comes after it is not to be trusted. */
  #malformed: (Fault & { readonly entry: Place }) | undefined;
  /** The first entry that is JSON and lacks what it must have. */
  #lacking: Fault | undefined;

  constructor(file: string, hold: (detail: EntityDetail, place: string) => HeldEntity) {
    this.#source = { file, call: "snapshot" };
    this.#hold = hold;
  }

  write(piece: string): void {
    if (this.#malformed !== undefined || piece === "") return;
    // PowerShell puts one before what it redirects into a file.
    const text = !this.#isBegun && piece.startsWith(BYTE_ORDER_MARK) ? piece.slice(1) : piece;
    this.#isBegun = true;
    this.#scanner.write(text);
  }

  end(): PageReading {
    const unfinished = this.#scanner.unfinished();
    if (this.#malformed === undefined && unfinished !== undefined) this.#take(unfinished);
    const rest = this.#scanner.rest();
    const json = readJson(rest.text, BOUNDS);
    const malformed = this.#malformed;
    if (json.status === "malformed") {
      const place = rest.placeOf(json.offset);
      // Only the first fault of a text can be trusted.
      if (malformed !== undefined && !isBefore(place, malformed.entry)) return this.#invalid(malformed);
      return this.#invalid({ place, message: notJson(json.message, isCutOff(json, rest.text)) });
    }
    if (malformed !== undefined) return this.#invalid(malformed);
    if (json.node.type !== "object") return { status: "invalid", problem: foreign(this.#source.file) };
    try {
      const fields = fieldsOf(json.node, this.#source.file);
      return this.#page(fields);
    } catch (fault) {
      if (!(fault instanceof DetailFault)) throw fault;
      return this.#invalid({ place: rest.placeOf(fault.offset), message: fault.message });
    }
  }

  #page(fields: Fields): PageReading {
    const { file } = this.#source;
    if (![LISTS.user, LISTS.group, LISTS.role].some(({ list }) => fields.members.has(list))) {
      return { status: "invalid", problem: foreign(file) };
    }
    if (this.#lacking !== undefined) return this.#invalid(this.#lacking);
    // Each is a list, and of objects alone: those were taken out of it.
    for (const kind of KINDS) listOf(fields, LISTS[kind].list);
    return { status: "read", page: { file, entities: this.#entities, isTruncated: isTruncated(fields) } };
  }

  #take({ list, text, place }: JsonEntry): void {
    if (this.#malformed !== undefined) return;
    const json = readJson(text, BOUNDS);
    if (json.status === "malformed") {
      const message = notJson(json.message, isCutOff(json, text));
      this.#malformed = { place: placeIn(text.slice(0, json.offset), place), message, entry: place };
      return;
    }
    const kind = kindOfList(list);
    if (kind === undefined || this.#lacking !== undefined) return;
    try {
      const fields = fieldsOf(json.node, `an entry of ${list} of ${this.#source.file}`);
      this.#entities.push(this.#hold(readEntry(kind, this.#source, fields), this.#written(place)));
    } catch (fault) {
      if (!(fault instanceof DetailFault)) throw fault;
      this.#lacking = { place: placeIn(text.slice(0, fault.offset), place), message: fault.message };
    }
  }

  #invalid({ place, message }: Fault): PageReading {
    return { status: "invalid", problem: `${this.#written(place)} ${message}` };
  }

  #written({ line, column }: Place): string {
    return `${this.#source.file}:${line}:${column}`;
  }
}

function isBefore(one: Place, other: Place): boolean {
  return one.line < other.line || (one.line === other.line && one.column < other.column);
}

function isCutOff({ offset, message }: { readonly offset: number; readonly message: string }, text: string): boolean {
  return offset >= text.trimEnd().length || message.includes("does not end");
}

function notJson(message: string, isCut: boolean): string {
  return `${isCut ? "The JSON is cut off; make the file again." : "This is not JSON."} ${message}`;
}

function isTruncated({ members }: Fields): boolean {
  const truncated = members.get("IsTruncated");
  if (truncated !== undefined && truncated.type !== "boolean") {
    throw new DetailFault(truncated.offset, "IsTruncated is neither true nor false.");
  }
  return truncated?.value === true || members.has("Marker") || members.has("NextToken");
}

function foreign(file: string): string {
  return (
    `${file} is not the output of aws iam get-account-authorization-details: ` +
    "it holds none of UserDetailList, GroupDetailList and RoleDetailList."
  );
}
