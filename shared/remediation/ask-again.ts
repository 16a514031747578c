import type { Finding, News } from "../ledger/finding.ts";
import { ASKING } from "./tell-remediation.ts";

/**
 * The refusal that an open finding was left with, and whose revision asks for the repair again: what refused it, such as a budget that was
 * used up or a switch that was thrown, may let it pass meanwhile, and nothing of the finding tells of that. `undefined` where the drift has
 * asked since, where something else came of it, and where a person was asked to approve a plan, whom reminders ask.
 */
export function standingRefusal({ status, news }: Pick<Finding, "status" | "news">): News | undefined {
  if (status !== "open") return undefined;
  const last = news.findLast(({ kind, remediation }) => remediation !== undefined || ASKING.includes(kind));
  if (last?.kind !== "IAM Drift Remediation Refused") return undefined;
  return last.remediation?.planId === undefined ? last : undefined;
}
