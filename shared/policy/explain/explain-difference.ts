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
 * @param covers says whether statements cover one another
 * @throws WorkSpent where the policies are too laborious to canonicalise, which the verdict has ruled out
 */
export function explainDifference(
  { canonical: canonicalPolicies, live: livePolicies }: ExplainedPolicies,
  table: ActionTable,
  covers: Covers = exactCoverage(),
): readonly Delta[] {
  const policies = [...canonicalPolicies, ...livePolicies];
  const partition = partitionOf(policies) ?? "aws";
  const coverage = new Coverage(covers, MOST_QUESTIONS);
  const [canonical, live] = [canonicalise(canonicalPolicies, partition), canonicalise(livePolicies, partition)];
  const explanation = { table, coverage, spellings: collectSpellings(policies) };
  return boundDeltas(explainSides(canonical, live, explanation));
}

/** Without the statements that speak of no request, and the allows of what the same side denies. */
function effective(statements: readonly Statement[], coverage: Coverage): readonly Statement[] {
  const denials = statements.filter(({ effect }) => effect === "Deny");
  return statements.filter((statement) => {
    const against = (statement.effect === "Allow" ? denials : []).filter((denial) => mayOverlap(denial, statement));
    return (against.length === 0 && statement.conditions.length === 0) || !coverage.covers(statement, against);
  });
}

/** Ends with a word of what it did not come to where the bound on the work is reached. */
function explainSides(
  canonical: readonly Statement[],
  live: readonly Statement[],
  means: Omit<Explanation, "canonical" | "live" | "effective">,
): readonly Delta[] {
  const deltas: Delta[] = [];
  try {
    const effects = new Set([...effective(canonical, means.coverage), ...effective(live, means.coverage)]);
    const explanation: Explanation = { ...means, canonical, live, effective: effects };
    for (const side of ["live", "canonical"] as const) {
      for (const statement of explanation[side].filter((each) => effects.has(each))) {
        deltas.push(...explainStatement(statement, side, explanation));
      }
    }
  } catch (fault) {
    if (!(fault instanceof WorkSpent)) throw fault;
    deltas.push({ effect: "gained", text: "perhaps more: the policies are too laborious to say it all" });
  }
  return deltas;
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
