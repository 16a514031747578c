import type { Delta, Latency } from "../comparison.ts";
import { parseOperator } from "../condition-operators.ts";
import type { ConditionTest, Statement } from "../policy.ts";
import { type Affected, affectedActions } from "./affected-actions.ts";
import { type Explanation, type OneSided, pathsOf, permitsBy } from "./difference-sides.ts";
import { aboutActions, explainPermissions, latencyWords } from "./explain-permissions.ts";
import { groupByTarget } from "./group-by-target.ts";
import { actionWords, quoteKey, targetWords } from "./statement-words.ts";
import { inWords, quote } from "./words.ts";

/** A condition, or values of one, that only one side has. */
interface Change {
  readonly effect: Delta["effect"];
  readonly words: string;
  /** Whether live then asks more of a request than canonical does: a condition gained, or a value lost that would do. */
  readonly asksMore: boolean;
}

/**
 * Statements of either side that say the same but for their conditions: which conditions, or which of their values, only one of
 * them has.
 *
 * @param twin the other side's statement; it asks for something that the one-sided statement does not
 */
export function explainConditions(oneSided: OneSided, twin: Statement, explanation: Explanation): readonly Delta[] {
  const { side, statement, parts } = oneSided;
  const [canonical, live] = side === "canonical" ? [statement, twin] : [twin, statement];
  const changed = changes(canonical, live, explanation);
  if (changed.length === 0) return explainPermissions(oneSided, [], explanation);
  return groupByTarget(parts).flatMap((group) => {
    const { coverage, table } = explanation;
    const affected: Affected = affectedActions(group, oneSided.others, table, coverage);
    const about = (permits: "more" | "less"): Partial<Delta> =>
      aboutActions(group, affected.actions, affected.latent, side, explanation, permits);
    const opposite = { ...group, conditions: twin.conditions, variables: twin.variables };
    const alsoOtherWay = !coverage.covers(opposite, coversOpposite(side, statement, explanation));
    const way = permitsBy(side, statement.effect);
    const where = scope(group, affected.latent, explanation);
    return changed.map(({ effect, words, asksMore }) => ({
      effect,
      text: `${words}${where}`,
      ...pathsOf(side, statement, twin),
      // Where only one way is possible, every part of the change serves that way.
      ...about(alsoOtherWay ? permitsByAsking(asksMore, statement) : way),
    }));
  });
}

/** What of the twin's meaning is not one-sided: what the statement's own side says too and, of an allow, what the twin's side denies. */
function coversOpposite(
  side: "canonical" | "live",
  { effect }: Statement,
  { canonical, live }: Explanation,
): readonly Statement[] {
  const [own, other] = side === "canonical" ? [canonical, live] : [live, canonical];
  const denials = effect === "Allow" ? other.filter((each) => each.effect === "Deny") : [];
  return [...own.filter((each) => each.effect === effect), ...denials];
}

/** Asking more, an allow permits less, and a denial more. */
function permitsByAsking(asksMore: boolean, { effect }: Statement): "more" | "less" {
  return asksMore === (effect === "Allow") ? "less" : "more";
}

/** Which statement is meant, where there are several. */
function scope(group: Statement, latent: Latency | undefined, explanation: Explanation): string {
  const several = Math.max(explanation.canonical.length, explanation.live.length) > 1;
  const what = several ? ` (${actionWords(group.actions, explanation)}${targetWords(group)})` : "";
  const when = latent === undefined ? "" : latencyWords(latent, group.actions, false);
  return `${group.effect === "Deny" ? " of the denial" : ""}${what}${when}`;
}

function changes(canonical: Statement, live: Statement, explanation: Explanation): readonly Change[] {
  return [
    ...live.conditions.flatMap((test) => changesOf("gained", test, live, canonical, explanation)),
    ...canonical.conditions.flatMap((test) => changesOf("lost", test, canonical, live, explanation)),
  ];
}

/** A test that only `own` has; where `other` has it with other values, the values that are new or gone. */
function changesOf(
  effect: Delta["effect"],
  test: ConditionTest,
  own: Statement,
  other: Statement,
  explanation: Explanation,
): readonly Change[] {
  const key = quoteKey(test.key, explanation);
  const operator = parseOperator(test.operator);
  const counterpart = other.conditions.find((each) => each.key === test.key && each.operator === test.operator);
  if (counterpart !== undefined) {
    const elsewhere = explanation[effect === "gained" ? "canonical" : "live"].filter((each) => {
      return each !== other && each.effect === own.effect;
    });
    const only = test.values
      .filter((value) => !counterpart.values.includes(value))
      .filter((value) => !explanation.coverage.covers(withValue(own, test, value), elsewhere))
      .map(quote);
    // Of values one will do; of excluded ones, each asks for something.
    const asksMore = (effect === "gained") === (operator?.base.negated ?? false);
    return only.length === 0 ? [] : [{ effect, words: `${inWords(only)} in the condition ${key}`, asksMore }];
  }
  const plain = operator?.base.name === test.operator && other.conditions.every((each) => each.key !== test.key);
  const words = plain ? `the condition ${key}` : `the condition ${quote(test.operator)} on ${key}`;
  return [{ effect, words, asksMore: effect === "gained" }];
}

/** The statement with one of a test's values only: a statement of its own may say the same on the other side. */
function withValue(statement: Statement, test: ConditionTest, value: string): Statement {
  return {
    ...statement,
    conditions: statement.conditions.map((each) => (each === test ? { ...test, values: [value] } : each)),
  };
}
