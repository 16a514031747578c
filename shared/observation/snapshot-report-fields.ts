import { readTime } from "./snapshot-time.ts";

/** A value that is not what its column holds. Caught by whoever knows the file. */
export class ReportFault {
  readonly line: number;
  readonly message: string;

  constructor(line: number, message: string) {
    this.line = line;
    this.message = message;
  }
}

/** One row of a credential report, by its columns' names. */
export interface ReportRow {
  readonly line: number;
  readonly values: Readonly<Record<ReportColumn, string>>;
  /** What the report has of {@link FURTHER_COLUMNS}. */
  readonly further: Readonly<Partial<Record<FurtherColumn, string>>>;
}

/** The columns that are read. A report has others, and new ones come. */
export const REPORT_COLUMNS = [
  "user",
  "arn",
  "user_creation_time",
  "password_enabled",
  "password_last_changed",
  "access_key_1_active",
  "access_key_1_last_rotated",
  "access_key_1_last_used_date",
  "access_key_2_active",
  "access_key_2_last_rotated",
  "access_key_2_last_used_date",
] as const;

export type ReportColumn = (typeof REPORT_COLUMNS)[number];

/** Columns that are only told of as they stand; a report that lacks them is a report all the same. */
export const FURTHER_COLUMNS = [
  "password_last_used",
  "password_next_rotation",
  "mfa_active",
  "access_key_1_last_used_region",
  "access_key_1_last_used_service",
  "access_key_2_last_used_region",
  "access_key_2_last_used_service",
] as const;

export type FurtherColumn = (typeof FURTHER_COLUMNS)[number];

/** What a report writes in place of a value. */
export type NoValue = "N/A" | "no_information" | "not_supported";

function noValueOf(text: string): NoValue | undefined {
  return text === "N/A" || text === "no_information" || text === "not_supported" ? text : undefined;
}

/** @throws ReportFault where the value is none that such a column holds. */
export function booleanOf({ line, values }: ReportRow, column: ReportColumn): boolean | NoValue {
  const text = values[column];
  const lower = text.toLowerCase();
  if (lower === "true" || lower === "false") return lower === "true";
  const none = noValueOf(text);
  if (none !== undefined) return none;
  throw new ReportFault(line, `${column} of ${values.user} is ${JSON.stringify(text)}, neither true nor false.`);
}

/** ISO 8601. @throws ReportFault where the value is none that such a column holds. */
export function reportTimeOf({ line, values }: ReportRow, column: ReportColumn): { readonly at: string } | NoValue {
  const text = values[column];
  const at = readTime(text);
  if (at !== undefined) return { at };
  const none = noValueOf(text);
  if (none !== undefined) return none;
  throw new ReportFault(line, `${column} of ${values.user} is ${JSON.stringify(text)}, which is no time.`);
}
