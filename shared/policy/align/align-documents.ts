import type { Policy, Statement } from "../policy.ts";
import { alignJson, type Json, type Line, type Row } from "./align-json.ts";
import { alignStatements, type StatementPair } from "./align-statements.ts";

/** A policy and its document as `JSON.parse` gives it. */
export interface Document {
  readonly policy: Policy;
  readonly json: { readonly [element: string]: Json };
}

/** What stands in the view: a line of either side, the name of two statements, or a word on what is left out. */
export type ViewRow =
  | (Row & { readonly kind: "line" })
  | { readonly kind: "heading"; readonly left?: string; readonly right?: string }
  | { readonly kind: "note"; readonly text: string };

/** How many entries of a list that are the same stay around one that is not; a run is folded where that saves a few lines. */
const AROUND = 2;
const FEWEST_FOLDED = 4;

/**
 * Two documents beside one another, statement by statement and entry by entry.
 *
 * @param equal whether they decide alike. Then every difference is one of spelling; otherwise statements that say the same are left
 *   out, however they are written.
 */
export function alignDocuments(canonical: Document, live: Document, equal: boolean): readonly ViewRow[] {
  const rows: ViewRow[] = lines(alignJson(head(canonical), head(live)), equal).filter(
    (row) => row.kind === "line" && row.mark !== "same",
  );
  let same = 0;
  const foldSame = (): void => {
    if (same > 0)
      rows.push({ kind: "note", text: same === 1 ? "1 statement, the same" : `${same} statements, the same` });
    same = 0;
  };
  for (const pair of alignStatements(canonical.policy, live.policy)) {
    const aligned = alignJson(written(pair.canonical, canonical), written(pair.live, live));
    if (aligned.every(({ mark }) => mark === "same") || (pair.alike && !equal)) {
      same += 1;
      continue;
    }
    foldSame();
    rows.push(heading(pair), ...fold(lines(aligned, equal || pair.alike)));
  }
  foldSame();
  return rows;
}

function head({ json }: Document): Json {
  const { Statement: _, ...others } = json;
  return others;
}

/** The statement as it is written. A policy has its statements in the order of its text. */
function written(statement: Statement | undefined, { policy, json }: Document): Json {
  if (statement === undefined) return undefined;
  return Array.isArray(json.Statement) ? json.Statement[policy.statements.indexOf(statement)] : json.Statement;
}

function heading({ canonical, live }: StatementPair): ViewRow {
  return { kind: "heading", ...(canonical && { left: canonical.path }), ...(live && { right: live.path }) };
}

function lines(rows: readonly Row[], alike: boolean): readonly ViewRow[] {
  const [left, right] = [withCommas(rows, "left"), withCommas(rows, "right")];
  return rows.map((row, index) => {
    const [one, other] = [left[index], right[index]];
    const mark = alike && row.mark === "changed" ? "spelling" : row.mark;
    return {
      kind: "line",
      mark,
      ...(row.item && { item: row.item }),
      ...(one && { left: one }),
      ...(other && { right: other }),
    };
  });
}

/** The lines of one side with the commas that JSON has between them. */
function withCommas(rows: readonly Row[], side: "left" | "right"): readonly (Line | undefined)[] {
  const own = rows.map((row) => row[side]);
  let next: Line | undefined;
  return own
    .toReversed()
    .map((line) => {
      const comma = line !== undefined && next !== undefined && line.role !== "open" && next.role !== "close";
      next = line ?? next;
      return comma ? { ...line, text: `${line.text},` } : line;
    })
    .toReversed();
}

/** Leaves the middle of long runs of list entries out that are the same. */
function fold(rows: readonly ViewRow[]): readonly ViewRow[] {
  const result: ViewRow[] = [];
  let run: ViewRow[] = [];
  const flush = (): void => {
    const hidden = run.length - 2 * AROUND;
    if (hidden < FEWEST_FOLDED) result.push(...run);
    else
      result.push(...run.slice(0, AROUND), { kind: "note", text: `${hidden} more, the same` }, ...run.slice(-AROUND));
    run = [];
  };
  for (const row of rows) {
    if (row.kind === "line" && row.item === true && row.mark === "same") run.push(row);
    else {
      flush();
      result.push(row);
    }
  }
  flush();
  return result;
}
