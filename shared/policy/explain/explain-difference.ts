import { canonicalise, partitionOf } from "../canonicalise.ts";
import type { Delta } from "../comparison.ts";
import type { Policy, Statement } from "../policy.ts";
import { WorkSpent } from "../work.ts";
import type { ActionTable } from "./action-table.ts";
import { boundDeltas } from "./bound-deltas.ts";
import { Coverage, type Covers, mayOverlap, withoutConditions } from "./coverage.ts";
import { collectSpellings, type Explanation, type OneSided } from "./difference-sides.ts";
import { exactCoverage } from "./exact-coverage.ts";
import { explainConditions } from "./explain-conditions.ts";
import { explainPermissions } from "./explain-permissions.ts";

/** How many questions of coverage one explanation may put. */
const MOST_QUESTIONS = 4_000;

/** Two sets of policies, as they were compared. */
export interface ExplainedPolicies {
  readonly canonical: readonly Policy[];
  readonly live: readonly Policy[];
}

/**
 * What a difference between two sets of policies comes to, as a person would say it, the gravest first. Statements that were only
 * moved, split or put together again are not mentioned. It is for after a verdict of `different`: sets that decide alike have no
 * deltas, as far as `covers` can show it.
 *
 * Where the bound on the work is reached the last of them says that there may be more; it has no `permits`.
 *
 * @param covers says whether statements cover one another
 */
export function explainDifference(
  { canonical: canonicalPolicies, live: livePolicies }: ExplainedPolicies,
  table: ActionTable,
  covers: Covers = exactCoverage(),
): readonly Delta[] {
  const policies = [...canonicalPolicies, ...livePolicies];
  const partition = partitionOf(policies) ?? "aws";
  const means = { table, coverage: new Coverage(covers, MOST_QUESTIONS), spellings: collectSpellings(policies) };
  const deltas: Delta[] = [];
  try {
    const [canonical, live] = [canonicalise(canonicalPolicies, partition), canonicalise(livePolicies, partition)];
    for (const delta of explainSides(canonical, live, means)) deltas.push(delta);
  } catch (fault) {
    if (!(fault instanceof WorkSpent)) throw fault;
    deltas.push({ effect: "gained", text: "perhaps more: the policies are too laborious to say it all" });
  }
  return boundDeltas(deltas);
}

/** Without the statements that speak of no request, and the allows of what the same side denies. */
function effective(statements: readonly Statement[], coverage: Coverage): readonly Statement[] {
  const denials = statements.filter(({ effect }) => effect === "Deny");
  return statements.filter((statement) => {
    const against = (statement.effect === "Allow" ? denials : []).filter((denial) => mayOverlap(denial, statement));
    return (against.length === 0 && statement.conditions.length === 0) || !coverage.covers(statement, against);
  });
}

/** One delta after the other, so that those told before the bound on the work is reached are told all the same. */
function* explainSides(
  canonical: readonly Statement[],
  live: readonly Statement[],
  means: Omit<Explanation, "canonical" | "live" | "effective">,
): Generator<Delta, void> {
  const effects = new Set([...effective(canonical, means.coverage), ...effective(live, means.coverage)]);
  const explanation: Explanation = { ...means, canonical, live, effective: effects };
  for (const side of ["live", "canonical"] as const) {
    for (const statement of explanation[side].filter((each) => effects.has(each))) {
      yield* explainStatement(statement, side, explanation);
    }
  }
}

function explainStatement(
  statement: Statement,
  side: "canonical" | "live",
  explanation: Explanation,
): readonly Delta[] {
  const own = explanation[side];
  const peers = explanation[side === "live" ? "canonical" : "live"].filter(({ effect }) => effect === statement.effect);
  const denials = statement.effect === "Allow" ? own.filter(({ effect }) => effect === "Deny") : [];
  const others = [...peers, ...denials];
  const parts = explanation.coverage.uncovered(statement, others);
  if (parts.length === 0) return [];
  const oneSided: OneSided = {
    statement,
    side,
    parts,
    others,
    peers: peers.filter((each) => explanation.effective.has(each)),
  };
  const beside = own.filter((each) => each !== statement && each.effect === statement.effect);
  return explainParts(oneSided, beside, explanation);
}

/** First what the other side says too but under other conditions, then the rest. */
function explainParts(oneSided: OneSided, beside: readonly Statement[], explanation: Explanation): readonly Delta[] {
  const { coverage } = explanation;
  const conditional = oneSided.peers.filter(({ conditions }) => conditions.length > 0);
  const near = conditional.filter((peer) => mayOverlap(peer, oneSided.statement));
  const kept = near.filter((peer) => coverage.covers(peer, beside));
  const deltas: Delta[] = [];
  let rest = oneSided.parts;
  for (const twin of likeliest(
    near.filter((peer) => !kept.includes(peer)),
    oneSided.statement,
    coverage,
  )) {
    const divided = rest.map((part) => coverage.partition(part, twin));
    const inside = divided.flatMap((each) => each.inside);
    if (inside.length > 0) deltas.push(...explainConditions({ ...oneSided, parts: inside }, twin, explanation));
    rest = divided.flatMap(({ outside }) => outside);
  }
  return [...deltas, ...explainPermissions({ ...oneSided, parts: rest }, kept, explanation)];
}

/** The statements that differ in nothing but conditions come first, and those with the most conditions in common. */
function likeliest(twins: readonly Statement[], statement: Statement, coverage: Coverage): readonly Statement[] {
  const rank = (twin: Statement): number => {
    const same = coverage.covers(withoutConditions(twin), [withoutConditions(statement)]) ? 0 : 1_000;
    const keys = new Set(statement.conditions.map(({ key }) => key));
    return same + twin.conditions.filter(({ key }) => !keys.has(key)).length;
  };
  return twins
    .map((twin) => ({ twin, rank: rank(twin) }))
    .toSorted((left, right) => left.rank - right.rank)
    .map(({ twin }) => twin);
}
