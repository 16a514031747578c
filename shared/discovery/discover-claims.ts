import type { EntryOutcome } from "./discover-entities.ts";
import type { Candidate } from "./match-entity.ts";
import type { BaselinePlan } from "./match-plan.ts";

/** What was found of one baseline. */
export interface BaselineOutcome {
  readonly plan: BaselinePlan;
  readonly outcomes: readonly EntryOutcome[];
  /** One sentence each. */
  readonly notes: readonly string[];
}

interface Claim {
  readonly baseline: string;
  readonly candidate: Candidate;
}

/**
 * Gives each live entity to one entity of one baseline: a configuration that describes it twice is refused. What stands for itself goes
 * before what is one of a list, then what fits better, then what comes first.
 */
export function settleClaims(found: readonly BaselineOutcome[]): readonly BaselineOutcome[] {
  const claims = found.flatMap(({ plan, outcomes }) =>
    outcomes.flatMap(({ chosen }) => chosen.map((candidate): Claim => ({ baseline: plan.baseline.name, candidate }))),
  );
  const winners = new Map<string, Claim>();
  for (const claim of claims) {
    const { key } = claim.candidate.live;
    const winner = winners.get(key);
    if (winner === undefined || outranks(claim, winner)) winners.set(key, claim);
  }
  const isLost = (candidate: Candidate) => winners.get(candidate.live.key)?.candidate !== candidate;
  return found.map(({ plan, outcomes, notes }) => ({
    plan,
    notes: [
      ...notes,
      ...outcomes.flatMap(({ chosen }) =>
        chosen.filter(isLost).map((each) => lostNote(each, winners.get(each.live.key))),
      ),
    ],
    outcomes: outcomes.map((outcome) => withoutLost(outcome, isLost)),
  }));
}

function outranks({ candidate: one }: Claim, { candidate: other }: Claim): boolean {
  const [isListed, isOtherListed] = [one.plan.list !== undefined, other.plan.list !== undefined];
  return isListed === isOtherListed ? one.score > other.score : isOtherListed;
}

function withoutLost(outcome: EntryOutcome, isLost: (candidate: Candidate) => boolean): EntryOutcome {
  const lost = outcome.chosen.filter(isLost);
  if (lost.length === 0) return outcome;
  return { ...outcome, chosen: outcome.chosen.filter((each) => !isLost(each)), others: [...lost, ...outcome.others] };
}

function lostNote({ live, plan }: Candidate, winner: Claim | undefined): string {
  const given = winner === undefined ? "another entity" : `${placeOf(winner.candidate)} of ${winner.baseline}`;
  return `${live.key} fits ${placeOf({ plan })} too, and is taken for ${given}, since a configuration may describe it once.`;
}

function placeOf({ plan }: Pick<Candidate, "plan">): string {
  return plan.list === undefined ? plan.written : `one of ${plan.list}`;
}
