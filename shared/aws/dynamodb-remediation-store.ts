import * as z from "zod";
import type { RemediationAttempt, RemediationStore } from "../remediation/remediation-attempt.ts";
import { type DynamodbLedgerOptions, type Item, ledgerTable, partition, put, read } from "./ledger-table.ts";

/** Keys that are not listed are kept, so that an older program does not drop what a newer one has written. */
const storedAttempt: z.ZodType<RemediationAttempt> = z.looseObject({
  remediationId: z.string(),
  account: z.string().regex(/^\d{12}$/),
  entity: z.string(),
  findingId: z.string(),
  revision: z.int().positive(),
  status: z.enum(["started", "ended"]),
  startedAt: z.iso.datetime(),
  calls: z.array(z.string()),
  version: z.int().positive(),
});

/** Remediation attempts, beside the findings they belong to: sort key `remediation#ID` in the ledger's table. */
export function createDynamodbRemediationStore(options: DynamodbLedgerOptions): RemediationStore {
  const ledger = ledgerTable(options);
  return {
    attempt: (account, entity, remediationId) =>
      read(ledger, partition(account, entity), attemptKey(remediationId), storedAttempt),
    writeAttempt: (attempt) => put(ledger, attemptItem(attempt), attempt.version),
  };
}

function attemptKey(remediationId: string): string {
  return `remediation#${remediationId}`;
}

function attemptItem(attempt: RemediationAttempt): Item {
  return {
    pk: { S: partition(attempt.account, attempt.entity) },
    sk: { S: attemptKey(attempt.remediationId) },
    status: { S: attempt.status },
    version: { N: String(attempt.version) },
    body: { S: JSON.stringify(attempt) },
  };
}
