import type { Delta, EscalationStep, Latency } from "../policy/comparison.ts";

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
export function deltaRemarks({ effect, permits, onlyDenies, latent }: Delta): readonly string[] {
  return [
    ...(onlyDenies ? [permits === "more" ? "only denied: permits more" : "only denies"] : []),
    ...(!onlyDenies && permits === (effect === "gained" ? "less" : "more") ? [`permits ${permits}`] : []),
    ...(latent === undefined ? [] : [LATENCY_WORDS[latent]]),
  ];
}
