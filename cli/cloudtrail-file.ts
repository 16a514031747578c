import { createReadStream } from "node:fs";
import { pipeline, type Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { decodeText, FileProblem, fileProblem, linesOf } from "./text-file.ts";

/** One record of a file, or what is wrong there. `where` names the place for a person: `FILE:LINE`, `FILE: Records[3]`. */
export type Entry =
  | { readonly where: string; readonly record: unknown }
  | { readonly where: string; readonly problem: string };

const MEBI = 1024 * 1024;
/** CloudTrail's own limit for a record is 1 MB. */
const LONGEST_LINE = 16 * MEBI;
const LARGEST_DOCUMENT = 256 * MEBI;

function recordBytesOf(file: string): Readable {
  const bytes = createReadStream(file);
  if (!file.toLowerCase().endsWith(".gz")) return bytes;
  // A fault of either stream ends the last one, whose reader then throws it: the callback has nothing to add.
  return pipeline(bytes, createGunzip(), () => undefined);
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
  for await (const line of linesOf(recordBytesOf(file), LONGEST_LINE)) {
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
  for await (const text of decodeText(recordBytesOf(file))) {
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
    yield { where: file, problem: fileProblem(error) };
  }
}
