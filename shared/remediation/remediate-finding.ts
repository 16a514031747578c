import type { ExpectedEntity } from "../baselines/expected-state.ts";
import type { Waiver } from "../baselines/waivers.ts";
import { findContainment } from "../drift/containment.ts";
import { detectDrift } from "../drift/detect-drift.ts";
import type { Detection, Drift } from "../drift/drift.ts";
import type { ExpectedPolicyLookup } from "../drift/expected-policies.ts";
import type { RememberedIdentity } from "../drift/identity.ts";
import type { LoadActionTable } from "../drift/rule.ts";
import { waiverOf } from "../drift/waive.ts";
import { formatEntity } from "../iam/entity-reference.ts";
import type { Finding } from "../ledger/finding.ts";
import type { EntityObservation } from "../observation/entity-state.ts";
import type { IamReader } from "../observation/iam-reader.ts";
import type { ManagedPolicyReader } from "../observation/managed-policy-reader.ts";
import type { IamWriter } from "./iam-writer.ts";
import { planRemediation } from "./plan-remediation.ts";
import { describeCall, type RemediationPlan } from "./remediation-plan.ts";

/** The ports a remediation works through. */
export interface RemediationPorts {
  readonly reader: IamReader;
  readonly managedPolicies: ManagedPolicyReader;
  /** See `detectDrift`: the same as where the finding was made, so that a waiver accepts the same here and there. */
  readonly expectedPolicy?: ExpectedPolicyLookup;
  readonly writer: IamWriter;
  readonly now: () => Date;
  /** See `detectDrift`. */
  readonly loadTable: LoadActionTable;
  readonly waivers: readonly Waiver[];
  /** Which entity the ledger knows by the name of the one to be repaired; `undefined` where it knows none. */
  readonly remembered: () => Promise<RememberedIdentity | undefined>;
  /** Waits; IAM shows a write to readers only after a moment. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Claims the finding for this attempt, or says that somebody else has it. Called after planning, before any write. */
  readonly claim: (calls: readonly string[]) => Promise<"claimed" | "taken">;
}

/** Milliseconds between the readings that verify a repair; IAM's enforcement was measured to lag by 3 to 4 seconds. */
const VERIFY_PAUSES = [1_000, 2_000, 4_000] as const;

/**
 * Milliseconds before it is begun anew where two readings disagree: most likely another finding of the same entity is just being
 * repaired, and the queue would give this one's message back only after minutes.
 */
const AGREEMENT_PAUSES = [1_000, 2_000] as const;

/** How one remediation ended. `off` and `gone` are not news; the others are announced. */
export type RemediationResult =
  | { readonly status: "off" }
  | { readonly status: "gone" }
  | { readonly status: "taken" }
  | { readonly status: "retry"; readonly reason: string }
  | { readonly status: "refused"; readonly calls: readonly string[]; readonly outcome: string }
  | { readonly status: "failed"; readonly calls: readonly string[]; readonly outcome: string }
  | { readonly status: "remediated"; readonly calls: readonly string[]; readonly outcome: string };

/**
 * Puts one finding right: plan ▸ guard ▸ re-read ▸ apply ▸ verify. Every safety check that cannot be answered refuses.
 *
 * Two readings must agree, word for word, before anything is written; the second is taken just before the write. The finding's
 * own text is never believed: the drift must still be there when it is looked for again.
 */
export async function remediateFinding(
  finding: Finding,
  expected: ExpectedEntity,
  ports: RemediationPorts,
): Promise<RemediationResult> {
  if (expected.remediate === "off") return { status: "off" };
  if (finding.status === "waived") return refused(`${finding.entity}: a waived drift is left alone.`);
  for (const milliseconds of [...AGREEMENT_PAUSES, undefined]) {
    const result = await remediateOnce(finding, expected, ports);
    if (result !== "readings-disagree") return result;
    if (milliseconds !== undefined) await ports.pause(milliseconds);
  }
  return { status: "retry", reason: `${finding.entity} changed between two readings, time and again.` };
}

async function remediateOnce(
  finding: Finding,
  expected: ExpectedEntity,
  ports: RemediationPorts,
): Promise<RemediationResult | "readings-disagree"> {
  const first = await look(finding, expected, ports);
  if (first.status !== "drifted") return first.status === "gone" ? first : refused(first.reason);

  const result = planRemediation({ expected, drift: first.drift, observation: first.reading.observation });
  if (result.status === "off") return result;
  if (result.status === "refused") return refused(result.reason);
  const calls = result.plan.steps.map((step) => describeCall(step.call));

  const obstacle = await containmentObstacle(expected, first.reading, ports.managedPolicies);
  if (obstacle !== undefined) return refused(obstacle, calls);

  const second = await look(finding, expected, ports);
  if (second.status !== "drifted") return second.status === "gone" ? second : refused(second.reason, calls);
  if (JSON.stringify(first.reading.observation) !== JSON.stringify(second.reading.observation)) {
    return "readings-disagree";
  }
  if ((await ports.claim(calls)) === "taken") return { status: "taken" };
  return applyPlan(finding, expected, result.plan, ports);
}

