import type { Delta, PolicyKind } from "../../../shared/policy/comparison.ts";
import type { ActionTable } from "../../../shared/policy/explain/action-table.ts";
import { explainDifference } from "../../../shared/policy/explain/explain-difference.ts";
import { readPolicy } from "../read-policy.ts";
import { smallTable } from "./small-table.ts";

/** A statement, or a whole document. */
export type Written = object;

/** Explains what differs between two documents given by their statements. */
export function explain(
  canonical: readonly Written[],
  live: readonly Written[],
  kind: PolicyKind = "identity",
  table: ActionTable = smallTable,
): readonly Delta[] {
  const read = (statements: readonly Written[]) =>
    statements.length === 0 ? [] : [readPolicy({ Version: "2012-10-17", Statement: statements }, kind)];
  return explainDifference({ canonical: read(canonical), live: read(live) }, table);
}

/** All of a delta on one line: ``gained `s3:GetObject` on `*` [more, 1 Read] Statement[0] > Statement[1]``. */
export function line({ effect, text, permits, accessLevels, escalation, onlyDenies, latent, ...paths }: Delta): string {
  const levels = Object.entries(accessLevels ?? {}).map(([level, count]) => `${count} ${level}`);
  const facts = [
    permits ?? "?",
    ...levels,
    ...(escalation ?? []).map(({ action }) => `escalation ${action}`),
    ...(onlyDenies ? ["only denies"] : []),
    ...(latent === undefined ? [] : [latent]),
  ];
  const [canonical, live] = [paths.canonicalPath, paths.livePath].map((path) => path?.replace(/Statement/g, "") ?? "-");
  return `${effect} ${text} [${facts.join(", ")}] ${canonical}>${live}`;
}
