import {
  type SlackThread,
  type SlackThreadKey,
  type SlackThreadStore,
  storedSlackThread,
} from "../ledger/slack-thread.ts";
import { type DynamodbLedgerOptions, type Item, ledgerTable, partition, put, read } from "./ledger-table.ts";

/** Slack threads, beside the findings they tell of: sort key `slack#FINDING#ROUTE` in the ledger's table. */
export function createDynamodbSlackThreadStore(options: DynamodbLedgerOptions): SlackThreadStore {
  const ledger = ledgerTable(options);
  return {
    thread: (key) => read(ledger, partition(key.account, key.entity), threadKey(key), storedSlackThread),
    writeThread: (thread) => put(ledger, threadItem(thread), thread.version),
  };
}

function threadKey({ findingId, route }: SlackThreadKey): string {
  return `slack#${findingId}#${route}`;
}

function threadItem(thread: SlackThread): Item {
  return {
    pk: { S: partition(thread.account, thread.entity) },
    sk: { S: threadKey(thread) },
    version: { N: String(thread.version) },
    body: { S: JSON.stringify(thread) },
  };
}
