import type { CountedSweep } from "./sweep-account.ts";

/** What is counted of what an invocation did of a sweep, by the names of CloudWatch's metrics. */
export function metricsOf({
  status,
  counts,
  lacksReport,
  history,
  awsPoliciesChanged,
}: CountedSweep): readonly (readonly [string, number])[] {
  return [
    ["SweepsFinished", status === "swept" ? 1 : 0],
    ["AccountsUnreadable", status === "unreadable" ? 1 : 0],
    ["CredentialReportsMissing", lacksReport ? 1 : 0],
    ["EventHistoryUnreadable", history === "unreadable" ? 1 : 0],
    ["EventHistoryPartial", history === "partial" ? 1 : 0],
    ["EventsMissed", counts.missedEvents],
    ["AwsPoliciesChanged", awsPoliciesChanged],
    ["EntitiesRead", counts.entities],
    ["DriftOpened", counts.opened],
    ["DriftChanged", counts.changed],
    ["DriftResolved", counts.resolved],
    ["DriftReminded", counts.reminded],
    ["Unreadable", counts.unreadable],
  ];
}
