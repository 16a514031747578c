import { createReadStream } from "node:fs";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";

/** One record of a file, or what is wrong there. `where` names the place for a person: `FILE:LINE`, `FILE: Records[3]`. */
export type Entry =
  | { readonly where: string; readonly record: unknown }
  | { readonly where: string; readonly problem: string };

const MEBI = 1024 * 1024;
/** CloudTrail's own limit for a record is 1 MB. */
const LONGEST_LINE = 16 * MEBI;
const LARGEST_DOCUMENT = 256 * MEBI;

/** Something of a file that stops its reading; the message is the problem, without the place. */
class FileProblem extends Error {}

const BY_CODE: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  EISDIR: "is a directory, not a file",
  ENOTDIR: "is not a path to a file",
  EACCES: "may not be read: permission denied",
  EPERM: "may not be read: operation not permitted",
  Z_DATA_ERROR: "is not gzip, or is damaged",
  Z_BUF_ERROR: "is gzip that ends too early",
  ERR_ENCODING_INVALID_ENCODED_DATA: "is not UTF-8 text",
};

/** @throws what does not come from the file: a fault of the program is not a problem of the file. */
function problemOf(error: unknown): string {
  if (error instanceof FileProblem) return error.message;
  if (!(error instanceof Error && "code" in error && typeof error.code === "string")) throw error;
  return BY_CODE[error.code] ?? `cannot be read: ${error.message}`;
}

function bytesOf(file: string): Readable {
  const bytes = createReadStream(file);
  if (!file.toLowerCase().endsWith(".gz")) return bytes;
  // A fault of either stream ends the last one, whose reader then throws it: the callback has nothing to add.
  return pipeline(bytes, createGunzip(), () => undefined);
}

async function* textOf(file: string): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const chunks: AsyncIterable<Uint8Array> = bytesOf(file);
  for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** Lines end in `\n` alone: a JSON text may hold U+2028, which other readers take for the end of a line. */
async function* linesOf(file: string): AsyncGenerator<string> {
  let pieces: string[] = [];
  let length = 0;
  for await (const text of textOf(file)) {
    const [first = "", ...others] = text.split("\n");
    pieces.push(first);
    length += first.length;
    if (length > LONGEST_LINE)
      throw new FileProblem("has a line of more than 16 MiB, which is no record; is it NDJSON?");
    for (const other of others) {
      yield pieces.join("");
      pieces = [other];
      length = other.length;
    }
  }
  yield pieces.join("");
}

function parse(text: string): { readonly value: unknown } | { readonly problem: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { problem: `is not JSON: ${error.message}` };
  }
}

async function* entriesOfLines(file: string): AsyncGenerator<Entry> {
  let number = 0;
  for await (const line of linesOf(file)) {
    number += 1;
    if (line.trim() === "") continue;
    const where = `${file}:${number}`;
    const parsed = parse(line);
    yield "problem" in parsed ? { where, problem: parsed.problem } : { where, record: parsed.value };
  }
}

async function* entriesOfDocument(file: string): AsyncGenerator<Entry> {
  const pieces: string[] = [];
  let length = 0;
  for await (const text of textOf(file)) {
    length += text.length;
    if (length > LARGEST_DOCUMENT) throw new FileProblem("is larger than 256 MiB; as .ndjson it is read line by line");
    pieces.push(text);
  }
  const parsed = parse(pieces.join(""));
  if ("problem" in parsed) throw new FileProblem(parsed.problem);
  const { value } = parsed;
  const wrapped = typeof value === "object" && value !== null && "Records" in value;
  const records = wrapped ? value.Records : value;
  if (Array.isArray(records)) {
    for (const [index, record] of records.entries()) {
      yield { where: `${file}: ${wrapped ? "Records" : ""}[${index}]`, record };
    }
  } else if (wrapped) {
    throw new FileProblem("has a Records that is not a list");
  } else {
    yield { where: file, record: value };
  }
}

/**
 * The records of a CloudTrail file, in order: `.ndjson` (one record a line, read as a stream) or `.json` (`{"Records": […]}`,
 * a list, or one record), each also with `.gz`. What is wrong with a line is told and the rest goes on; what is wrong with
 * the file is told last.
 */
export async function* entriesOf(file: string): AsyncGenerator<Entry> {
  const kind = /\.(json|ndjson|jsonl)(\.gz)?$/.exec(file.toLowerCase())?.[1];
  try {
    if (kind === undefined) throw new FileProblem("must end in .json, .json.gz or .ndjson, which says how to read it");
    yield* kind === "json" ? entriesOfDocument(file) : entriesOfLines(file);
  } catch (error) {
    yield { where: file, problem: problemOf(error) };
  }
}
