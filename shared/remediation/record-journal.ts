import { PlumblineError } from "../iam/errors.ts";
import type { EntityState } from "../observation/entity-state.ts";
import type { Observation } from "../observation/observation.ts";
import type { GuardName } from "./guard.ts";
import { begunRecord, foundDone, type NewRecord, withProgress } from "./record-steps.ts";
import {
  fitsRecord,
  type RecordedDrift,
  type RecordedStep,
  type RemediationAttempt,
  type RemediationHold,
  type RemediationStore,
  type StepProgress,
} from "./remediation-attempt.ts";
import type { RemediationPlan } from "./remediation-plan.ts";

/** What a journal is kept with. */
export interface JournalPorts {
  readonly attempts: RemediationStore;
  readonly now: () => Date;
  /** How long an entity is held: whoever has not ended by then has died. */
  readonly attemptTimeoutMilliseconds: number;
}

/** How a remediation ends. */
export interface Ending {
  readonly status: Exclude<RemediationAttempt["status"], "started">;
  readonly outcome: string;
  readonly guard?: GuardName;
}

/** One remediation's record while it is made: every write is conditional, so that no two can make the same. */
export interface RemediationJournal {
  readonly remediationId: string;
  /** Takes the entity for this remediation, so that no other one writes to it meanwhile; `taken` where another has it. */
  hold(): Promise<"held" | "taken">;
  /** Gives the entity back. */
  release(): Promise<void>;
  /**
   * Records what is about to be done, and of an earlier try what the reading shows of it. `too-large`: the record would not fit, so that
   * it could not be undone.
   */
  open(
    plan: RemediationPlan,
    drifts: readonly RecordedDrift[],
    observation: Observation<EntityState>,
  ): Promise<"opened" | "taken" | "too-large">;
  /** The record as it was last written; `undefined` until there is one. */
  record(): RemediationAttempt | undefined;
  /** Records how far one step of the plan that was opened has come, by its place in that plan. */
  note(step: number, status: StepProgress["status"], error?: string): Promise<void>;
  /** Records how far taking back a step has come, by its place in the record. */
  noteReversed(step: number, status: StepProgress["status"], error?: string): Promise<void>;
  /** Records how far a remediation that died has in truth come, as far as a reading shows it. */
  recover(observation: Observation<EntityState>): Promise<readonly RecordedStep[]>;
  end(ending: Ending): Promise<void>;
  /** Records that a person has taken it back. */
  undone(by: string): Promise<void>;
}

/** @param held The record of an earlier try, where there is one. */
export function createJournal(
  identity: NewRecord,
  held: RemediationAttempt | undefined,
  { attempts, now, attemptTimeoutMilliseconds }: JournalPorts,
): RemediationJournal {
  const { account, entity, remediationId } = identity;
  let record = held;
  let holding: RemediationHold | undefined;
  let offset = 0;

  const started = (): RemediationAttempt => {
    if (record === undefined) throw new TypeError(`Remediation ${remediationId} has no record yet.`);
    return record;
  };
  const write = async (next: RemediationAttempt) => {
    if ((await attempts.writeAttempt(next)) === "conflict") throw takenOver(identity);
    record = next;
  };
  /** A process that stood still for long must not go on beside the one that has taken its place. */
  const requireHold = () => {
    if (holding === undefined || Date.parse(holding.until) <= now().getTime()) throw takenOver(identity);
  };
  const progress = async (
    index: number,
    field: "made" | "reversed",
    status: StepProgress["status"],
    error?: string,
  ) => {
    if (status === "begun") requireHold();
    const noted = { status, at: now().toISOString(), ...(error === undefined ? {} : { error }) };
    await write(withProgress(started(), index, field, noted));
  };

  return {
    remediationId,
    async hold() {
      const known = await attempts.hold(account, entity);
      if (known !== undefined && Date.parse(known.until) > now().getTime()) return "taken";
      const until = new Date(now().getTime() + attemptTimeoutMilliseconds).toISOString();
      const next = { account, entity, remediationId, until, version: (known?.version ?? 0) + 1 };
      if ((await attempts.writeHold(next)) === "conflict") return "taken";
      holding = next;
      return "held";
    },
    async release() {
      if (holding === undefined) return;
      // Where it has run out and somebody else has it, there is nothing to give back.
      await attempts.writeHold({ ...holding, until: now().toISOString(), version: holding.version + 1 });
      holding = undefined;
    },
    async open(plan, drifts, observation) {
      const next = begunRecord(identity, plan, drifts, record, { observation, now: now() });
      if (!fitsRecord(next)) return "too-large";
      if ((await attempts.writeAttempt(next)) === "conflict") return "taken";
      record = next;
      offset = next.steps.length - plan.steps.length;
      return "opened";
    },
    record: () => record,
    note: (step, status, error) => progress(offset + step, "made", status, error),
    noteReversed: (step, status, error) => progress(step, "reversed", status, error),
    async recover(observation) {
      const attempt = started();
      const steps = foundDone(attempt.steps, { observation, now: now() });
      await write({ ...attempt, steps, version: attempt.version + 1 });
      return steps;
    },
    async end({ status, outcome, guard }) {
      const { guard: _, ...attempt } = started();
      const refusedBy = guard === undefined ? {} : { guard };
      await write({ ...attempt, status, outcome, ...refusedBy, version: attempt.version + 1 });
    },
    async undone(by) {
      const attempt = started();
      const undone = { by, at: now().toISOString() };
      await write({ ...attempt, status: "undone", undone, version: attempt.version + 1 });
    },
  };
}

function takenOver({ entity, account }: NewRecord): PlumblineError {
  return new PlumblineError(
    "RemediationUnfinished",
    `The repair of ${entity} in account ${account} was taken over by another attempt. It is looked at again later.`,
    { retryable: true },
  );
}
