import { CsvError, parse } from "csv-parse/sync";
import type { SnapshotText } from "./snapshot.ts";
import { FURTHER_COLUMNS, REPORT_COLUMNS, type ReportColumn, type ReportRow } from "./snapshot-report-fields.ts";

/** What came of reading the CSV; `problem` is one sentence that names the file, and the line where there is one. */
export type RowsReading =
  | { readonly status: "read"; readonly rows: readonly ReportRow[] }
  | { readonly status: "invalid"; readonly problem: string };

interface Line {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

const HOW_TO_MAKE = "a credential report is the Content of aws iam get-credential-report, base64-decoded";

/** Reads a credential report's rows by the names of their columns, whatever the order; columns it does not know are left alone. */
export function readRows({ file, text }: SnapshotText): RowsReading {
  const parsed = parseLines(text);
  if ("problem" in parsed) return { status: "invalid", problem: `${file}${parsed.problem}` };
  const [header, ...lines] = parsed.lines;
  if (header === undefined)
    return { status: "invalid", problem: `${file} is empty; make the credential report again.` };
  const missing = REPORT_COLUMNS.filter((column) => !header.record.includes(column));
  if (missing.length > 0) {
    return { status: "invalid", problem: `${file}:1 The columns ${missing.join(", ")} are missing; ${HOW_TO_MAKE}.` };
  }
  const twice = REPORT_COLUMNS.find((column) => header.record.indexOf(column) !== header.record.lastIndexOf(column));
  if (twice !== undefined) return { status: "invalid", problem: `${file}:1 The column ${twice} stands twice.` };
  if (lines.length === 0) {
    return {
      status: "invalid",
      problem: `${file} has no rows, not even the root user's; make the credential report again.`,
    };
  }
  const places = REPORT_COLUMNS.map((column) => [column, header.record.indexOf(column)] as const);
  const further = FURTHER_COLUMNS.map((column) => [column, header.record.indexOf(column)] as const);
  const there = further.filter(([, index]) => index !== -1);
  const rows = lines.map(({ record, info }): ReportRow => {
    const pick = (columns: typeof places | typeof there) =>
      Object.fromEntries(columns.map(([column, index]) => [column, record[index] ?? ""]));
    return { line: info.lines, values: pick(places) as Record<ReportColumn, string>, further: pick(there) };
  });
  return { status: "read", rows };
}

/** A row with fewer or more fields than the header is a fault: most likely the file is cut off. */
function parseLines(text: string): { readonly lines: readonly Line[] } | { readonly problem: string } {
  try {
    const options = { bom: true, info: true, skip_empty_lines: true, trim: true } as const;
    return { lines: parse(text, options) as unknown as readonly Line[] };
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const line = typeof cause.lines === "number" ? `:${cause.lines}` : "";
    const why =
      cause.code === "CSV_RECORD_INCONSISTENT_FIELDS_LENGTH"
        ? "This row has more or fewer fields than the header; if the file is cut off, make it again"
        : `This is not CSV; ${HOW_TO_MAKE}`;
    return { problem: `${line} ${why}.` };
  }
}
