import { decideBoundedPolicies } from "../policy/decide-bounded-policies.ts";
import type { Policy } from "../policy/policy.ts";
import type { EffectiveChange } from "./effective-permissions.ts";
import { policiesOf, type Whole } from "./effective-policies.ts";
import { confirmWitness } from "./effective-witness.ts";
import { explainOnce } from "./explain-once.ts";
import type { LoadActionTable } from "./rule.ts";
import { gainOf, grantsEverything } from "./severity.ts";

/**
 * Says what it comes to that an entity is bounded otherwise than its baseline has it: whether its live policies, together, are permitted
 * anything else under the live boundary than under the expected one. The deltas are said where there is a boundary on one side alone;
 * between two boundaries it is only said whether more or less comes through.
 *
 * Nothing of it can be told without all of the entity's policies.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export async function judgeBoundaryChange(whole: Whole, loadTable: LoadActionTable): Promise<EffectiveChange> {
  const { live, expectedBoundary, liveBoundary } = whole;
  const [unread] = live.unread;
  if (unread !== undefined) return unknown(unread.reason);
  if (expectedBoundary.status === "unread") return unknown(expectedBoundary.reason);
  if (liveBoundary.status === "unread") return unknown(liveBoundary.reason);
  const policies = policiesOf(live.policies);
  const [before, after] = [expectedBoundary, liveBoundary].map((boundary) =>
    boundary.status === "read" ? [boundary.policy] : undefined,
  );
  const verdict = decideBoundedPolicies(
    { policies, ...(before && { boundary: before }) },
    { policies, ...(after && { boundary: after }) },
  );
  if (verdict.verdict === "equal") return { comparison: { verdict: "equal", deltas: [] }, gained: "nothing" };
  if (verdict.verdict === "unknown") return unknown(verdict.reason);
  const { change } = verdict;
  const witness = confirmWitness(whole, [verdict.witness]);
  const shown = witness === undefined ? {} : { witness };
  const everything =
    (after === undefined || after.some(grantsEverything)) &&
    policies.some(grantsEverything) &&
    !(before ?? []).some(grantsEverything);
  const sides = oneBoundary(policies, before, after);
  if (sides === undefined) {
    const gained = gainOf({ ...verdict, deltas: [] }, everything);
    return { comparison: { verdict: "different", change, deltas: [], ...shown }, gained };
  }
  // What the boundary allows and the policies do not, or the reverse, was never permitted.
  const way = after === undefined ? "more" : "less";
  const deltas = explainOnce(sides, await loadTable())
    .filter(({ permits = way }) => permits === way)
    .map(({ canonicalPath: _, livePath: __, ...delta }) => delta);
  return {
    comparison: { verdict: "different", change, deltas, ...shown },
    gained: gainOf({ ...verdict, deltas }, everything),
  };
}

/** What is to be explained where only one side has a boundary: all that the policies permit beyond it. */
function oneBoundary(
  policies: readonly Policy[],
  before: readonly Policy[] | undefined,
  after: readonly Policy[] | undefined,
): { readonly canonical: readonly Policy[]; readonly live: readonly Policy[] } | undefined {
  if (before !== undefined && after === undefined) return { canonical: before, live: policies };
  if (before === undefined && after !== undefined) return { canonical: policies, live: after };
  return undefined;
}

function unknown(reason: string): EffectiveChange {
  return { comparison: { verdict: "unknown", reason, deltas: [] }, gained: undefined };
}
