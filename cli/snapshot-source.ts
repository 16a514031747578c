import { setFlagsFromString } from "node:v8";
import type { ReadRequest } from "../shared/observation/iam-reader.ts";
import { readSnapshot } from "../shared/observation/read-snapshot.ts";
import type { SnapshotText } from "../shared/observation/snapshot.ts";
import type { CheckSource } from "../shared/reports/check-result.ts";
import type { AccountSource } from "./check-source.ts";
import { bytesOf, decodeText, FileProblem, fileProblem } from "./text-file.ts";
import { usageError } from "./usage-error.ts";

/** An account in files, with all that they list of it. */
export interface SnapshotSource extends AccountSource {
  readonly entities: readonly ReadRequest[];
  /** See `Snapshot`. */
  readonly leftOut: readonly string[];
}

/**
 * The account that files hold.
 * @throws PlumblineError `UsageError` where one cannot be read, or they are not what they are given as
 */
export async function snapshotAccount(
  files: readonly string[],
  credentialReport: string | undefined,
  now: () => Date,
): Promise<SnapshotSource> {
  const details = files.map((file) => ({ file, pieces: piecesOf(file) }));
  const report = credentialReport === undefined ? {} : { credentialReport: await snapshotText(credentialReport) };
  const reading = await readSnapshot({ details, ...report });
  if (reading.status === "invalid") throw usageError(reading.problem);
  const { account, entities, leftOut, managedPolicies } = reading.snapshot;
  const named = credentialReport === undefined ? files : [...files, credentialReport];
  const whichFiles = files.join(" and ");
  const says = `${whichFiles} ${files.length === 1 ? "is" : "are"} of account ${account.account}`;
  const warnings = leftOut.length === 0 ? [] : [leftOutWords(whichFiles, account.account, leftOut)];
  const reader = reading.snapshot.reader(now());
  const source: CheckSource = { kind: "snapshot", files: named };
  return { address: account, source, reader, managedPolicies, says, warnings, entities, leftOut };
}

/** How many of the entities that were left out are named. */
const NAMED = 3;

function leftOutWords(files: string, account: string, leftOut: readonly string[]): string {
  const [few, more] = [leftOut.slice(0, NAMED).join(", "), leftOut.length - NAMED];
  const some =
    leftOut.length === 1 ? "1 entity of another account was" : `${leftOut.length} entities of other accounts were`;
  return `${files}: ${some} left out, since IAM lists only account ${account}'s own; the file was edited: ${few}${more > 0 ? `, and ${more} more` : ""}.`;
}

/** Far above what IAM's own limits let an account's details come to. */
const LARGEST_FILE = 512 * 2 ** 20;

/** Beyond this many characters a file is read with V8 keeping its heap small, which takes a third more time and half the memory. */
const LONG_FILE = 8 * 2 ** 20;

/** A file as text, piece by piece. @throws PlumblineError `UsageError` where it cannot be read */
export async function* piecesOf(file: string): AsyncGenerator<string> {
  let length = 0;
  try {
    for await (const piece of decodeText(bytesOf(file))) {
      if (length <= LONG_FILE && length + piece.length > LONG_FILE) setFlagsFromString("--optimize-for-size");
      length += piece.length;
      if (length > LARGEST_FILE) throw new FileProblem("is larger than 512 MiB, which no account's details are");
      yield piece;
    }
  } catch (error) {
    throw usageError(`${file} ${fileProblem(error)}.`);
  }
}

/** A whole file as text. @throws PlumblineError `UsageError` where it cannot be read */
export async function snapshotText(file: string): Promise<SnapshotText> {
  const pieces: string[] = [];
  for await (const piece of piecesOf(file)) pieces.push(piece);
  return { file, text: pieces.join("") };
}
