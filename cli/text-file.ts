import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";

/** Something of a file that stops its reading; the message is the problem, without the place. */
export class FileProblem extends Error {}

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

/**
 * What stopped the reading of a file, to be put after its name: `does not exist`.
 * @throws everything else: a fault of the program is not a problem of the file
 */
export function fileProblem(error: unknown): string {
  if (error instanceof FileProblem) return error.message;
  throw error;
}

/** The bytes of a file, or of stdin where it is called `-`. */
export function bytesOf(file: string): Readable {
  return file === "-" ? process.stdin : createReadStream(file);
}

/**
 * Decodes UTF-8, strictly; a byte order mark at the start is left out.
 * @throws FileProblem where the bytes cannot be had, or are no text
 */
export async function* decodeText(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  try {
    for await (const chunk of bytes) yield decoder.decode(chunk, { stream: true });
    yield decoder.decode();
  } catch (error) {
    if (!(error instanceof Error && "code" in error && typeof error.code === "string")) throw error;
    throw new FileProblem(BY_CODE[error.code] ?? `cannot be read: ${error.message}`, { cause: error });
  }
}

/**
 * The lines of a text in UTF-8. They end in `\n` alone: a JSON text may hold U+2028, which other readers take for the end of a line.
 *
 * @param longest a line of more characters than this ends the reading
 * @throws FileProblem
 */
export async function* linesOf(bytes: AsyncIterable<Uint8Array>, longest: number): AsyncGenerator<string> {
  let pieces: string[] = [];
  let length = 0;
  for await (const text of decodeText(bytes)) {
    const [first = "", ...others] = text.split("\n");
    pieces.push(first);
    length += first.length;
    if (length > longest) {
      throw new FileProblem(`has a line of more than ${longest / 2 ** 20} MiB, which is no record; is it NDJSON?`);
    }
    for (const other of others) {
      yield pieces.join("");
      pieces = [other];
      length = other.length;
    }
  }
  yield pieces.join("");
}
