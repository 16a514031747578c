import type { Drift } from "../drift/drift.ts";
import { waiverOf } from "../drift/waive.ts";
import type { Finding } from "../ledger/finding.ts";
import { type Sight, standingOf } from "./apply-look.ts";
import type { ApplyPorts } from "./apply-ports.ts";
import type { GuardName, GuardRefusal } from "./guard.ts";
import { parsePlanId, planIdOf, untimely } from "./plan-id.ts";
import { callKey, driftKey } from "./record-steps.ts";
import type { RemediationAttempt } from "./remediation-attempt.ts";
import type { EntityPlan, RemediationStep } from "./remediation-plan.ts";

/** A remediation that was refused. */
export interface Refused {
  readonly status: "refused";
  /** The calls of the plan; none where there is no plan. */
  readonly calls: readonly string[];
  readonly outcome: string;
  /** Whether people are told: not of what is refused for good by the configuration or the plan, which the drift's own alert is enough for. */
  readonly announced: boolean;
  readonly guard?: GuardName;
  /** What it would have done; absent where there is no plan. */
  readonly plan?: EntityPlan;
  /** The plan that a person is asked to approve; only where nothing else keeps the repair back. */
  readonly planId?: string;
  /** The plan that was approved does not hold, or not any more. */
  readonly isOutdated?: true;
}

/** How one remediation ended. `off` and `gone` are not news; the others are announced, but for a refusal that says otherwise. */
export type RemediationResult =
  | { readonly status: "off" }
  | { readonly status: "gone" }
  | { readonly status: "taken" }
  | { readonly status: "retry"; readonly reason: string }
  | Refused
  | {
      readonly status: "failed";
      readonly calls: readonly string[];
      readonly outcome: string;
      readonly rolledBack?: boolean;
    }
  | { readonly status: "remediated"; readonly calls: readonly string[]; readonly outcome: string };

/** Whether there is something to repair by what a sight shows, and else what is to be said. A person's approval is of one plan alone. */
export function judgeFinding(finding: Finding, sight: Sight, ports: ApplyPorts): RemediationResult | "repair" {
  const verdict = judgeSight(finding, sight, ports);
  if (verdict !== "repair" || ports.planId === undefined) return verdict;
  const doubt = untimely(ports.planId, ports.now()) ?? otherThanApproved(ports.planId, sight, ports.journal.record());
  if (doubt === undefined) return "repair";
  const next = `\`plumbline plan --entity ${finding.entity}\` makes a new one.`;
  return { status: "refused", calls: [], outcome: `${doubt} ${next}`, announced: false, isOutdated: true };
}

function judgeSight(finding: Finding, sight: Sight, ports: ApplyPorts): RemediationResult | "repair" {
  const { entity } = finding;
  const standing = standingOf(sight, finding.drift);
  if (isBegun(sight.plan, ports.journal.record())) return sight.isAnother ? another(entity) : "repair";
  if (standing.status === "gone") return { status: "gone" };
  if (standing.status === "unclear") {
    return refused(`${entity} cannot be judged now (${standing.why}), so nothing is written.`);
  }
  const { drift } = standing;
  if (sight.isAnother && drift.rule !== "entity-re-created") return another(entity);
  const waiver = waiverOf(ports.waivers, finding.account, drift, ports.now());
  if (waiver !== undefined) {
    return refused(
      `${waiver.decidedBy} has waived this drift of ${entity} until ${waiver.until}: a waived drift is left alone.`,
    );
  }
  const undone = ports.undoneBy(drift);
  if (undone !== undefined) {
    return refused(
      `${undone} has undone the repair of this drift of ${entity}: it is left as it is until it changes. Waive it, or repair it with \`plumbline remediate\`.`,
    );
  }
  return planned(entity, drift, sight.plan);
}

/** What the plan says of the drift that asked. */
function planned(entity: string, drift: Drift, plan: EntityPlan): RemediationResult | "repair" {
  const isAsked = (each: Pick<Drift, "rule" | "subject">) => driftKey(each) === driftKey(drift);
  if (plan.plan.steps.some(({ repairs }) => repairs.some(isAsked))) return "repair";
  if (plan.off.some(isAsked)) return { status: "off" };
  const refusal = plan.refused.find(isAsked);
  const outcome = refusal?.reason ?? `There is no repair of "${drift.rule}" of ${entity}.`;
  return { status: "refused", calls: [], outcome, announced: refusal?.unread === true };
}

/** Whether calls that an attempt which died had set out to make are still to be made. */
function isBegun({ plan }: EntityPlan, record: RemediationAttempt | undefined): boolean {
  if (record?.status !== "started") return false;
  const open = new Set(record.steps.filter(({ status }) => status === "begun" || status === "pending").map(callKey));
  return plan.steps.some((step) => open.has(callKey(step)));
}

/** Says that what would be done is not what was approved; `undefined` where it is, or is what is left of it after a try that died. */
function otherThanApproved(planId: string, sight: Sight, record: RemediationAttempt | undefined): string | undefined {
  const id = parsePlanId(planId);
  if (id !== undefined && planIdOf(id.findingId, id.madeAt, sight) === planId) return undefined;
  if (record?.status === "started" && isRestOf(record.steps, sight.plan.plan.steps)) return undefined;
  return `Plan ${planId} was made for another state than what is live now, or from another configuration, so nothing is done by it.`;
}

/** Whether steps are the last of those that were approved, in their order, with what takes each back. */
function isRestOf(approved: readonly RemediationStep[], steps: readonly RemediationStep[]): boolean {
  const keys = (of: readonly RemediationStep[]) => JSON.stringify(of.map(({ call, reversal }) => [call, reversal]));
  return steps.length > 0 && keys(approved.slice(-steps.length)) === keys(steps);
}

/** A guard's refusal of a plan, told unless it was before. */
export function refusedBy(
  { guard, reason, clear, told }: GuardRefusal,
  calls: readonly string[],
  plan: EntityPlan,
  made: readonly string[] = [],
): Refused {
  const done = made.length === 0 ? "" : ` Made before: ${made.join("; ")}.`;
  return { status: "refused", calls, outcome: `${reason}${done} ${clear}`, announced: told !== true, guard, plan };
}

/** A refusal that people are told of. */
export function refused(outcome: string, calls: readonly string[] = []): Refused {
  return { status: "refused", calls, outcome, announced: true };
}

function another(entity: string): Refused {
  return refused(
    `${entity} is another than before, under the same name, and may be somebody else's: nothing on it is repaired until a waiver accepts it.`,
  );
}
