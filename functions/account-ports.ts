import configuration from "plumbline:configuration";
import { publishNewsTo } from "../shared/alerts/to-drift-event.ts";
import { createDynamodbLedgerStore } from "../shared/aws/dynamodb-ledger-store.ts";
import { createEventbridgePublisher } from "../shared/aws/eventbridge-publisher.ts";
import { createIamClient } from "../shared/aws/iam-client.ts";
import { createIamReader } from "../shared/aws/iam-reader.ts";
import { createManagedPolicyReader } from "../shared/aws/managed-policy-reader.ts";
import type { AccountAddress } from "../shared/iam/arn.ts";
import { loadActionTable } from "../shared/policy/explain/action-table.ts";
import type { AccountConfig } from "./account-config.ts";

/** The adapters of every function that reads the account: IAM, the ledger, Plumbline's bus, the clock and the action table. */
export function createAccountPorts({ accountId, ledgerTable, driftBusName }: AccountConfig) {
  const client = createIamClient();
  const now = () => new Date();
  return {
    configuration,
    accountId,
    client,
    readerOf: (account: AccountAddress) => createIamReader({ client, account, now }),
    managedPolicies: createManagedPolicyReader(client),
    ledger: createDynamodbLedgerStore({ tableName: ledgerTable }),
    publish: publishNewsTo(createEventbridgePublisher({ busName: driftBusName }), configuration.digest),
    now,
    loadTable: loadActionTable,
  };
}