type Look =
  | { readonly status: "drifted"; readonly drift: Drift; readonly reading: EntityObservation }
  | { readonly status: "gone" }
  | { readonly status: "unclear"; readonly reason: string };

/** Reads the entity and looks for the finding's drift in it. */
async function look(finding: Finding, expected: ExpectedEntity, ports: RemediationPorts): Promise<Look> {
  const reading = await ports.reader.observe({ entity: expected.entity, path: expected.path });
  const { loadTable, managedPolicies, expectedPolicy } = ports;
  const { account } = finding;
  const now = ports.now();
  const remembered = await ports.remembered();
  const known = {
    ...(remembered === undefined ? {} : { remembered }),
    ...(expectedPolicy === undefined ? {} : { expectedPolicy }),
  };
  const input = { account, expected, observation: reading, now, loadTable, managedPolicies, ...known };
  const detection = await detectDrift(input);
  const outcome = detection.outcomes.find((each) => each.rule === finding.drift.rule);
  if (outcome === undefined || outcome.status === "undecided") {
    const why = outcome === undefined ? "its baseline does not judge it any more" : outcome.reason;
    return { status: "unclear", reason: `${finding.entity} cannot be judged now (${why}), so nothing is written.` };
  }
  const drift = outcome.drifts.find((each) => each.subject === finding.drift.subject);
  if (drift === undefined) return { status: "gone" };
  if (isAnother(detection, finding, ports.waivers, now)) {
    const reason = `${finding.entity} is another than before, under the same name, and may be somebody else's: nothing on it is repaired until a waiver accepts it.`;
    return { status: "unclear", reason };
  }
  const waiver = waiverOf(ports.waivers, finding.account, drift, now);
  if (waiver === undefined) return { status: "drifted", drift, reading };
  const reason = `${waiver.decidedBy} has waived this drift of ${finding.entity} until ${waiver.until}: a waived drift is left alone.`;
  return { status: "unclear", reason };
}

/** Whether the entity was made anew and nobody has accepted that. The finding that says so itself is refused by its plan. */
function isAnother(detection: Detection, { account, drift }: Finding, waivers: readonly Waiver[], now: Date): boolean {
  const outcome = detection.outcomes.find(({ rule }) => rule === "entity-re-created");
  if (outcome?.status !== "decided" || drift.rule === outcome.rule) return false;
  return outcome.drifts.some((each) => waiverOf(waivers, account, each, now) === undefined);
}

async function containmentObstacle(
  expected: ExpectedEntity,
  reading: EntityObservation,
  managedPolicies: ManagedPolicyReader,
): Promise<string | undefined> {
  if (reading.observation.status !== "present") return undefined;
  const containment = await findContainment(expected, reading.observation.state, managedPolicies);
  const whose = formatEntity(expected.entity);
  switch (containment.status) {
    case "none":
      return undefined;
    case "contained":
      return `${whose} is contained by ${containment.by}; nothing on it is repaired until a person has removed that.`;
    case "unclear":
      return `Whether ${whose} is contained cannot be told: ${containment.reason}.`;
  }
}

/** Applies the steps in order, stops at the first that fails, and believes only a fresh reading. */
async function applyPlan(
  finding: Finding,
  expected: ExpectedEntity,
  plan: RemediationPlan,
  ports: RemediationPorts,
): Promise<RemediationResult> {
  const calls: string[] = [];
  for (const { call } of plan.steps) {
    const described = describeCall(call);
    const written = await ports.writer.apply(call);
    if (written.status === "failed") {
      if (written.retryable) return { status: "retry", reason: `${described} was answered ${written.code}.` };
      const outcome = `${described} failed with ${written.code}: ${written.message}`;
      return { status: "failed", calls: [...calls, described], outcome };
    }
    calls.push(described);
  }
  const after = await lookUntilGone(finding, expected, ports);
  if (after.status === "gone") {
    return {
      status: "remediated",
      calls,
      outcome: `${calls.join("; ")}: verified by reading ${finding.entity} again.`,
    };
  }
  const doubt = after.status === "unclear" ? after.reason : `${finding.entity} still drifts.`;
  return { status: "failed", calls, outcome: `${calls.join("; ")} was accepted, but ${doubt}` };
}

/** IAM is eventually consistent: a reading that still shows the drift is taken again before it is believed. */
async function lookUntilGone(finding: Finding, expected: ExpectedEntity, ports: RemediationPorts): Promise<Look> {
  let seen = await look(finding, expected, ports);
  for (const milliseconds of VERIFY_PAUSES) {
    if (seen.status === "gone") break;
    await ports.pause(milliseconds);
    seen = await look(finding, expected, ports);
  }
  return seen;
}

function refused(outcome: string, calls: readonly string[] = []): RemediationResult {
  return { status: "refused", calls, outcome };
}
