import { type ApplyPorts, askGuards, look, type Repair } from "./apply-ports.ts";
import { driftKey } from "./record-steps.ts";
import type { RecordedStep } from "./remediation-attempt.ts";
import { describeCall, type IamCall } from "./remediation-plan.ts";
import { effectOf } from "./undo-effect.ts";

/** What became of the calls that were made before one failed for good; `sentences` say so to people. */
export interface RolledBack {
  readonly status: "nothing-made" | "left" | "rolled-back" | "stuck";
  readonly sentences: readonly string[];
}

/** What only takes away what a call before has put there. It cannot grant anything that was not there before the repair. */
const TAKES_AWAY: ReadonlySet<IamCall["action"]> = new Set([
  "DeleteRolePolicy",
  "DeleteUserPolicy",
  "DeleteGroupPolicy",
  "DetachRolePolicy",
  "DetachUserPolicy",
  "DetachGroupPolicy",
  "RemoveUserFromGroup",
  "UntagRole",
  "UntagUser",
  "UntagPolicy",
  "DeleteRole",
  "DeleteUser",
  "DeletePolicy",
]);

/**
 * Decides what is to become of a repair that stopped half-way, and does it. What was made stays where each call by itself puts a drift
 * right: a plan's order leaves no state that is wider than before or after. Only where a drift takes several calls, and the rest of them
 * cannot be made, is what was made for it taken back; and that only where taking it back only takes away, so that nothing that had been
 * put right is granted again.
 */
export async function rollBack(repair: Repair, ports: ApplyPorts): Promise<RolledBack> {
  const steps = ports.journal.record()?.steps ?? [];
  const made = steps.flatMap((step, index) => (step.status === "done" ? [{ step, index }] : []));
  if (made.length === 0) return { status: "nothing-made", sentences: [] };
  const unfinished = new Set(
    steps
      .filter(({ status }) => status === "failed" || status === "pending")
      .flatMap(({ repairs }) => repairs.map(driftKey)),
  );
  const halves = made.filter(({ step }) => step.repairs.some((drift) => unfinished.has(driftKey(drift))));
  if (halves.length === 0) return left(made, "each of them is right by itself");
  if (!halves.every(({ step }) => isSafelyReversible(step))) {
    return left(made, "taking them back could grant again what they took away, or cannot be done");
  }
  const taken: string[] = [];
  for (const { step, index } of halves.toReversed()) {
    const sight = await look(repair, ports);
    const answer = await askGuards("each write", { ...repair, plan: sight.plan }, sight, ports);
    const refusal =
      answer.status === "refuse" ? `nothing more is written: ${answer.reason.replace(/\.$/, "")}` : undefined;
    if (refusal !== undefined && taken.length === 0) return left(made, refusal);
    const fault =
      refusal === undefined
        ? await takeBack(step, index, repair, ports)
        : `${describeCall(step.call)} was not taken back: ${refusal}.`;
    if (fault !== undefined)
      return { status: "stuck", sentences: [tookBack(taken), fault].filter((each) => each !== "") };
    taken.push(describeCall(step.call));
  }
  return { status: "rolled-back", sentences: [tookBack(taken)] };
}

function isSafelyReversible({ reversal }: RecordedStep): boolean {
  return reversal.reversible && reversal.inverse.every(({ action }) => TAKES_AWAY.has(action));
}

/** Takes one step back, unless somebody has changed what it left; says why it could not. */
async function takeBack(
  { call, reversal }: RecordedStep,
  index: number,
  { expected }: Repair,
  { reader, writer, journal }: ApplyPorts,
): Promise<string | undefined> {
  if (!reversal.reversible) throw new TypeError(`${call.action} cannot be taken back.`);
  const { observation } = await reader.observe({ entity: expected.entity, path: expected.path });
  const effect = effectOf(call, observation);
  if (effect !== "shown") {
    const why =
      effect === "unknown"
        ? "whether the entity is still as it left it cannot be told"
        : "the entity is not any more as it left it";
    return `${describeCall(call)} was not taken back: ${why}.`;
  }
  await journal.noteReversed(index, "begun");
  for (const inverse of reversal.inverse) {
    const written = await writer.apply(inverse);
    if (written.status === "done") continue;
    const error = `${describeCall(inverse)}, which would have taken ${describeCall(call)} back, failed with ${written.code}: ${written.message}`;
    await journal.noteReversed(index, "failed", error);
    return error;
  }
  await journal.noteReversed(index, "done");
  return undefined;
}

function left(made: readonly { readonly step: RecordedStep }[], why: string): RolledBack {
  const calls = made.map(({ step }) => describeCall(step.call)).join("; ");
  return { status: "left", sentences: [`Made before, and left: ${calls} (${why}).`] };
}

function tookBack(calls: readonly string[]): string {
  return calls.length === 0 ? "" : `Taken back, since the rest could not be made: ${calls.join("; ")}.`;
}
