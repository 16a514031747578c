import type { Delta, Latency } from "../comparison.ts";
import type { PatternList, Statement } from "../policy.ts";
import { isWildcard } from "./action-names.ts";
import type { KnownAction } from "./action-table.ts";
import { type Affected, affectedActions, countLevels, stepsAmong } from "./affected-actions.ts";
import { beyond, withoutCommonExclusions } from "./beyond.ts";
import { withoutConditions } from "./coverage.ts";
import { type Explanation, type OneSided, pathsOf, permitsBy } from "./difference-sides.ts";
import { groupByTarget } from "./group-by-target.ts";
import { actionWords, targetWords, underConditions, withoutTheConditions } from "./statement-words.ts";
import { counted, inWords, MOST_NAMED, quote, thousands } from "./words.ts";

/** The most steps of privilege escalation that one delta names. */
const MOST_STEPS = 5;

/** So few actions are named rather than counted. */
const FEW = 3;

/** One entry of an action list, or a whole `NotAction` list, and what it comes to today. */
interface Unit {
  readonly list: PatternList;
  readonly affected: Affected;
}

/**
 * The permissions or denials that one side has and the other has not, actions of the same resources or principals together:
 * `` `s3:GetObject` and `s3:PutObject` on `arn:…` ``.
 *
 * @param kept statements that say the same under a condition, and which this side has as well
 */
export function explainPermissions(
  oneSided: OneSided,
  kept: readonly Statement[],
  explanation: Explanation,
): readonly Delta[] {
  return groupByTarget(oneSided.parts).flatMap((whole) => {
    const group = withoutCommonExclusions(whole, oneSided.peers, explanation.coverage);
    const units = unitsOf(group.actions).map((list) => ({
      list,
      affected: affectedActions({ ...group, actions: list }, oneSided.others, explanation.table, explanation.coverage),
    }));
    return [...Map.groupBy(units, ({ affected }) => affected.latent)].map(([latent, alike]) => {
      return permissionDelta(
        group,
        alike.toSorted(byDanger(explanation[oneSided.side])),
        latent,
        oneSided,
        kept,
        explanation,
      );
    });
  });
}

function unitsOf(list: PatternList): readonly PatternList[] {
  return list.not ? [list] : list.patterns.map((pattern) => ({ not: false, patterns: [pattern] }));
}

function permissionDelta(
  group: Statement,
  units: readonly Unit[],
  latent: Latency | undefined,
  oneSided: OneSided,
  kept: readonly Statement[],
  explanation: Explanation,
): Delta {
  const { statement, side, peers } = oneSided;
  const part = { ...group, actions: listOf(units) };
  const already = beyond(part, peers, explanation);
  const actions = [
    ...new Map(units.flatMap(({ affected }) => affected.actions.map((each) => [each.key, each]))).values(),
  ];
  const what = [
    actionWords(part.actions, explanation),
    targetWords(part),
    conditionWords(part, kept, explanation),
    literalWords(part),
    already === undefined ? "" : ` beyond ${already.words}`,
    latent === undefined
      ? countWords(part.actions, actions)
      : latencyWords(latent, part.actions, already !== undefined),
  ].join("");
  return {
    effect: side === "live" ? "gained" : "lost",
    text: statement.effect === "Deny" ? `the denial of ${what}` : what,
    ...pathsOf(side, statement, already?.peer ?? counterpart(part, peers)),
    ...aboutActions(part, actions, latent, side, explanation),
  };
}

/** What a delta says of its actions beside its text. */
export function aboutActions(
  part: Statement,
  actions: readonly KnownAction[],
  latent: Latency | undefined,
  side: "canonical" | "live",
  explanation: Explanation,
  permits: "more" | "less" = permitsBy(side, part.effect),
): Partial<Delta> {
  const steps = permits === "more" && latent === undefined ? stepsAmong(actions, part, explanation.live) : [];
  return {
    permits,
    accessLevels: countLevels(actions),
    ...(steps.length > 0 && { escalation: steps.slice(0, MOST_STEPS) }),
    ...(part.effect === "Deny" && { onlyDenies: true as const }),
    ...(latent !== undefined && { latent }),
  };
}

