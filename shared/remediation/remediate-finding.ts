import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { Drift } from "../drift/drift.ts";
import { waiverOf } from "../drift/waive.ts";
import type { Finding } from "../ledger/finding.ts";
import { type Sight, standingOf } from "./apply-look.ts";
import { type Applied, applyPlan, SHOWN_PAUSES } from "./apply-plan.ts";
import { type ApplyPorts, askGuards, look, type Repair } from "./apply-ports.ts";
import type { GuardName, GuardRefusal } from "./guard.ts";
import { callKey, driftKey } from "./record-steps.ts";
import type { RecordedDrift, RemediationAttempt } from "./remediation-attempt.ts";
import { describeCall, type EntityPlan, type RemediationStep } from "./remediation-plan.ts";

/**
 * Milliseconds before it is begun anew where two readings disagree, or somebody else is at the entity: most likely another finding of the
 * same entity is just being repaired, and the queue would give this one's message back only after minutes.
 */
const AGREEMENT_PAUSES = [1_000, 2_000] as const;

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

/**
 * Puts one finding right, and with it whatever else of its entity drifts and may be repaired: plan ▸ guard ▸ re-read ▸ apply ▸ verify.
 * Every safety check that cannot be answered refuses.
 *
 * Two readings must agree, word for word, before anything is written; the second is taken just before the write, and before each later
 * write there is another. The finding's own text is never believed: the drift must still be there when it is looked for again.
 * @throws PlumblineError `RemediationUnfinished`, retryable, where another attempt has taken the entity over; what the ports throw
 */
export async function remediateFinding(
  finding: Finding,
  expected: ExpectedEntity,
  ports: ApplyPorts,
): Promise<RemediationResult> {
  if (expected.remediate === "off") return { status: "off" };
  if (finding.status === "waived") return refused(`${finding.entity}: a waived drift is left alone.`);
  let last: RemediationResult = { status: "taken" };
  for (const milliseconds of [...AGREEMENT_PAUSES, undefined]) {
    const result = await remediateOnce(finding, expected, ports);
    if (result !== "readings-disagree" && result !== "held-by-another") return result;
    last =
      result === "held-by-another"
        ? { status: "taken" }
        : { status: "retry", reason: `${finding.entity} changed between two readings, time and again.` };
    if (milliseconds !== undefined) await ports.pause(milliseconds);
  }
  return last;
}

async function remediateOnce(
  finding: Finding,
  expected: ExpectedEntity,
  ports: ApplyPorts,
): Promise<RemediationResult | "readings-disagree" | "held-by-another"> {
  const first = await look({ finding, expected }, ports);
  const verdict = judge(finding, first, ports);
  if (verdict !== "repair") return await contained(verdict, { finding, expected, plan: first.plan }, first, ports);
  if ((await ports.journal.hold()) === "taken") return "held-by-another";
  try {
    const repair: Repair = { finding, expected, plan: first.plan };
    const answer = await askGuards("first write", repair, first, ports);
    if (answer.status === "refuse") return refusedBy(answer, callsOf(first.plan), first.plan);
    const second = await look({ finding, expected }, ports);
    const again = judge(finding, second, ports);
    if (again !== "repair") return again;
    if (!agree(first, second)) return "readings-disagree";
    const opened = await ports.journal.open(repair.plan.plan, recordedDrifts(second), second.reading.observation);
    if (opened === "taken") return { status: "taken" };
    if (opened === "too-large") return tooLarge(repair);
    return await conclude(repair, await applyPlan(repair, ports), ports);
  } finally {
    await ports.journal.release();
  }
}

/** That an entity is contained is told also where the plan would refuse the repair anyway: somebody is in the middle of an incident. */
async function contained(
  verdict: RemediationResult,
  repair: Repair,
  sight: Sight,
  ports: ApplyPorts,
): Promise<RemediationResult> {
  if (verdict.status !== "refused" || verdict.announced) return verdict;
  const guards = ports.guards.filter(({ name }) => name === "containment");
  const answer = await askGuards("first write", repair, sight, { ...ports, guards });
  return answer.status === "refuse" ? refusedBy(answer, verdict.calls, repair.plan) : verdict;
}

