import * as z from "../iam/schema.ts";
import type { AccountSweep, SweepStore } from "../ledger/sweep-lease.ts";
import { accountPartition, type DynamodbLedgerOptions, type Item, ledgerTable, put, read } from "./ledger-table.ts";

const count = z.int().check(z.nonnegative());
const time = z.iso.datetime();

/** Keys that are not listed are kept, so that an older program does not drop what a newer one has written. */
const storedSweep: z.ZodMiniType<AccountSweep> = z.looseObject({
  account: z.string().check(z.regex(/^\d{12}$/)),
  sweepId: z.string().check(z.minLength(1)),
  startedAt: time,
  entities: count,
  opened: count,
  changed: count,
  resolved: count,
  unreadable: count,
  reminded: count,
  missedEvents: count,
  total: z.exactOptional(count),
  after: z.exactOptional(z.string()),
  again: z.array(z.string()),
  reportAttempts: count,
  unbrokenSince: z.exactOptional(time),
  longestPause: z.exactOptional(z.looseObject({ seconds: count, endedAt: time })),
  problem: z.exactOptional(z.string()),
  end: z.exactOptional(
    z.union([
      z.looseObject({ outcome: z.literal("swept"), at: time }),
      z.looseObject({
        outcome: z.literal("unreadable"),
        at: time,
        reason: z.looseObject({ call: z.string(), code: z.string(), message: z.string() }),
      }),
    ]),
  ),
  lease: z.exactOptional(z.looseObject({ holder: z.string(), until: time })),
  version: z.int().check(z.positive()),
});

const SORT_KEY = "sweep";

/** The latest sweep of each account, in the ledger's table under `ACCOUNT#account`: sort key `sweep`. */
export function createDynamodbSweepStore(options: DynamodbLedgerOptions): SweepStore {
  const ledger = ledgerTable(options);
  return {
    sweep: (account) => read(ledger, accountPartition(account), SORT_KEY, storedSweep),
    writeSweep: (sweep) => put(ledger, sweepItem(sweep), sweep.version),
  };
}

function sweepItem(sweep: AccountSweep): Item {
  return {
    pk: { S: accountPartition(sweep.account) },
    sk: { S: SORT_KEY },
    startedAt: { S: sweep.startedAt },
    status: { S: sweep.end?.outcome ?? "under-way" },
    version: { N: String(sweep.version) },
    body: { S: JSON.stringify(sweep) },
  };
}
