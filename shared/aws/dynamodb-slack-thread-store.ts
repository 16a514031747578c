import { expiryOf, SLACK_THREAD_DAYS } from "../ledger/retention.ts";
import {
  type SlackThread,
  type SlackThreadKey,
  type SlackThreadStore,
  storedSlackThread,
} from "../ledger/slack-thread.ts";
import { type DynamodbLedgerOptions, expiring, type Item, ledgerTable, partition, put, read } from "./ledger-table.ts";

/** The ledger's table, and the time from which what is written there is kept. */
interface DynamodbSlackThreadOptions extends DynamodbLedgerOptions {
  readonly now: () => Date;
}

/** Slack threads, beside the findings they tell of: sort key `slack#FINDING#ROUTE` in the ledger's table. */
export function createDynamodbSlackThreadStore(options: DynamodbSlackThreadOptions): SlackThreadStore {
  const ledger = ledgerTable(options);
  return {
    thread: (key) => read(ledger, partition(key.account, key.entity), threadKey(key), storedSlackThread),
    writeThread: (thread) => put(ledger, threadItem(thread, options.now()), thread.version),
  };
}

function threadKey({ findingId, route }: SlackThreadKey): string {
  return `slack#${findingId}#${route}`;
}

function threadItem(thread: SlackThread, now: Date): Item {
  return {
    pk: { S: partition(thread.account, thread.entity) },
    sk: { S: threadKey(thread) },
    version: { N: String(thread.version) },
    ...expiring(expiryOf(now.toISOString(), SLACK_THREAD_DAYS)),
    body: { S: JSON.stringify(thread) },
  };
}
