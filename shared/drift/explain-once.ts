import type { Delta, Witness } from "../policy/comparison.ts";
import type { ActionTable } from "../policy/explain/action-table.ts";
import { type ExplainedPolicies, explainDifference } from "../policy/explain/explain-difference.ts";
import { recogniseWitness } from "../policy/explain/recognise-witness.ts";

/** How many explanations are kept. */
const MOST_KEPT = 200;

/** What was said of two sides; the witness only where somebody asked. */
interface Explained {
  deltas?: readonly Delta[];
  readonly witnesses: Map<string, Witness>;
}

/** By the table that they were made with, and the texts of both sides. */
const kept = new WeakMap<ActionTable, Map<string, Explained>>();

/**
 * `explainDifference`, remembering what it said of the same policies: a repair judges an entity time and again, a policy that allows
 * everything takes long to put into words, and many roles of an account have the same one attached.
 */
export function explainOnce(policies: ExplainedPolicies, table: ActionTable): readonly Delta[] {
  const known = recall(policies, table);
  known.deltas ??= explainDifference(policies, table);
  return known.deltas;
}

/** `recogniseWitness`, remembering what it said of the same policies. */
export function recogniseOnce(witness: Witness, policies: ExplainedPolicies, table: ActionTable): Witness {
  const { witnesses } = recall(policies, table);
  const key = JSON.stringify(witness);
  const recognised = witnesses.get(key) ?? recogniseWitness(witness, policies, table);
  witnesses.set(key, recognised);
  return recognised;
}

function recall({ canonical, live }: ExplainedPolicies, table: ActionTable): Explained {
  const all = kept.get(table) ?? new Map<string, Explained>();
  kept.set(table, all);
  const key = JSON.stringify([canonical.map(({ text }) => text), live.map(({ text }) => text)]);
  const known = all.get(key) ?? { witnesses: new Map() };
  if (!all.has(key) && all.size >= MOST_KEPT) all.clear();
  all.set(key, known);
  return known;
}
