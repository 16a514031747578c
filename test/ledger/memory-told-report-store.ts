import type { ToldReport, ToldReportStore } from "../../shared/ledger/told-report.ts";

/** A store of told reports in memory. */
export function createMemoryToldReportStore(): ToldReportStore {
  const held = new Map<string, ToldReport>();
  return {
    toldReport: async (reportId) => held.get(reportId),
    async writeToldReport(report) {
      if (held.has(report.reportId)) return "conflict";
      held.set(report.reportId, report);
      return "written";
    },
  };
}
