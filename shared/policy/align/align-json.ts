import { besideOneAnother, mergeEntries, type Pair } from "./merge-entries.ts";

/** One line of a document as it is shown. A line opens an object or a list, closes it, or holds a value. */
export interface Line {
  readonly text: string;
  readonly role: "open" | "close" | "value";
}

/**
 * Two lines beside one another, or one without a counterpart. `spelling` is a difference that decides nothing; `item` marks a line of
 * a list, which may be folded away where nothing changes.
 */
export interface Row {
  readonly mark: "same" | "changed" | "spelling";
  readonly item?: true;
  readonly left?: Line;
  readonly right?: Line;
}

/** A value as `JSON.parse` gives it. */
export type Json = unknown;

/** The order of elements that AWS's documents have. */
const ELEMENTS = [
  "Version",
  "Id",
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];

/** Elements that decide nothing. */
const REMARKS = ["Sid", "Id"];

/**
 * Two JSON values beside one another, member by member and list entry by list entry, laid out alike. Lists of a policy are sets: entries
 * that both have stand beside one another wherever they were written. A side that is `undefined` has no lines.
 *
 * @param name the member they are the values of; a difference in case decides nothing in an action
 */
export function alignJson(left: Json, right: Json, name = "", depth = 0): readonly Row[] {
  if (isObject(left ?? right) && isObject(right ?? left)) return alignObjects(left, right, name, depth);
  if (isScalar(left) && isScalar(right) && !(left === undefined && right === undefined)) {
    return [scalarRow(left, right, name, depth)];
  }
  if (isListed(left) && isListed(right)) return alignLists(asList(left), asList(right), name, depth);
  return [...alignJson(left, undefined, name, depth), ...alignJson(undefined, right, name, depth)];
}

type JsonObject = { readonly [name: string]: Json };

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A list of one entry is shown, as it is meant, like the entry alone. */
function isScalar(value: Json): boolean {
  return Array.isArray(value)
    ? value.length === 1 && !Array.isArray(value[0]) && !isObject(value[0])
    : !isObject(value);
}

function isListed(value: Json): boolean {
  return !isObject(value);
}

function asList(value: Json): readonly Json[] | undefined {
  return value === undefined || Array.isArray(value) ? value : [value];
}

function scalarText(value: Json): string {
  return JSON.stringify(Array.isArray(value) ? value[0] : value);
}

function memberText(name: string, depth: number, text: string): string {
  return `${"  ".repeat(depth)}${name === "" ? "" : `${JSON.stringify(name)}: `}${text}`;
}

function scalarRow(left: Json, right: Json, name: string, depth: number): Row {
  const line = (value: Json): Line | undefined =>
    value === undefined ? undefined : { text: memberText(name, depth, scalarText(value)), role: "value" };
  return rowOf(line(left), line(right), markOf(left, right, name));
}

function rowOf(left: Line | undefined, right: Line | undefined, mark: Row["mark"]): Row {
  return { mark, ...(left && { left }), ...(right && { right }) };
}

function markOf(left: Json, right: Json, name: string): Row["mark"] {
  if (left !== undefined && right !== undefined && scalarText(left) === scalarText(right)) return "same";
  if (REMARKS.includes(name)) return "spelling";
  return left !== undefined && right !== undefined && entryKey(left, name) === entryKey(right, name)
    ? "spelling"
    : "changed";
}

/** Two entries with the same key are the same entry, spelt in another way perhaps. */
function entryKey(value: Json, name: string): string {
  const text = isScalar(value) ? scalarText(value) : JSON.stringify(value);
  if (name === "Action" || name === "NotAction") return text.toLowerCase();
  if (name === "AWS") return text.replace(/^"arn:aws:iam::(\d{12}):root"$/, '"$1"');
  return /^(?:true|false|-?\d+(?:\.\d+)?)$/.test(text) ? JSON.stringify(text) : text;
}

function bracketRow(left: Json, right: Json, text: string, role: Line["role"]): Row {
  const line = { text, role };
  return rowOf(
    left === undefined ? undefined : line,
    right === undefined ? undefined : line,
    left === undefined || right === undefined ? "changed" : "same",
  );
}

function alignObjects(left: Json, right: Json, name: string, depth: number): readonly Row[] {
  const [ofLeft, ofRight] = [left, right].map((value) => (isObject(value) ? value : {}));
  const rows = pairNames(Object.keys(ofLeft ?? {}), Object.keys(ofRight ?? {})).flatMap(([one, other]) => {
    const [first, second] = [one && ofLeft?.[one], other && ofRight?.[other]];
    if (one === undefined || other === undefined || one === other) {
      return alignJson(first, second, one ?? other, depth + 1);
    }
    return respell(alignJson(first, second, one, depth + 1), one, other);
  });
  return [
    bracketRow(left, right, memberText(name, depth, "{"), "open"),
    ...rows,
    bracketRow(left, right, `${"  ".repeat(depth)}}`, "close"),
  ];
}

/** The names of both sides in the order of a policy's elements; the names of condition keys are not case-sensitive. */
function pairNames(left: readonly string[], right: readonly string[]): readonly Pair<string>[] {
  const rank = (name: string): number => (ELEMENTS.includes(name) ? ELEMENTS.indexOf(name) : ELEMENTS.length);
  const twin = (name: string): string | undefined =>
    right.find((other) => other === name) ?? right.find((other) => other.toLowerCase() === name.toLowerCase());
  const paired = left.map((name): Pair<string> => [name, twin(name)]);
  const alone = right.filter((name) => !paired.some(([, other]) => other === name));
  return [...paired, ...alone.map((name): Pair<string> => [undefined, name])].toSorted(
    ([one, other], [another, last]) => rank(one ?? other ?? "") - rank(another ?? last ?? ""),
  );
}

/** Gives the right side back its own spelling of a name. */
function respell(rows: readonly Row[], from: string, to: string): readonly Row[] {
  return rows.map((row, index) => {
    if (index > 0 || row.right === undefined) return row;
    const text = row.right.text.replace(JSON.stringify(from), () => JSON.stringify(to));
    return { ...row, mark: row.mark === "same" ? "spelling" : row.mark, right: { ...row.right, text } };
  });
}

function alignLists(
  left: readonly Json[] | undefined,
  right: readonly Json[] | undefined,
  name: string,
  depth: number,
): readonly Row[] {
  const entries = mergeEntries(left ?? [], right ?? [], (entry) => entryKey(entry, name));
  const rows = besideOneAnother(entries).flatMap(([one, other]): readonly Row[] => {
    if (!isScalar(one) || !isScalar(other)) return alignJson(one, other, "", depth + 1);
    return [{ ...scalarRow(one, other, "", depth + 1), mark: markOf(one, other, name), item: true }];
  });
  return [
    bracketRow(left, right, memberText(name, depth, "["), "open"),
    ...rows,
    bracketRow(left, right, `${"  ".repeat(depth)}]`, "close"),
  ];
}
