import { canonicalise, partitionOf, statementKey } from "./canonicalise.ts";
import type { Comparison, Delta, PolicyKind } from "./comparison.ts";
import { type Atom, uncoveredAtoms } from "./coverage.ts";
import { compileStatement } from "./decide/compiled-statement.ts";
import { findGap } from "./decide/find-gap.ts";
import { Decider, type Direction, decidePolicies, type Sides } from "./decide-policies.ts";
import { describeDeltas } from "./describe-deltas.ts";
import type { ConfirmedAtom } from "./describe-permissions.ts";
import { collectMentions } from "./mentions.ts";
import type { Policy, Statement } from "./policy.ts";
import { Work, WorkSpent } from "./work.ts";

/** What describing a difference may cost in steps: once for what is told apart, once for putting it into words. */
const STEPS = 20_000_000;

/** More atoms than this of one difference are not looked at one by one. */
const MOST_ATOMS = 500;

/**
 * Compares two sets of policies, each taken as one union of statements, by what they decide, and says what was gained and lost.
 * The verdict is that of decidePolicies; a difference that is too laborious to put into words has fewer deltas, or none.
 *
 * @param kind what all of the policies are for; they have been parsed as that kind
 */
export function comparePolicies(canonical: readonly Policy[], live: readonly Policy[], kind: PolicyKind): Comparison {
  const verdict = decidePolicies(canonical, live, kind);
  return verdict.verdict === "different" ? { ...verdict, deltas: describe(canonical, live) } : verdict;
}

function describe(canonicalPolicies: readonly Policy[], livePolicies: readonly Policy[]): readonly Delta[] {
  try {
    const policies = [...canonicalPolicies, ...livePolicies];
    const partition = partitionOf(policies) ?? "aws";
    const [canonical, live] = [canonicalise(canonicalPolicies, partition), canonicalise(livePolicies, partition)];
    const confirmed = confirmedAtoms(canonical, live);
    const mentions = collectMentions(policies);
    return describeDeltas(confirmed, { canonical, live }, mentions, new Work(STEPS));
  } catch (fault) {
    if (fault instanceof WorkSpent) return [];
    throw fault;
  }
}

/** One of the four ways in which two sides can differ. */
interface Difference {
  readonly effect: Statement["effect"];
  readonly side: "canonical" | "live";
  readonly direction: Direction;
}

const DIFFERENCES: readonly Difference[] = [
  { effect: "Allow", side: "live", direction: "gain" },
  { effect: "Deny", side: "canonical", direction: "gain" },
  { effect: "Allow", side: "canonical", direction: "loss" },
  { effect: "Deny", side: "live", direction: "loss" },
];

function confirmedAtoms(canonical: readonly Statement[], live: readonly Statement[]): readonly ConfirmedAtom[] {
  const work = new Work(STEPS);
  const compiled = new Map(
    [...canonical, ...live].map((statement) => [statement, compileStatement(statement, statementKey(statement))]),
  );
  const compile = (statements: readonly Statement[]) =>
    statements.flatMap((statement) => compiled.get(statement) ?? []);
  const sides: Sides = { canonical: compile(canonical), live: compile(live) };
  const decider = new Decider(sides, new Map());
  return DIFFERENCES.flatMap(({ effect, side, direction }) => {
    const [own, other] = side === "live" ? [live, canonical] : [canonical, live];
    const covers = [
      ...other.filter((each) => each.effect === effect),
      ...(effect === "Allow" ? own.filter((each) => each.effect === "Deny") : []),
    ];
    const keys = new Set(covers.map(statementKey));
    const alone = own.filter((each) => each.effect === effect && !keys.has(statementKey(each)));
    const atoms = alone.flatMap((statement) => uncoveredAtoms(statement, covers, "within", work)).slice(0, MOST_ATOMS);
    return atoms
      .filter((atom) => isGap(atom, compile(covers), decider, direction, work))
      .map((atom) => ({ atom, side, direction }));
  });
}

function isGap(
  { statement, actions, resources, principal }: Atom,
  covers: Sides["live"],
  decider: Decider,
  direction: Direction,
  work: Work,
): boolean {
  const alone: Statement = {
    ...statement,
    actions,
    ...(resources && { resources }),
    ...(principal && { principals: { not: false, principals: [principal] } }),
  };
  const answer = findGap(compileStatement(alone, statementKey(alone)), covers, {
    principals: "within",
    known: new Map(),
    work,
    confirm: (request) => decider.confirm(request, direction, work),
  });
  return answer.status === "gap";
}
