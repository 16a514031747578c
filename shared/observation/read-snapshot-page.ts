import { type JsonBounds, readJson } from "../policy/read-json.ts";
import type { SnapshotText } from "./snapshot.ts";
import { DetailFault, type Fields, fieldsOf, listOf } from "./snapshot-fields.ts";
import { type DetailKind, type HeldEntity, LISTS, readEntry } from "./snapshot-states.ts";

/** One text of authorization details. */
export interface Page {
  readonly file: string;
  readonly entities: readonly HeldEntity[];
  /** Whether IAM, or the AWS CLI with `--max-items`, had more to give. */
  readonly isTruncated: boolean;
  /** `FILE:LINE:COLUMN` of an offset into the text. */
  placeOf(offset: number): string;
}

/** What came of reading one text; `problem` is one sentence that names the place. */
export type PageReading =
  | { readonly status: "read"; readonly page: Page }
  | { readonly status: "invalid"; readonly problem: string };

/** Node's longest string, and far deeper than IAM's answers and the policies in them. */
const BOUNDS: JsonBounds = { length: 2 ** 29, depth: 200 };

const BYTE_ORDER_MARK = "\uFEFF";

/** Reads one text of authorization details: all of a call that the AWS CLI made, or one page. */
export function readPage({ file, text: whole }: SnapshotText): PageReading {
  // PowerShell puts one before what it redirects into a file.
  const text = whole.startsWith(BYTE_ORDER_MARK) ? whole.slice(1) : whole;
  const placeOf = (offset: number) => `${file}:${lineAndColumn(text, offset)}`;
  const json = readJson(text, BOUNDS);
  if (json.status === "malformed") {
    const cut = json.offset >= text.trimEnd().length || json.message.includes("does not end");
    const why = cut ? "The JSON is cut off; make the file again." : "This is not JSON.";
    return { status: "invalid", problem: `${placeOf(json.offset)} ${why} ${json.message}` };
  }
  if (json.node.type !== "object") return { status: "invalid", problem: foreign(file) };
  try {
    const fields = fieldsOf(json.node, file);
    if (!["UserDetailList", "GroupDetailList", "RoleDetailList"].some((list) => fields.members.has(list))) {
      return { status: "invalid", problem: foreign(file) };
    }
    const entities = KINDS.flatMap((kind) => entriesOf(kind, file, fields));
    return { status: "read", page: { file, entities, isTruncated: isTruncated(fields), placeOf } };
  } catch (fault) {
    if (!(fault instanceof DetailFault)) throw fault;
    return { status: "invalid", problem: `${placeOf(fault.offset)} ${fault.message}` };
  }
}

const KINDS: readonly DetailKind[] = ["user", "group", "role", "policy"];

function entriesOf(kind: DetailKind, file: string, fields: Fields): readonly HeldEntity[] {
  const held = (listOf(fields, LISTS[kind].list) ?? []).map((entry) => readEntry(kind, file, entry));
  // AWS's own policies stand in the details where they are attached to something; they are not the account's.
  return held.filter(({ owner }) => owner.account !== "aws");
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

function lineAndColumn(text: string, offset: number): string {
  const before = text.slice(0, offset);
  return `${before.split("\n").length}:${offset - before.lastIndexOf("\n")}`;
}
