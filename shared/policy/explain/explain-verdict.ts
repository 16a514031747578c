import type { Comparison, Verdict } from "../comparison.ts";
import type { ActionTable } from "./action-table.ts";
import { type ExplainedPolicies, explainDifference } from "./explain-difference.ts";
import { recogniseWitness } from "./recognise-witness.ts";

/**
 * A verdict with its difference said in words, and its witness made one that a person recognises. What is equal or unknown stays as it
 * is, and needs no table: so the table is to be loaded for a difference only.
 *
 * @param policies what the verdict is on
 * @param table what {@link loadActionTable} in action-table.ts gives; asked for only where the verdict is `different`
 */
export async function explainVerdict(
  verdict: Verdict,
  policies: ExplainedPolicies,
  table: () => Promise<ActionTable>,
): Promise<Comparison> {
  return verdict.verdict === "different" ? explainVerdictWith(verdict, policies, await table()) : verdict;
}

/** {@link explainVerdict} with a table that is there already. */
export function explainVerdictWith(verdict: Verdict, policies: ExplainedPolicies, table: ActionTable): Comparison {
  if (verdict.verdict !== "different") return verdict;
  return {
    ...verdict,
    witness: recogniseWitness(verdict.witness, policies, table),
    deltas: explainDifference(policies, table),
  };
}
