import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { Finding } from "../ledger/finding.ts";
import { type Sight, standingOf } from "./apply-look.ts";
import { type Applied, applyPlan, SHOWN_PAUSES } from "./apply-plan.ts";
import { type ApplyPorts, askGuards, look, type Repair } from "./apply-ports.ts";
import { judgeFinding, type Refused, type RemediationResult, refused, refusedBy } from "./judge-finding.ts";
import { proposeApproval } from "./propose-approval.ts";
import { callKey, driftKey } from "./record-steps.ts";
import type { RecordedDrift } from "./remediation-attempt.ts";
import { describeCall, type EntityPlan, type RemediationStep } from "./remediation-plan.ts";

export type { RemediationResult };

/**
 * Milliseconds before it is begun anew where two readings disagree, or somebody else is at the entity: most likely another finding of the
 * same entity is just being repaired, and the queue would give this one's message back only after minutes.
 */
const AGREEMENT_PAUSES = [1_000, 2_000] as const;

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
  const verdict = judgeFinding(finding, first, ports);
  if (verdict !== "repair") return await leftAlone(verdict, { finding, expected, plan: first.plan }, first, ports);
  if ((await ports.journal.hold()) === "taken") return "held-by-another";
  try {
    const repair: Repair = { finding, expected, plan: first.plan };
    const answer = await askGuards("first write", repair, first, ports);
    if (answer.status === "refuse") return refusedBy(answer, callsOf(first.plan), first.plan);
    const second = await look({ finding, expected }, ports);
    const again = judgeFinding(finding, second, ports);
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

/**
 * What is said where the plan refuses the repair: that only an approval is missing, and of what; or that the entity is contained, since
 * somebody is in the middle of an incident.
 */
async function leftAlone(
  verdict: RemediationResult,
  repair: Repair,
  sight: Sight,
  ports: ApplyPorts,
): Promise<RemediationResult> {
  if (verdict.status !== "refused" || verdict.announced || verdict.isOutdated === true) return verdict;
  const proposal = await proposeApproval(repair, ports);
  if (proposal !== undefined) return proposal;
  const guards = ports.guards.filter(({ name }) => name === "containment");
  const answer = await askGuards("first write", repair, sight, { ...ports, guards });
  return answer.status === "refuse" ? refusedBy(answer, verdict.calls, repair.plan) : verdict;
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

function tooLarge({ finding: { entity }, plan }: Repair): Refused {
  const reason = `The record of the repair of ${entity} would be too large to be kept, so that it could not be undone; put some of it right by hand first.`;
  return { ...refused(reason, callsOf(plan)), plan };
}
