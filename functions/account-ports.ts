import configuration from "plumbline:configuration";
import { publishNewsTo } from "../shared/alerts/to-drift-event.ts";
import { createDynamodbLedgerStore } from "../shared/aws/dynamodb-ledger-store.ts";
import { createDynamodbMemberAccountStore } from "../shared/aws/dynamodb-member-account-store.ts";
import { createEventbridgePublisher } from "../shared/aws/eventbridge-publisher.ts";
import { loadActionTable } from "../shared/policy/explain/action-table.ts";
import type { AccountConfig } from "./account-config.ts";
import { createAccountFinder } from "./account-directory.ts";
import { createEnterAccount } from "./enter-account.ts";

/** The adapters of every function that reads accounts: the way into them, the ledger, Plumbline's bus, the clock and the action table. */
export function createAccountPorts({ accountId, ledgerTable: tableName, driftBusName }: AccountConfig) {
  const now = () => new Date();
  return {
    configuration,
    accountId,
    accounts: createAccountFinder({ configuration, members: createDynamodbMemberAccountStore({ tableName }) }),
    enter: createEnterAccount({ accountId, now }),
    ledger: createDynamodbLedgerStore({ tableName }),
    publish: publishNewsTo(createEventbridgePublisher({ busName: driftBusName }), configuration.digest),
    now,
    loadTable: loadActionTable,
  };
}
