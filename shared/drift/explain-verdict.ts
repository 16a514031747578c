import type { Comparison, Verdict } from "../policy/comparison.ts";
import type { ExplainedPolicies } from "../policy/explain/explain-difference.ts";
import type { LoadActionTable } from "./rule.ts";

/**
 * `explainVerdict`, remembering what it said of the same policies. What puts a difference into words is loaded with the table, and like it only
 * where there is one: it stands in a file of its own in a function's bundle.
 */
export async function explainVerdictOnce(
  verdict: Verdict,
  policies: ExplainedPolicies,
  loadTable: LoadActionTable,
): Promise<Comparison> {
  if (verdict.verdict !== "different") return verdict;
  const [table, { explainOnce, recogniseOnce }] = await Promise.all([loadTable(), import("./explain-once.ts")]);
  const witness = recogniseOnce(verdict.witness, policies, table);
  return { ...verdict, witness, deltas: explainOnce(policies, table) };
}