function listOf(units: readonly Unit[]): PatternList {
  const [first] = units;
  return first?.list.not ? first.list : { not: false, patterns: units.flatMap(({ list }) => list.patterns) };
}

/** The statement of the other side that says most nearly the same: an action in common, and best a resource too. */
function counterpart(part: Statement, peers: readonly Statement[]): Statement | undefined {
  const shares = (one: PatternList | undefined, other: PatternList | undefined): boolean =>
    one?.patterns.some((pattern) => other?.patterns.includes(pattern)) ?? false;
  const candidates = peers.filter(({ actions }) => shares(actions, part.actions));
  return candidates.find(({ resources }) => shares(resources, part.resources)) ?? candidates[0];
}

function conditionWords(part: Statement, kept: readonly Statement[], explanation: Explanation): string {
  if (part.conditions.length > 0) return underConditions(part.conditions, explanation);
  const bare = withoutConditions(part);
  const same = kept.find((each) => explanation.coverage.covers(bare, [withoutConditions(each)]));
  return withoutTheConditions(same?.conditions ?? [], explanation);
}

/** Without Version 2012-10-17 there are no policy variables. */
function literalWords({ variables, resources, conditions }: Statement): string {
  const texts = [...(resources?.patterns ?? []), ...conditions.flatMap(({ values }) => values)];
  return !variables && texts.some((text) => text.includes("${")) ? ` with \`\${…}\` as plain text` : "";
}

/** The most dangerous first, so that these are the ones named. */
function byDanger(beside: readonly Statement[]): (left: Unit, right: Unit) => number {
  const danger = ({ affected, list }: Unit): number => {
    const part = { ...ANY_STATEMENT, actions: list };
    if (stepsAmong(affected.actions, part, beside).length > 0) return 0;
    const levels = countLevels(affected.actions);
    if (levels["Permissions management"] !== undefined) return 1;
    return levels.Write === undefined && levels.Tagging === undefined ? 3 : 2;
  };
  const known = new Map<Unit, number>();
  const of = (unit: Unit): number => {
    const value = known.get(unit) ?? danger(unit);
    known.set(unit, value);
    return value;
  };
  return (left, right) => of(left) - of(right);
}

const ANY_STATEMENT: Statement = {
  effect: "Allow",
  actions: { not: false, patterns: [] },
  conditions: [],
  variables: false,
  path: "",
};

/** `: 590 actions of today, 31 of them permissions management`, where the names do not say it all themselves. */
function countWords({ not, patterns }: PatternList, actions: readonly KnownAction[]): string {
  if (!not && patterns.length <= MOST_NAMED && !patterns.some(isWildcard)) return "";
  if (actions.length <= FEW && (not || patterns.some(isWildcard))) {
    return `: today ${inWords(actions.map(({ name }) => quote(name)))}`;
  }
  const levels = countLevels(actions);
  const total = `: ${counted(actions.length, "action")} of today`;
  if (levels["Permissions management"] !== undefined) {
    return `${total}, ${thousands(levels["Permissions management"])} of them permissions management`;
  }
  const writing = (levels.Write ?? 0) + (levels.Tagging ?? 0);
  return writing > 0
    ? `${total}, ${writing === actions.length ? "all" : thousands(writing)} of them writing`
    : `${total}, all of them reading`;
}

/** Why it changes nothing today, in parentheses after what is gained or lost. @param isRest whether it is what is left beyond something */
export function latencyWords(latent: Latency, { not, patterns }: PatternList, isRest: boolean): string {
  const several = not || patterns.length > 1 || patterns.some(isWildcard);
  switch (latent) {
    case "no-such-action":
      if (isRest) return " (no further action today)";
      return several ? " (no such actions today)" : " (no such action today)";
    case "not-that-resource":
      return several
        ? " (actions that cannot take that kind of resource)"
        : " (an action that cannot take that kind of resource)";
    case "contradictory-context":
      return " (which can never be met)";
  }
}