/** Whether there is something to repair, and else what is to be said. */
function judge(finding: Finding, sight: Sight, ports: ApplyPorts): RemediationResult | "repair" {
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

function agree(first: Sight, second: Sight): boolean {
  const shown = ({ reading, plan }: Sight) => JSON.stringify([reading.observation, plan.plan.steps.map(callKey)]);
  return shown(first) === shown(second);
}

/** The drifts that the plan puts right, as they are. */
function recordedDrifts({ drifts, plan }: Sight): readonly RecordedDrift[] {
  const repaired = new Set(plan.plan.steps.flatMap(({ repairs }) => repairs.map(driftKey)));
  return drifts
    .filter((drift) => repaired.has(driftKey(drift)))
    .map(({ rule, subject, fingerprint }) => ({ rule, subject, fingerprint }));
}

async function conclude(repair: Repair, applied: Applied, ports: ApplyPorts): Promise<RemediationResult> {
  const calls = doneCalls(ports);
  switch (applied.status) {
    case "retry":
      return applied;
    case "refused":
      return refusedBy(applied.answer, calls, repair.plan, calls);
    case "failed":
      return {
        status: "failed",
        calls: attemptedCalls(ports),
        outcome: applied.outcome,
        rolledBack: applied.rolledBack,
      };
    case "applied":
      return await verify(repair, calls, ports);
  }
}

/** Believes only a fresh reading. IAM is eventually consistent: one that still shows a drift is taken again before it is believed. */
async function verify(repair: Repair, calls: readonly string[], ports: ApplyPorts): Promise<RemediationResult> {
  const { finding, plan } = repair;
  let doubt: string | undefined;
  for (const milliseconds of [0, ...SHOWN_PAUSES]) {
    if (milliseconds > 0) await ports.pause(milliseconds);
    const sight = await look(repair, ports);
    doubt = doubtOf(finding.entity, plan.plan.steps, sight);
    if (doubt === undefined) break;
  }
  const made = calls.join("; ");
  if (doubt !== undefined) return { status: "failed", calls, outcome: `${made} was accepted, but ${doubt}` };
  return { status: "remediated", calls, outcome: `${made}: verified by reading ${finding.entity} again.` };
}

function doubtOf(entity: string, steps: readonly RemediationStep[], sight: Sight): string | undefined {
  for (const { repairs } of steps) {
    for (const drift of repairs) {
      const standing = standingOf(sight, drift);
      if (standing.status === "there") return `${entity} still drifts.`;
      if (standing.status === "unclear") return `${entity} cannot be judged now (${standing.why}).`;
    }
  }
  return undefined;
}

function doneCalls({ journal }: ApplyPorts): readonly string[] {
  return (journal.record()?.steps ?? [])
    .filter(({ status }) => status === "done")
    .map(({ call }) => describeCall(call));
}

/** What was done, and what failed. */
function attemptedCalls({ journal }: ApplyPorts): readonly string[] {
  const steps = journal.record()?.steps ?? [];
  return steps.filter(({ status }) => status === "done" || status === "failed").map(({ call }) => describeCall(call));
}

function callsOf({ plan }: EntityPlan): readonly string[] {
  return plan.steps.map(({ call }) => describeCall(call));
}

function another(entity: string): Refused {
  return refused(
    `${entity} is another than before, under the same name, and may be somebody else's: nothing on it is repaired until a waiver accepts it.`,
  );
}

function tooLarge({ finding: { entity }, plan }: Repair): Refused {
  const reason = `The record of the repair of ${entity} would be too large to be kept, so that it could not be undone; put some of it right by hand first.`;
  return { ...refused(reason, callsOf(plan)), plan };
}

function refusedBy(
  { guard, reason, clear, told }: GuardRefusal,
  calls: readonly string[],
  plan: EntityPlan,
  made: readonly string[] = [],
): Refused {
  const done = made.length === 0 ? "" : ` Made before: ${made.join("; ")}.`;
  return { status: "refused", calls, outcome: `${reason}${done} ${clear}`, announced: told !== true, guard, plan };
}

function refused(outcome: string, calls: readonly string[] = []): Refused {
  return { status: "refused", calls, outcome, announced: true };
}
