import type { EntityState } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import type { RecordedDrift, RecordedStep, RemediationAttempt, StepProgress } from "./remediation-attempt.ts";
import type { RemediationPlan, RemediationStep, RepairedDrift } from "./remediation-plan.ts";
import { effectOf } from "./undo-effect.ts";

/** What a record is brought up to date by. */
export interface FreshReading {
  readonly observation: Observation<EntityState>;
  readonly now: Date;
}

/** What a new record is made of. */
export type NewRecord = Pick<
  RemediationAttempt,
  "remediationId" | "account" | "entity" | "findingId" | "revision" | "requestedBy" | "configurationDigest"
>;

/**
 * The record of a remediation that is begun: anew, or again after one that died. What was made before stays in it; of what was begun and is
 * not planned any more, the reading tells whether it was made, and where it cannot tell that, it stays begun; what was only planned, and is
 * not any more, is skipped.
 */
export function begunRecord(
  identity: NewRecord,
  plan: RemediationPlan,
  drifts: readonly RecordedDrift[],
  previous: RemediationAttempt | undefined,
  fresh: FreshReading,
): RemediationAttempt {
  const at = fresh.now.toISOString();
  const planned = new Set(plan.steps.map(callKey));
  const earlier = (previous?.steps ?? []).flatMap((step) => earlierStep(step, planned, fresh));
  const pending = plan.steps.map((step): RecordedStep => ({ ...step, status: "pending", at }));
  const known = new Set(drifts.map(driftKey));
  return {
    ...identity,
    status: "started",
    startedAt: at,
    tries: (previous?.tries ?? 0) + 1,
    drifts: [...(previous?.drifts ?? []).filter((drift) => !known.has(driftKey(drift))), ...drifts],
    steps: [...earlier, ...pending],
    version: (previous?.version ?? 0) + 1,
  };
}

function earlierStep(
  step: RecordedStep,
  planned: ReadonlySet<string>,
  { observation, now }: FreshReading,
): readonly RecordedStep[] {
  if (step.status === "done" || step.status === "skipped") return [step];
  // It is planned again, and so told of there.
  if (planned.has(callKey(step))) return [];
  const at = now.toISOString();
  if (step.status !== "begun") return [{ ...step, status: "skipped", at }];
  const effect = effectOf(step.call, observation);
  return effect === "unknown" ? [step] : [{ ...step, status: effect === "shown" ? "done" : "skipped", at }];
}

/** The steps of a remediation that died and whose drift a fresh reading does not show any more. */
export function foundDone(steps: readonly RecordedStep[], fresh: FreshReading): readonly RecordedStep[] {
  return steps.flatMap((step) => earlierStep(step, new Set(), fresh));
}

/** The record with one step come further, and its next version. */
export function withProgress(
  attempt: RemediationAttempt,
  index: number,
  field: "made" | "reversed",
  progress: StepProgress,
): RemediationAttempt {
  const steps = attempt.steps.map((step, at): RecordedStep => {
    if (at !== index) return step;
    if (field === "reversed") return { ...step, reversed: progress };
    const { error: _, ...rest } = step;
    return { ...rest, ...progress };
  });
  return { ...attempt, steps, version: attempt.version + 1 };
}

/** Two steps make the same call where these are the same. */
export function callKey({ call }: Pick<RemediationStep, "call">): string {
  return JSON.stringify(call);
}

/** Two drifts of an entity are the same where these are; also how the ledger remembers one beside the repairs begun for it. */
export function driftKey({ rule, subject }: RepairedDrift): string {
  return subject === "" ? rule : `${rule} ${subject}`;
}
