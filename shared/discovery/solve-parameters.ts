import type { Baseline } from "../baselines/baseline.ts";
import type { ParameterDeclaration, ParameterValue } from "../baselines/parameters.ts";
import { placeholdersOf } from "../baselines/template.ts";
import type { EntityReference } from "../iam/entity-reference.ts";
import type { EntryOutcome } from "./discover-entities.ts";
import type { OpenParameter, SolvedParameter } from "./discovery.ts";
import type { Candidate } from "./match-entity.ts";
import type { LiveParts } from "./match-live.ts";
import { matchText } from "./match-text.ts";

/** What came of a baseline's parameters; those that keep their defaults, because nothing tells of them, are not named. */
export interface ParameterSolution {
  readonly solved: readonly SolvedParameter[];
  readonly open: readonly OpenParameter[];
  /** One sentence each. */
  readonly notes: readonly string[];
}

interface Support {
  readonly value: ParameterValue;
  readonly from: string[];
  weight: number;
}

/** What is said of parameters: by name, the values with what supports them. */
class Votes {
  readonly #votes = new Map<string, Map<string, Support>>();

  add(name: string, value: ParameterValue, from: string, weight: number): void {
    const values = this.#votes.get(name) ?? new Map<string, Support>();
    this.#votes.set(name, values);
    const key = JSON.stringify(typeof value === "string" ? value : value.toSorted());
    const support = values.get(key) ?? { value, from: [], weight: 0 };
    values.set(key, support);
    if (support.from.includes(from)) return;
    support.from.push(from);
    support.weight += weight;
  }

