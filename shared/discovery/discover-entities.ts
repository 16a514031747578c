import { type Candidate, type MatchContext, matchEntity } from "./match-entity.ts";
import type { LiveParts } from "./match-live.ts";
import type { BaselinePlan, EntryPlan } from "./match-plan.ts";

/** What was found for one entity of a baseline. */
export interface EntryOutcome {
  readonly plan: EntryPlan;
  /** Those that are taken for it: several where it stands for a list, else one at most. */
  readonly chosen: readonly Candidate[];
  /** Those among which nothing decides; none where one was chosen. */
  readonly tied: readonly Candidate[];
  /** Those that another fits better, and those that are only possible. */
  readonly others: readonly Candidate[];
}

/** The account's entities by their kind. */
export type LiveByKind = ReadonlyMap<LiveParts["kind"], readonly LiveParts[]>;

/**
 * Looks for every entity of a baseline. Customer managed policies come first: who has them attached is evidence of whose the others are.
 */
export function discoverEntities({ baseline, entries }: BaselinePlan, live: LiveByKind): readonly EntryOutcome[] {
  const look = (policies: MatchContext["policies"], isPolicy: boolean): readonly EntryOutcome[] =>
    entries
      .filter(({ kind }) => (kind === "policy") === isPolicy)
      .map((plan) => {
        const context = { declarations: baseline.parameters, policies };
        return choose(plan, candidatesFor(plan, live, context));
      });
  const policies = look(new Map(), true);
  const principals = look(policiesByArn(policies), false);
  const settled = [...settlePolicies(policies, principals), ...principals];
  return settled
    .map((outcome) => settleBySibling(outcome, settled))
    .toSorted((left, right) => left.plan.index - right.plan.index);
}

function candidatesFor(plan: EntryPlan, live: LiveByKind, context: MatchContext): readonly Candidate[] {
  const candidates = (live.get(plan.kind) ?? []).flatMap((each) => matchEntity(plan, each, context) ?? []);
  return candidates.toSorted((left, right) => right.score - left.score || compareText(left.live.name, right.live.name));
}

function choose(plan: EntryPlan, candidates: readonly Candidate[]): EntryOutcome {
  const believed = candidates.filter(({ match }) => match.confidence !== "possible");
  if (plan.list !== undefined) {
    return { plan, chosen: believed, tied: [], others: candidates.filter((each) => !believed.includes(each)) };
  }
  const best = believed.filter(({ score }) => score === believed[0]?.score);
  const others = candidates.filter((each) => !best.includes(each));
  return best.length > 1 ? { plan, chosen: [], tied: best, others } : { plan, chosen: best, tied: [], others };
}

function policiesByArn(outcomes: readonly EntryOutcome[]): MatchContext["policies"] {
  const policies = new Map<string, Set<number>>();
  for (const { plan, chosen, tied, others } of outcomes) {
    const believed = [...chosen, ...tied, ...others.filter(({ match }) => match.confidence !== "possible")];
    for (const { live } of believed) {
      policies.set(live.arn, (policies.get(live.arn) ?? new Set()).add(plan.index));
    }
  }
  return policies;
}

/** Of policies that are alike the one is meant that the baseline's role, user or group has, where that is one. */
function settlePolicies(
  policies: readonly EntryOutcome[],
  principals: readonly EntryOutcome[],
): readonly EntryOutcome[] {
  const linked = new Set(principals.flatMap(({ chosen }) => chosen.flatMap(({ linked }) => linked)));
  return policies.map((outcome) => settle(outcome, ({ live }) => linked.has(live.arn)));
}

/** Of entities that are alike the one is meant whose name was changed in the way that a sibling's was: `viz-now-manage-2`. */
function settleBySibling(outcome: EntryOutcome, outcomes: readonly EntryOutcome[]): EntryOutcome {
  const additions = new Set(outcomes.flatMap(({ chosen }) => chosen.map(additionOf)).filter((each) => each !== ""));
  return settle(outcome, (candidate) => additions.has(additionOf(candidate)));
}

function settle(outcome: EntryOutcome, isMeant: (candidate: Candidate) => boolean): EntryOutcome {
  const meant = outcome.tied.filter(isMeant);
  if (meant.length !== 1) return outcome;
  const rest = outcome.tied.filter((candidate) => !meant.includes(candidate));
  return { ...outcome, chosen: meant, tied: [], others: [...rest, ...outcome.others] };
}

/** What stands before and behind the usual name of an entity; empty where it has another, or just that. */
function additionOf({ plan, live }: Candidate): string {
  const name = live.name.toLowerCase();
  const usual = plan.defaultNames.find((each) => name.includes(each.toLowerCase()));
  return usual === undefined ? "" : name.replace(usual.toLowerCase(), " ").replace(/^ $/, "");
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Every candidate that is taken for one of the baseline's entities. */
export function chosenOf(outcomes: readonly EntryOutcome[]): readonly Candidate[] {
  return outcomes.flatMap(({ chosen }) => chosen);
}
