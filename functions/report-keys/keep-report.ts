import { PlumblineError } from "../../shared/iam/errors.ts";
import type { KeyReport } from "../../shared/reports/key-report.ts";
import { renderKeysCsv } from "../../shared/reports/render-keys-csv.ts";
import { renderKeysHtml } from "../../shared/reports/render-keys-html.ts";
import { renderKeysJson } from "../../shared/reports/render-keys-json.ts";
import { type KeptReport, renderKeysText } from "../../shared/reports/render-keys-text.ts";
import type { ReportStore } from "../../shared/reports/report-store.ts";
import type { ReportOrder } from "./report-order.ts";

/**
 * Keeps a report as a page, a table, JSON and the letter's text, in a folder that its order names: made again, it is another version of the
 * same files.
 * @returns where the page lies; or, in the words of the store, why one of the files was not taken
 */
export async function keepReport(report: KeyReport, order: ReportOrder, store: ReportStore): Promise<KeptReport> {
  const folder = `key-rotation/${folderOf(order.startedAt)}`;
  const metadata = {
    "configuration-digest": report.configurationDigest,
    "made-at": report.madeAt,
    "report-id": order.reportId.replace(/[^\w.-]/g, "-"),
    accounts: String(report.accounts.length),
  };
  const keep = (name: string, contentType: string, body: string) =>
    store.keep({ key: `${folder}/${name}`, contentType, body, metadata });
  try {
    await keep("report.json", "application/json", renderKeysJson(report));
    await keep("report.csv", "text/csv; charset=utf-8; header=present", renderKeysCsv(report));
    const { location } = await keep("report.html", "text/html; charset=utf-8", renderKeysHtml(report));
    const kept: KeptReport = { status: "kept", location };
    await keep("report.txt", "text/plain; charset=utf-8", renderKeysText(report, kept));
    return kept;
  } catch (fault) {
    if (!(fault instanceof PlumblineError)) throw fault;
    return { status: "refused", reason: fault.message };
  }
}

/** The folder of a report, by the time of its order: `2026/06/01T060000Z` of `2026-06-01T06:00:00Z`. */
export function folderOf(startedAt: string): string {
  const [date = "", time = ""] = new Date(startedAt).toISOString().split("T");
  const [year, month, day] = date.split("-");
  return `${year}/${month}/${day}T${time.slice(0, 8).replaceAll(":", "")}Z`;
}
