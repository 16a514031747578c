import * as z from "../iam/schema.ts";
import { expiryOf } from "../ledger/retention.ts";
import {
  COUNTED_HOURS,
  type RemediationBudgetStore,
  type RepairCount,
} from "../remediation/guards/remediation-budget.ts";
import { type DynamodbLedgerOptions, expiring, type Item, ledgerTable, partition, put, read } from "./ledger-table.ts";

/** Keys that are not listed are kept, so that an older program does not drop what a newer one has written. */
const storedCount: z.ZodMiniType<RepairCount> = z.looseObject({
  account: z.string().check(z.regex(/^\d{12}$/)),
  scope: z.string(),
  begun: z.array(z.looseObject({ remediationId: z.string(), at: z.iso.datetime(), drifts: z.array(z.string()) })),
  fight: z.exactOptional(z.looseObject({ at: z.iso.datetime(), remediationId: z.string(), drift: z.string() })),
  version: z.int().check(z.positive()),
});

const SORT_KEY = "repairs";

/** The counts of repairs, beside what else the ledger's table holds of an entity, or under `ACCOUNT#account`: sort key `repairs`. */
export function createDynamodbRemediationBudget(options: DynamodbLedgerOptions): RemediationBudgetStore {
  const ledger = ledgerTable(options);
  return {
    count: (account, scope) => read(ledger, partition(account, scope), SORT_KEY, storedCount),
    writeCount: (count) => put(ledger, countItem(count), count.version),
  };
}

function countItem(count: RepairCount): Item {
  return {
    pk: { S: partition(count.account, count.scope) },
    sk: { S: SORT_KEY },
    version: { N: String(count.version) },
    ...expiryOfCount(count),
    body: { S: JSON.stringify(count) },
  };
}

/** It may go when nothing in it counts any more; a fight stays until a person has cleared it. */
function expiryOfCount({ begun, fight }: RepairCount): Item {
  const last = begun.at(-1);
  if (fight !== undefined || last === undefined) return {};
  return expiring(expiryOf(last.at, COUNTED_HOURS / 24));
}
