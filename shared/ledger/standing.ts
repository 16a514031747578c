import type { Drift } from "../drift/drift.ts";
import type { Finding } from "./finding.ts";
import { isDelivered } from "./news.ts";

const WORST_FIRST: readonly Drift["severity"][] = ["critical", "high", "medium", "low"];

/**
 * By what a finding stands among those of its account that are not over: open, waived, or resolved with news that was not delivered yet.
 * Sorted by it, the open ones come first, and of each kind the worst.
 * @returns `STATUS#RANK#ENTITY#ID`; `undefined` where the finding is over.
 */
export function standingOf(finding: Finding): string | undefined {
  const { status, drift, entity, id, news } = finding;
  if (status === "resolved" && news.every(isDelivered)) return undefined;
  return `${status}#${WORST_FIRST.indexOf(drift.severity)}#${entity}#${id}`;
}
