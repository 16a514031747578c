/**
 * The memory of one attempt to put a finding right, kept in the ledger so that a doubled event or a retry after a crash
 * neither repeats it nor loses it.
 */
export interface RemediationAttempt {
  /** The same for every try at the same news of the same finding. */
  readonly remediationId: string;
  readonly account: string;
  /** As `formatEntity` writes it. */
  readonly entity: string;
  readonly findingId: string;
  /** The news that asked for it. */
  readonly revision: number;
  readonly status: "started" | "ended";
  /** ISO 8601. */
  readonly startedAt: string;
  /** The calls it is about to make, as people are told them. */
  readonly calls: readonly string[];
  /** Counts every write of the item: the condition of the next one. */
  readonly version: number;
}

/** The port behind which attempts are remembered; reads are strongly consistent, faults are thrown `LedgerUnavailable`. */
export interface RemediationStore {
  attempt(account: string, entity: string, remediationId: string): Promise<RemediationAttempt | undefined>;
  /** Writes on the condition that the stored attempt still has `version - 1` (version 1: that there is none). */
  writeAttempt(attempt: RemediationAttempt): Promise<"written" | "conflict">;
}

/** The id of the remediation that one news of one finding asks for. */
export function remediationIdOf(findingId: string, revision: number): string {
  return `${findingId}-${revision}`;
}
