import type { EscalationStep, Latency, Witness } from "../policy/comparison.ts";
import type { Drift, DriftDelta, Offset } from "./drift.ts";

const LATENCY_WORDS: Readonly<Record<Latency, string>> = {
  "no-such-action": "changes nothing today: no such action exists",
  "not-that-resource": "changes nothing today: the action does not take such a resource",
  "contradictory-context": "changes nothing: its conditions contradict one another",
};

/** `privilege escalation: iam:PassRole: hands a role, and with it the role's permissions, to a service`. */
export function escalationWords({ action, reason }: EscalationStep): string {
  return `privilege escalation: ${action}: ${reason}`;
}

/**
 * What a reader of a delta would miss: that a gain permits less, or a loss more, and that it changes nothing today; empty where it is as
 * it reads.
 */
export function deltaRemarks({ effect, permits, onlyDenies, latent, offset }: DriftDelta): readonly string[] {
  return [
    ...(offset === undefined ? [] : [offsetWords(effect, offset)]),
    ...(onlyDenies ? [permits === "more" ? "only denied: permits more" : "only denies"] : []),
    ...(!onlyDenies && permits === (effect === "gained" ? "less" : "more") ? [`permits ${permits}`] : []),
    ...(latent === undefined ? [] : [LATENCY_WORDS[latent]]),
  ];
}

/** Why what one policy gained or lost is no gain or loss of its entity: `moved to managed policy arn:…`. */
export function offsetWords(effect: DriftDelta["effect"], { kind, policy }: Offset): string {
  switch (kind) {
    case "moved":
      return effect === "gained" ? `moved here from ${policy}` : `moved to ${policy}`;
    case "given":
      return policy === undefined ? "its other policies make up for it" : `${policy} has it too`;
    case "denied":
      return "without effect: a denial that the baseline has, or that stands beside it, keeps it back";
    case "bounded":
      return "without effect: the permissions boundary keeps it back";
  }
}

/** Why it could not be told what a drift comes to for its entity as a whole; `undefined` where it could, or nobody asked. */
export function effectiveDoubt({ effective }: Pick<Drift, "effective">): string | undefined {
  if (effective?.verdict !== "unknown") return undefined;
  return `Whether its other policies make up for it could not be told: ${effective.reason}`;
}

type Told = Pick<Drift, "deltas" | "effective" | "witness">;

/** What was gained and lost in the end: by the entity as a whole where that was told, else by the policy that a drift is about. */
export function gainsAndLosses({ deltas, effective }: Told): readonly DriftDelta[] {
  return effective === undefined || effective.verdict === "unknown" ? deltas.filter(isReal) : effective.deltas;
}

/** What a policy gained or lost and its entity did not, because of its other policies or its permissions boundary. */
export function offsetDeltas({ deltas }: Told): readonly DriftDelta[] {
  return deltas.filter((delta) => !isReal(delta));
}

function isReal({ offset }: DriftDelta): boolean {
  return offset === undefined;
}

/** The request that shows a drift: decided by all of the entity's policies where that was told, else by the two documents. */
export function shownWitness({ witness, effective }: Told): Witness | undefined {
  return effective === undefined || effective.verdict === "unknown" ? witness : effective.witness;
}
