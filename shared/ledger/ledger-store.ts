import type { Finding } from "./finding.ts";

/**
 * The port behind which findings are remembered. All reads are strongly consistent. A fault of the store itself is
 * thrown as a retryable `PlumblineError` with code `LedgerUnavailable`.
 */
export interface LedgerStore {
  /** Every finding, open or resolved, of one entity (`role/NAME`) of one account. */
  findingsOf(account: string, entity: string): Promise<readonly Finding[]>;
  /** One finding, or `undefined` where there is none. */
  finding(account: string, entity: string, id: string): Promise<Finding | undefined>;
  /**
   * Writes one finding on the condition that the stored one still has `finding.version - 1` (or, for version 1, that there
   * is none). `conflict` means somebody else wrote in between and nothing was written: read again and decide again.
   */
  write(finding: Finding): Promise<"written" | "conflict">;
}
