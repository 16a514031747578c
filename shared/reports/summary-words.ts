import type { Drift } from "../drift/drift.ts";
import { describeDeltas } from "../drift/wording.ts";

/** A drift's summary where all of its deltas follow it: without the first of them, which it names. */
export function summaryWords({ summary, deltas, effective }: Drift): string {
  const told = deltas.length === 0 && effective !== undefined ? effective.deltas : deltas;
  const named = told.length === 0 ? "" : `: ${describeDeltas(told)}`;
  return named === "" ? summary : summary.replace(named, "");
}
