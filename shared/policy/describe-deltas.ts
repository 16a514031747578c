import type { Delta } from "./comparison.ts";
import { missingConditions } from "./condition-coverage.ts";
import { parseOperator } from "./condition-operators.ts";
import { uncoveredAtoms } from "./coverage.ts";
import { type ConfirmedAtom, describePermissions, inWords, statementPaths } from "./describe-permissions.ts";
import type { Mentions } from "./mentions.ts";
import type { ConditionTest, PatternList, Statement } from "./policy.ts";
import type { Work } from "./work.ts";

/** What the confirmed atoms come to, grouped as a person would say it, with statement paths on either side. */
export function describeDeltas(
  confirmed: readonly ConfirmedAtom[],
  sides: { readonly canonical: readonly Statement[]; readonly live: readonly Statement[] },
  mentions: Mentions,
  work: Work,
): readonly Delta[] {
  const deltas = [...groupByStatement(confirmed).values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const others = sides[first.side === "live" ? "canonical" : "live"];
    const twin = others.find((other) => differsInConditions(first.atom.statement, other, work));
    return twin === undefined
      ? describePermissions(group, related(first, others), others, mentions, work)
      : describeConditions(first, twin, mentions, work);
  });
  return [...new Map(deltas.map((delta) => [`${delta.effect} ${delta.text}`, delta])).values()];
}

function groupByStatement(confirmed: readonly ConfirmedAtom[]): ReadonlyMap<Statement, ConfirmedAtom[]> {
  return Map.groupBy(confirmed, ({ atom }) => atom.statement);
}

/** Whether the other statement is this one but for its conditions. */
function differsInConditions(statement: Statement, other: Statement, work: Work): boolean {
  if (other.effect !== statement.effect) return false;
  if (missingConditions(other, statement, work).length === 0) return false;
  const [bare, otherBare] = [statement, other].map((each) => ({ ...each, conditions: [] }));
  if (bare === undefined || otherBare === undefined) return false;
  return (
    uncoveredAtoms(bare, [otherBare], "same", work).length === 0 &&
    uncoveredAtoms(otherBare, [bare], "same", work).length === 0
  );
}

/** The statement on the other side that says most nearly the same: of the same effect, with an action or resource in common. */
function related({ atom }: ConfirmedAtom, others: readonly Statement[]): Statement | undefined {
  const { statement } = atom;
  const inCommon = (one: PatternList | undefined, other: PatternList | undefined): boolean => {
    return new Set(one?.patterns).intersection(new Set(other?.patterns)).size > 0;
  };
  const candidates = others.filter(
    ({ effect, actions }) => effect === statement.effect && inCommon(actions, statement.actions),
  );
  return candidates.find(({ resources }) => inCommon(resources, statement.resources)) ?? candidates[0];
}

/** The two statements are the same but for their conditions; `twin` asks for something that the confirmed one does not. */
function describeConditions(
  { atom, side }: ConfirmedAtom,
  twin: Statement,
  mentions: Mentions,
  work: Work,
): readonly Delta[] {
  const { statement } = atom;
  const place = statementPaths(side, statement, twin);
  const [canonical, live] = side === "canonical" ? [statement, twin] : [twin, statement];
  const lost = missingConditions(canonical, live, work);
  const gained = missingConditions(live, canonical, work);
  return [
    ...lost.flatMap((test) => describeTest("lost", test, live.conditions, place, mentions)),
    ...gained.flatMap((test) => describeTest("gained", test, canonical.conditions, place, mentions)),
  ];
}

/** A test that only one side has; where the other has it with other values, the values that are new or gone. */
function describeTest(
  effect: Delta["effect"],
  test: ConditionTest,
  others: readonly ConditionTest[],
  place: Partial<Delta>,
  mentions: Mentions,
): readonly Delta[] {
  const key = mentions.spellings.get(test.key) ?? test.key;
  const counterpart = others.find((other) => other.key === test.key && other.operator === test.operator);
  if (counterpart !== undefined) {
    const onlyIn = (one: ConditionTest, other: ConditionTest): string =>
      inWords(one.values.filter((value) => !other.values.includes(value)).map((value) => `\`${value}\``));
    const opposite = effect === "lost" ? "gained" : "lost";
    return (
      [
        [effect, onlyIn(test, counterpart)],
        [opposite, onlyIn(counterpart, test)],
      ] as const
    ).flatMap(([way, values]) => {
      return values === "" ? [] : [{ effect: way, text: `${values} in the condition \`${key}\``, ...place }];
    });
  }
  const plain =
    parseOperator(test.operator)?.base.name === test.operator && others.every((other) => other.key !== test.key);
  const text = plain ? `the condition \`${key}\`` : `the condition \`${test.operator}\` on \`${key}\``;
  return [{ effect, text, ...place }];
}
