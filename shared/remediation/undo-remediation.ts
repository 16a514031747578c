import { parseEntity } from "../iam/entity-reference.ts";
import { PlumblineError } from "../iam/errors.ts";
import type { EntityState } from "../observation/entity-state.ts";
import type { IamReader } from "../observation/iam-reader.ts";
import type { Observation } from "../observation/observation.ts";
import { SHOWN_PAUSES } from "./apply-plan.ts";
import type { IamWriter } from "./iam-writer.ts";
import { createJournal, type JournalPorts, type RemediationJournal } from "./record-journal.ts";
import { driftKey } from "./record-steps.ts";
import type { RecordedStep, RemediationAttempt } from "./remediation-attempt.ts";
import { describeCall, type IamCall } from "./remediation-plan.ts";
import { effectOf } from "./undo-effect.ts";

/** What an undo works through; the credentials are those of whoever asks for it. */
export interface UndoPorts extends JournalPorts {
  readonly reader: IamReader;
  readonly writer: IamWriter;
  readonly pause: (milliseconds: number) => Promise<void>;
  /** The ARN of whoever asks for it. */
  readonly by: string;
}

/** What became of one call of the remediation, latest first. */
export interface UndoneStep {
  /** As `describeCall` tells it. */
  readonly call: string;
  /**
   * `undone`: it was taken back; `irreversible`: it cannot be; `changed`: somebody has changed since what it left, or that cannot be told, so
   * it was left; `failed`: IAM refused.
   */
  readonly status: "undone" | "irreversible" | "changed" | "failed";
  /** The calls that took it back, or would have. */
  readonly inverse: readonly string[];
  /** One sentence; absent where it was undone. */
  readonly why?: string;
}

/** What became of an undo. */
export interface UndoResult {
  /** `undone`: all that can be taken back is, as a reading shows; `partly`: not all; `nothing`: there was nothing to take back. */
  readonly status: "undone" | "partly" | "nothing";
  readonly steps: readonly UndoneStep[];
  /** Whether a reading shows what was there before. */
  readonly verified: boolean;
}

/**
 * Takes a remediation back, from its record, latest call first: each is taken back only where a fresh reading shows the entity just as the
 * call left it. What cannot be taken back is named and left, and so is whatever was made before it for the same drift.
 * @throws PlumblineError `RemediationUnfinished`, retryable, where the remediation is not over, or another is at the entity; `UsageError`
 * where it was undone already
 */
export async function undoRemediation(record: RemediationAttempt, ports: UndoPorts): Promise<UndoResult> {
  requireOver(record);
  const journal = createJournal(record, record, ports);
  if ((await journal.hold()) === "taken") throw unfinished(record, "Another remediation is just writing to it.");
  try {
    const steps = await takeBackAll(record, journal, ports);
    const undone = steps.filter(({ status }) => status === "undone");
    if (undone.length === 0) return { status: steps.length === 0 ? "nothing" : "partly", steps, verified: false };
    const verified = await isRestored(journal, ports);
    const isWhole = steps.every(({ status }) => status === "undone" || status === "irreversible");
    if (isWhole) await journal.undone(ports.by);
    return { status: isWhole && verified ? "undone" : "partly", steps, verified };
  } finally {
    await journal.release();
  }
}

function requireOver(record: RemediationAttempt): void {
  if (record.status === "started") {
    throw unfinished(record, "It has not ended; where it died, the next try ends it.");
  }
  if (record.status !== "undone") return;
  const { by = "somebody", at = "an unknown time" } = record.undone ?? {};
  throw new PlumblineError("UsageError", `Remediation ${record.remediationId} was undone by ${by} at ${at} already.`, {
    retryable: false,
  });
}

function unfinished({ remediationId, entity, account }: RemediationAttempt, why: string): PlumblineError {
  const what = `Remediation ${remediationId} of ${entity} in account ${account} cannot be undone now.`;
  return new PlumblineError("RemediationUnfinished", `${what} ${why}`, { retryable: true });
}

async function takeBackAll(
  record: RemediationAttempt,
  journal: RemediationJournal,
  ports: UndoPorts,
): Promise<readonly UndoneStep[]> {
  const results: UndoneStep[] = [];
  const stuck = new Set<string>();
  for (const [index, step] of [...record.steps.entries()].toReversed()) {
    if (step.status !== "done" || step.reversed?.status === "done") continue;
    const isStuck = step.repairs.some((drift) => stuck.has(driftKey(drift)));
    const result = isStuck ? heldBack(step) : await takeBack(step, index, record, journal, ports);
    results.push(result);
    if (result.status === "changed" || result.status === "failed") {
      for (const drift of step.repairs) stuck.add(driftKey(drift));
    }
  }
  return results;
}

