import type { Baseline } from "../baselines/baseline.ts";
import type { AccountAddress } from "../iam/arn.ts";
import type { EntityReference } from "../iam/entity-reference.ts";
import { type BaselineOutcome, settleClaims } from "./discover-claims.ts";
import { chosenOf, discoverEntities, type EntryOutcome, type LiveByKind } from "./discover-entities.ts";
import type { DiscoveredBaseline, Discovery, LiveEntity, UndiscoveredPart } from "./discovery.ts";
import { type LiveParts, livePartsOf } from "./match-live.ts";
import { planBaseline } from "./match-plan.ts";
import { solveParameters } from "./solve-parameters.ts";

/** What is looked for, and in what. */
export interface DiscoveryRequest {
  readonly address: AccountAddress;
  readonly baselines: readonly Baseline[];
  /** The account's entities, without those that are expected already. */
  readonly live: readonly LiveEntity[];
  /** The kinds of those that could not be read at all. */
  readonly unread?: ReadonlySet<EntityReference["kind"]>;
}

/**
 * Says which baselines an account seems to hold, by its entities' names and by their content, and with which parameters. Nothing is
 * guessed: where several entities or values are equally well supported, all are named and none is taken.
 */
export function discover({ address, baselines, live, unread = new Set() }: DiscoveryRequest): Discovery {
  const unreadable: UndiscoveredPart[] = [];
  const parts = live.flatMap((entity) => livePartsOf(entity, unreadable) ?? []);
  const byKind: LiveByKind = Map.groupBy(parts, ({ kind }): LiveParts["kind"] => kind);
  const found = baselines.map((baseline): BaselineOutcome => {
    const plan = planBaseline(baseline, address);
    return { plan, outcomes: discoverEntities(plan, byKind), notes: [] };
  });
  const settled = settleClaims(found.filter(isProposed));
  const others = found.filter((each) => !isProposed(each) && hasAnything(each.outcomes));
  const unclear = new Set([...unread, ...parts.filter(({ isWhole }) => !isWhole).map(({ kind }) => kind)]);
  const discovered = [
    ...settled.map((each) => describe(each, isProposed(each), unclear)),
    ...others.map((each) => describe(each, false, unclear)),
  ];
  return {
    baselines: discovered.toSorted((left, right) => (left.baseline < right.baseline ? -1 : 1)),
    unreadable,
  };
}

/** A baseline is proposed where half of what it cannot do without was found: one of many would be a poor start. */
const ENOUGH = 0.5;

function isProposed({ outcomes }: BaselineOutcome): boolean {
  const believed = outcomes.filter(({ chosen, tied }) => chosen.length + tied.length > 0);
  const needed = outcomes.filter(({ plan }) => !plan.isOptional);
  return believed.length > 0 && needed.filter((each) => believed.includes(each)).length >= needed.length * ENOUGH;
}

function hasAnything(outcomes: readonly EntryOutcome[]): boolean {
  return outcomes.some(({ chosen, tied, others }) => chosen.length + tied.length + others.length > 0);
}

function describe(
  { plan, outcomes, notes }: BaselineOutcome,
  proposed: boolean,
  unclear: ReadonlySet<EntityReference["kind"]>,
): DiscoveredBaseline {
  const solution = proposed ? solveParameters(plan.baseline, outcomes, unclear) : { solved: [], open: [], notes: [] };
  const taken = new Set(chosenOf(outcomes).map(({ live }) => live.key));
  return {
    baseline: plan.baseline.name,
    proposed,
    documents: countDocuments(outcomes),
    matches: chosenOf(outcomes).map(({ match }) => match),
    ambiguous: outcomes
      .filter(({ tied }) => tied.length > 0)
      .map((outcome) => ({ entry: outcome.plan.written, candidates: outcome.tied.map(({ match }) => match) })),
    others: outcomes.flatMap((each) =>
      each.others.filter(({ live }) => !taken.has(live.key)).map(({ match }) => match),
    ),
    missing: outcomes
      .filter((each) => !each.plan.isOptional && each.chosen.length + each.tied.length === 0)
      .map((each) => each.plan.written),
    ...solution,
    notes: [...notes, ...solution.notes, ...severalNotes(outcomes), ...pathNotes(outcomes)],
  };
}

function countDocuments(outcomes: readonly EntryOutcome[]): DiscoveredBaseline["documents"] {
  // Those among which nothing decides are as good as one another.
  const held = [...chosenOf(outcomes), ...outcomes.flatMap(({ tied }) => tied.slice(0, 1))];
  const verdicts = held.flatMap(({ evidence }) =>
    evidence.flatMap(({ solution, verdict }) => (solution === undefined ? [] : [verdict])),
  );
  const expected = outcomes.map(({ plan, chosen }) => (plan.isOptional ? chosen.length : 1) * plan.documents.length);
  return {
    expected: expected.reduce((sum, count) => sum + count, 0),
    alike: verdicts.filter((verdict) => verdict === "alike").length,
    near: verdicts.filter((verdict) => ["outdated", "within", "near"].includes(verdict)).length,
  };
}

function severalNotes(outcomes: readonly EntryOutcome[]): readonly string[] {
  const several = outcomes.filter(({ tied }) => tied.length > 0).map(({ plan }) => plan.written);
  if (several.length === 0) return [];
  return [
    `There is more than one ${several.join(" and ")}: where each is meant, list the baseline once for each, with its own parameters.`,
  ];
}

/** A customer managed policy is looked up by its path, and so would be missed. */
function pathNotes(outcomes: readonly EntryOutcome[]): readonly string[] {
  const misplaced = chosenOf(outcomes).flatMap(({ match }) =>
    match.evidence.filter(({ aspect }) => aspect === "path").map(({ words }) => `${match.entity} ${words}.`),
  );
  return misplaced.map((sentence) => `${sentence} A check will find it moved, or missing.`);
}
