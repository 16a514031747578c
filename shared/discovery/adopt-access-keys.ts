import type { AccessKeyState } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";

/** What to say of a user's access keys in a comment: how old they may become is a decision, and nothing live tells it. */
export function keyRuleRemarks(accessKeys: Observation<readonly AccessKeyState[]>): readonly string[] {
  const active =
    accessKeys.status === "present" ? accessKeys.state.filter(({ status }) => status === "Active").length : undefined;
  const counted = active === undefined ? "" : ` It has ${active} active.`;
  return [
    `Nothing is asked of its access keys yet.${counted} A rule to start from:`,
    "accessKeys:",
    "  warnAtDays: 75",
    "  breachAtDays: 90",
    "  breachSource: plumbline",
    `  maximumActive: ${active === 0 ? 0 : 1}`,
    "  overlapDays: 7",
  ];
}
