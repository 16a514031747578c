import * as z from "../iam/schema.ts";
import type { KnownPolicy, KnownPolicyStore } from "../ledger/known-policy.ts";
import { accountPartition, type DynamodbLedgerOptions, type Item, ledgerTable, put, read } from "./ledger-table.ts";

/** Keys that are not listed are kept, so that an older program does not drop what a newer one has written. */
const storedPolicy: z.ZodMiniType<KnownPolicy> = z.looseObject({
  account: z.string().check(z.regex(/^\d{12}$/)),
  policyArn: z.string().check(z.minLength(1)),
  document: z.string(),
  since: z.iso.datetime(),
  version: z.int().check(z.positive()),
});

/** After every finding's id, which is hexadecimal: the account as a whole has findings too. */
const sortKey = (policyArn: string): string => `known-policy#${policyArn}`;

/** What AWS's own policies said, in the ledger's table under `ACCOUNT#account`: sort key `known-policy#ARN`. */
export function createDynamodbKnownPolicyStore(options: DynamodbLedgerOptions): KnownPolicyStore {
  const ledger = ledgerTable(options);
  return {
    knownPolicy: (account, policyArn) => read(ledger, accountPartition(account), sortKey(policyArn), storedPolicy),
    writeKnownPolicy: (known) => put(ledger, policyItem(known), known.version),
  };
}

function policyItem(known: KnownPolicy): Item {
  return {
    pk: { S: accountPartition(known.account) },
    sk: { S: sortKey(known.policyArn) },
    version: { N: String(known.version) },
    body: { S: JSON.stringify(known) },
  };
}