  of(name: string): readonly Support[] {
    return [...(this.#votes.get(name)?.values() ?? [])].toSorted((left, right) => right.weight - left.weight);
  }
}

/** A name, and a document that decides alike with the value, are worth more than a document that does not. */
const WEIGHTS = { certain: 2, doubtful: 1 } as const;

/** A value is taken where it has this much more support than any other. */
const CLEARLY_BETTER = 2;

/**
 * Solves a baseline's parameters by what was found of its entities.
 * @param unclear the kinds of which not every live entity was read and understood whole: that one of these was not found says nothing
 */
export function solveParameters(
  baseline: Baseline,
  outcomes: readonly EntryOutcome[],
  unclear: ReadonlySet<EntityReference["kind"]>,
): ParameterSolution {
  const votes = new Votes();
  const interchangeable = new Map<string, string>();
  for (const { plan, chosen } of outcomes) {
    if (plan.list === undefined) voteByNames(chosen, votes);
    for (const candidate of chosen) {
      voteByDocuments(candidate, votes, interchangeable);
      voteByTexts(candidate, baseline, votes);
    }
  }
  voteByLists(outcomes, votes);
  voteByPresence(outcomes, votes);
  const doubted = parametersOfAbsence(outcomes.filter(({ plan }) => unclear.has(plan.kind)));
  const solutions = [...baseline.parameters].map(([name, declaration]) =>
    solve(name, declaration, votes.of(name), { tied: openedBy(name, outcomes), kind: doubted.get(name) }),
  );
  return {
    solved: solutions.flatMap((each) => each?.solved ?? []),
    open: solutions.flatMap((each) => each?.open ?? []),
    notes: swapNotes(interchangeable),
  };
}

function voteByNames(chosen: readonly Candidate[], votes: Votes): void {
  for (const { name, live } of chosen) {
    for (const [parameter, value] of name) votes.add(parameter, value, `the name of ${live.key}`, WEIGHTS.certain);
  }
}

function voteByDocuments({ evidence, live }: Candidate, votes: Votes, interchangeable: Map<string, string>): void {
  for (const { solution, bindings, aspect, subject } of evidence) {
    const weight = solution?.verdict === "alike" ? WEIGHTS.certain : WEIGHTS.doubtful;
    for (const [name, value] of bindings ?? []) {
      votes.add(name, value, `the name of the inline policy that ${live.key} has for ${subject}`, weight);
    }
    if (solution === undefined) continue;
    const place = `${subject} and the ${aspect} of ${live.key}`;
    for (const [name, value] of solution.bindings) votes.add(name, value, place, weight);
    for (const [name, values] of solution.open) {
      for (const value of values) votes.add(name, value, place, WEIGHTS.doubtful);
    }
    if (solution.interchangeable.length > 0) {
      interchangeable.set([...solution.interchangeable].sort().join(" and "), subject);
    }
  }
}

/** The values of paths, tags, boundaries and groups; and of policies that are attached and that the baseline does not describe. */
function voteByTexts({ plan, live }: Candidate, { parameters }: Baseline, votes: Votes): void {
  const pairs: [string, readonly string[], string][] = [
    [plan.pathTemplate, [live.path], "the path"],
    ...Object.entries(plan.tags).map(([key, template]): [string, readonly string[], string] => {
      const value = Object.hasOwn(live.tags, key) ? live.tags[key] : undefined;
      return [template, value === undefined ? [] : [value], `the tag ${key}`];
    }),
    ...plan.groups.map((template): [string, readonly string[], string] => [template, live.groups, "the groups"]),
    [plan.permissionsBoundary ?? "", [live.permissionsBoundary ?? ""], "the permissions boundary"],
    ...plan.attachments
      .filter(({ policy }) => policy === undefined)
      .map(({ template }): [string, readonly string[], string] => [template, live.attachments ?? [], "an attachment"]),
  ];
  for (const [template, texts, what] of pairs) {
    if (placeholdersOf(template).length === 0) continue;
    const fits = texts.flatMap((text) => matchText(template, text, parameters) ?? []);
    const names = new Set(fits.flatMap((each) => [...each.keys()]));
    for (const name of names) {
      const values = [...new Set(fits.flatMap((each) => each.get(name) ?? []))];
      const isList = parameters.get(name)?.type === "list";
      for (const value of isList ? [values] : values) votes.add(name, value, `${what} of ${live.key}`, WEIGHTS.certain);
    }
  }
}

/** A list that entities stand for one by one has the names of those that were found: none where none was. */
function voteByLists(outcomes: readonly EntryOutcome[], votes: Votes): void {
  const lists = new Set(outcomes.flatMap(({ plan }) => plan.list ?? []));
  for (const list of lists) {
    const chosen = outcomes.filter(({ plan }) => plan.list === list).flatMap((each) => each.chosen);
    const values = [...new Set(chosen.flatMap(({ name }) => name.get(list) ?? []))];
    const from = chosen.length === 0 ? "no such entity was found" : `the names of ${listOf(chosen)}`;
    votes.add(list, values, from, WEIGHTS.certain);
  }
}

function listOf(candidates: readonly Candidate[]): string {
  return candidates.map(({ live }) => live.key).join(", ");
}

/** An account that has not what it may do without says that it may be left out. */
function voteByPresence(outcomes: readonly EntryOutcome[], votes: Votes): void {
  for (const { plan, chosen, tied } of outcomes) {
    const [placeholder] = placeholdersOf(plan.presenceTemplate);
    if (placeholder === undefined || chosen.length + tied.length > 0) continue;
    votes.add(placeholder.name, "optional", `${plan.written} was not found`, WEIGHTS.certain);
  }
}

/** The parameters whose value follows from what was not found too, with the kind of entity that was looked for: every list is one. */
function parametersOfAbsence(outcomes: readonly EntryOutcome[]): ReadonlyMap<string, LiveParts["kind"]> {
  return new Map(
    outcomes.flatMap(({ plan, chosen, tied }) => {
      const [placeholder] = chosen.length + tied.length > 0 ? [] : placeholdersOf(plan.presenceTemplate);
      const names = [...(plan.list === undefined ? [] : [plan.list]), ...(placeholder ? [placeholder.name] : [])];
      return names.map((name) => [name, plan.kind] as const);
    }),
  );
}

/** The values that entities among which nothing decides would give a parameter. */
function openedBy(name: string, outcomes: readonly EntryOutcome[]): readonly string[] {
  return outcomes.flatMap(({ tied }) => tied.flatMap((candidate) => candidate.name.get(name) ?? []));
}

/** What keeps a parameter from being solved. */
interface Doubt {
  /** The values that entities among which nothing decides would give it. */
  readonly tied: readonly string[];
  /** Of which kind of entity not all could be read, where its value follows from what was not found. */
  readonly kind: LiveParts["kind"] | undefined;
}

interface Solution {
  readonly solved?: SolvedParameter;
  readonly open?: OpenParameter;
}

function solve(
  name: string,
  declaration: ParameterDeclaration,
  supports: readonly Support[],
  { tied, kind }: Doubt,
): Solution | undefined {
  const { default: usual, description } = declaration;
  const [best] = supports;
  const open = (candidates: readonly ParameterValue[], reason: string): Solution => ({
    open: { name, candidates, ...(usual !== undefined && { default: usual }), description, reason },
  });
  if (best === undefined) {
    if (tied.length > 0) return open(tied, `Nothing decides between ${tied.join(" and ")}.`);
    return usual === undefined ? open([], "Nothing that is live tells it.") : undefined;
  }
  const rivals = supports.filter(({ weight }) => best.weight < weight * CLEARLY_BETTER);
  if (rivals.length > 1) {
    const origins = Map.groupBy(rivals, ({ from }) => from.join(" and "));
    const said = [...origins].map(
      ([from, same]) => `${same.map(({ value }) => formatValue(value)).join(" or ")} by ${from}`,
    );
    return open(
      rivals.map(({ value }) => value),
      `It would be ${said.join(", and ")}.`,
    );
  }
  if (kind !== undefined) {
    return open(
      [best.value],
      `It would be ${formatValue(best.value)}, but not every ${kind} could be read and understood.`,
    );
  }
  const isDefault = usual !== undefined && sameValue(best.value, usual);
  return { solved: { name, value: best.value, from: best.from, isDefault } };
}

/** A value in a sentence. */
function formatValue(value: ParameterValue): string {
  return typeof value === "string" ? value : value.length === 0 ? "none" : value.join(", ");
}

function sameValue(one: ParameterValue, other: ParameterValue): boolean {
  return JSON.stringify([one].flat().sort()) === JSON.stringify([other].flat().sort());
}

function swapNotes(interchangeable: ReadonlyMap<string, string>): readonly string[] {
  return [...interchangeable].map(
    ([names, file]) =>
      `Which value is which of ${names} cannot be told, since ${file} decides alike either way: they are given as their names sound.`,
  );
}
