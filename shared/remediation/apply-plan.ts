import { denialAdvice } from "./apply-denial.ts";
import { type ApplyPorts, askGuards, look, type Repair } from "./apply-ports.ts";
import { rollBack } from "./apply-rollback.ts";
import type { GuardAnswer } from "./guard.ts";
import type { WriteResult } from "./iam-writer.ts";
import { describeCall, type RemediationStep } from "./remediation-plan.ts";

/** How far a plan has come. `refused` where a guard stopped it half-way. */
export type Applied =
  | { readonly status: "applied" }
  | { readonly status: "retry"; readonly reason: string }
  | { readonly status: "refused"; readonly answer: Extract<GuardAnswer, { status: "refuse" }> }
  | { readonly status: "failed"; readonly outcome: string; readonly rolledBack: boolean };

/**
 * Milliseconds between readings, where one does not yet show what was written; IAM's enforcement was measured to lag by 3 to 4 seconds.
 */
export const SHOWN_PAUSES = [1_000, 2_000, 4_000] as const;

/**
 * Makes the calls of a plan in order, each recorded before and after. Before each but the first, which the caller has just looked before,
 * the entity is read and planned for anew: only where exactly the rest of the plan is left to do is the next call made, so that somebody
 * who changes the entity meanwhile stops it. It stops at the first call that fails.
 * @throws PlumblineError `RemediationUnfinished`, retryable, where another attempt has taken the entity over; what the ports throw
 */
export async function applyPlan(repair: Repair, ports: ApplyPorts): Promise<Applied> {
  const { steps } = repair.plan.plan;
  for (const [index, step] of steps.entries()) {
    const obstacle = index === 0 ? undefined : await obstacleBefore(index, repair, ports);
    if (obstacle !== undefined) return obstacle;
    await ports.journal.note(index, "begun");
    const written = await ports.writer.apply(step.call);
    if (written.status === "failed") return await failed(index, written, repair, ports);
    await ports.journal.note(index, "done");
  }
  return { status: "applied" };
}

/** Looks until what was written shows, and says why the next call may not be made; `undefined` where it may. */
async function obstacleBefore(index: number, repair: Repair, ports: ApplyPorts): Promise<Applied | undefined> {
  const { finding, plan } = repair;
  const { steps } = plan.plan;
  const rest = keysOf(steps.slice(index));
  for (const milliseconds of [...SHOWN_PAUSES, undefined]) {
    const sight = await look(repair, ports);
    const answer = await askGuards("each write", { ...repair, plan: sight.plan }, sight, ports);
    if (answer.status === "refuse") return { status: "refused", answer };
    if (keysOf(sight.plan.plan.steps) === rest && !sight.isAnother) return undefined;
    if (milliseconds !== undefined) await ports.pause(milliseconds);
  }
  const made = steps.slice(0, index).map(({ call }) => describeCall(call));
  return {
    status: "retry",
    reason: `After ${made.join("; ")}, ${finding.entity} was not as this leaves it: somebody else may be changing it.`,
  };
}

/** What is to be done, and what it would take to undo it, which tells what was there before. */
function keysOf(steps: readonly RemediationStep[]): string {
  return JSON.stringify(steps.map(({ call, reversal }) => [call, reversal]));
}

async function failed(
  index: number,
  { code, message, retryable, unanswered }: Extract<WriteResult, { status: "failed" }>,
  repair: Repair,
  ports: ApplyPorts,
): Promise<Applied> {
  const { steps } = repair.plan.plan;
  const described = steps
    .slice(index, index + 1)
    .map(({ call }) => describeCall(call))
    .join("");
  if (retryable) {
    // Where no answer came it stays begun: whether it was made is not known.
    if (unanswered === undefined) await ports.journal.note(index, "pending");
    return { status: "retry", reason: `${described} was answered ${code}.` };
  }
  const error = `${described} failed with ${code}: ${message}`;
  await ports.journal.note(index, "failed", error);
  const advice = denialAdvice(code, message);
  const sentences = [error, ...(advice === undefined ? [] : [advice])];
  const back = await rollBack(repair, ports);
  return {
    status: "failed",
    outcome: [sentences.map(ended).join(" "), ...back.sentences].join(" "),
    rolledBack: back.status === "rolled-back",
  };
}

/** A sentence with its full stop, which IAM's own may lack. */
function ended(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
