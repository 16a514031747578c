import { visibleJson } from "../drift/visible-text.ts";
import type { KeyReport } from "./key-report.ts";

/** The report as JSON, by docs/schema/keys.schema.json; an access key id that stands in a text is cut to its last four characters. */
export function renderKeysJson(report: KeyReport): string {
  return `${visibleJson(report)}\n`;
}
