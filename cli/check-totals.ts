import type { CheckResult } from "../shared/reports/check-result.ts";
import { severityCounts } from "../shared/reports/severities.ts";
import { counted } from "../shared/reports/words.ts";

/** What a check comes to, in one line: `3 drifts (1 critical, 2 low) on 2 of 14 entities; 1 waived.` */
export function checkTotals({ accounts }: CheckResult): string {
  const entities = accounts.flatMap((account) => account.entities);
  const told = entities.flatMap(({ drifts }) => drifts);
  const drifts = told.filter(({ rule }) => rule !== "unreadable");
  const unreadable = told.length - drifts.length;
  const touched = entities.filter((each) => each.drifts.some(({ rule }) => rule !== "unreadable")).length;
  const unknown = drifts.filter(({ verdict }) => verdict === "unknown").length;
  const undecided = entities.reduce((sum, entity) => sum + entity.undecided.length, 0);
  const waived = entities.reduce((sum, entity) => sum + entity.waived.length, 0);
  const unread = accounts.filter((account) => account.unreadable !== undefined).length;
  const found =
    unread > 0 && unread === accounts.length
      ? "Nothing was checked"
      : drifts.length === 0
        ? `No drift on ${counted(entities.length, "entity", "entities")}`
        : `${counted(drifts.length, "drift", "drifts")} (${severityCounts(drifts)}) on ${touched} of ${counted(entities.length, "entity", "entities")}`;
  const others = [
    ...(unread === 0 ? [] : [`${counted(unread, "account", "accounts")} not read`]),
    ...(unknown === 0 ? [] : [`${unknown} could not be told apart`]),
    ...(unreadable === 0 ? [] : [`${unreadable} unreadable`]),
    ...(undecided === 0 ? [] : [`${counted(undecided, "rule", "rules")} not decided`]),
    ...(waived === 0 ? [] : [`${waived} waived`]),
  ];
  return `${[found, ...others].join("; ")}.`;
}