function heldBack(step: RecordedStep): UndoneStep {
  return { ...told(step), status: "changed", why: "What was made after it for the same drift was not taken back." };
}

async function takeBack(
  step: RecordedStep,
  index: number,
  record: RemediationAttempt,
  journal: RemediationJournal,
  ports: UndoPorts,
): Promise<UndoneStep> {
  const { call, reversal, reversed } = step;
  if (!reversal.reversible) return { ...told(step), status: "irreversible", why: sentence(reversal.why) };
  const observation = await read(record, step, ports);
  // An undo that died may have made it.
  if (reversed?.status === "begun" && areShown(reversal.inverse, observation)) {
    await journal.noteReversed(index, "done");
    return { ...told(step), status: "undone" };
  }
  const effect = effectOf(call, observation);
  if (effect !== "shown") {
    const why =
      effect === "unknown"
        ? `Whether ${record.entity} is still as it left it cannot be told, so it was not taken back.`
        : `${record.entity} is not any more as it left it: somebody has changed it since, and that was left.`;
    return { ...told(step), status: "changed", why };
  }
  await journal.noteReversed(index, "begun");
  for (const inverse of reversal.inverse) {
    const written = await ports.writer.apply(inverse);
    if (written.status === "done") continue;
    const why = `${describeCall(inverse)} failed with ${written.code}: ${written.message}`;
    await journal.noteReversed(index, "failed", why);
    return { ...told(step), status: "failed", why };
  }
  await journal.noteReversed(index, "done");
  return { ...told(step), status: "undone" };
}

function told({ call, reversal }: RecordedStep): Pick<UndoneStep, "call" | "inverse"> {
  return { call: describeCall(call), inverse: reversal.reversible ? reversal.inverse.map(describeCall) : [] };
}

function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}${/[.!?]$/.test(clause) ? "" : "."}`;
}

/** A customer managed policy is found by its ARN, which its own calls name. */
async function read(
  { entity: name }: RemediationAttempt,
  { call }: RecordedStep,
  { reader }: UndoPorts,
): Promise<Observation<EntityState>> {
  const entity = parseEntity(name);
  if (entity === undefined) throw new TypeError(`${name} is no entity.`);
  return (await reader.observe({ entity, path: pathOf(call) })).observation;
}

/** The path in the ARN of a policy that a call is about; `/` for what is found by its name. */
function pathOf({ input }: IamCall): string {
  const arn = "PolicyArn" in input ? input.PolicyArn : "";
  return /:policy(\/(?:.*\/)?)[^/]+$/.exec(arn)?.[1] ?? "/";
}

function areShown(calls: readonly IamCall[], observation: Observation<EntityState>): boolean {
  return calls.every((call) => effectOf(call, observation) === "shown");
}

/** Whether a reading shows all that was taken back; IAM is eventually consistent, so it is looked again. */
async function isRestored(journal: RemediationJournal, ports: UndoPorts): Promise<boolean> {
  const record = journal.record();
  const steps = record?.steps.filter(({ reversed }) => reversed?.status === "done") ?? [];
  const inverse = latestOf(steps);
  const [first] = steps;
  if (record === undefined || first === undefined) return false;
  for (const milliseconds of [0, ...SHOWN_PAUSES]) {
    if (milliseconds > 0) await ports.pause(milliseconds);
    if (areShown(inverse, await read(record, first, ports))) return true;
  }
  return false;
}

/**
 * The calls that took steps back, and nothing has overwritten since: the first step's is made last. Where an earlier step made the entity
 * anew, all later ones are gone with it.
 */
function latestOf(steps: readonly RecordedStep[]): readonly IamCall[] {
  const calls = steps.flatMap(({ reversal }) => (reversal.reversible ? reversal.inverse : []));
  const deletion = calls.find(({ action }) => ["DeleteRole", "DeleteUser", "DeletePolicy"].includes(action));
  if (deletion !== undefined) return [deletion];
  return calls.filter((call, index) => {
    const policy = inlinePolicyOf(call);
    return policy === undefined || calls.findIndex((each) => inlinePolicyOf(each) === policy) === index;
  });
}

/** The name of the inline policy that a call puts or deletes; an exchange of texts puts one twice. */
function inlinePolicyOf({ action, input }: IamCall): string | undefined {
  return action !== "CreatePolicy" && "PolicyName" in input ? input.PolicyName : undefined;
}
