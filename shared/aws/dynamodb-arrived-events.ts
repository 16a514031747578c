import {
  type ArrivedEventStore,
  type EventArrival,
  type EventKey,
  type ReconciledHistory,
  storedArrival,
  storedReconciledHistory,
} from "../ledger/arrived-events.ts";
import { ARRIVED_EVENT_DAYS, expiryOf } from "../ledger/retention.ts";
import {
  accountPartition,
  type DynamodbLedgerOptions,
  expiring,
  type Item,
  ledgerTable,
  partition,
  put,
  read,
  readAll,
  replace,
} from "./ledger-table.ts";

const EVENTS = "events";
const RECONCILED = "reconciled";

/**
 * Which events came, in the ledger's table: an item of some 200 bytes for each under `ACCOUNT#events`, sort key `TIME#ID`, so that those of
 * a span are one query and each costs one write unit, however many there are; and under `ACCOUNT#account`, sort key `reconciled`, how far
 * the history was reconciled.
 */
export function createDynamodbArrivedEvents(options: DynamodbLedgerOptions): ArrivedEventStore {
  const ledger = ledgerTable(options);
  return {
    writeArrived: (event) => replace(ledger, eventItem(event, "arrived")),
    writeMissed: (event) => put(ledger, eventItem(event, "missed"), 1),
    async arrivals(account, { from, to }) {
      const values = { ":pk": partition(account, EVENTS), ":from": from, ":to": `${to}~` };
      const keys = { condition: "pk = :pk AND sk BETWEEN :from AND :to", values };
      const stored = await readAll(ledger, keys, storedArrival);
      return new Map(stored.map(({ eventId, arrival }) => [eventId, arrival]));
    },
    reconciled: (account) => read(ledger, accountPartition(account), RECONCILED, storedReconciledHistory),
    writeReconciled: (reconciled) => put(ledger, reconciledItem(reconciled), reconciled.version),
  };
}

function eventItem({ account, eventId, eventTime }: EventKey, arrival: EventArrival): Item {
  return {
    pk: { S: partition(account, EVENTS) },
    sk: { S: `${eventTime}#${eventId}` },
    ...expiring(expiryOf(eventTime, ARRIVED_EVENT_DAYS)),
    body: { S: JSON.stringify({ account, eventId, eventTime, arrival }) },
  };
}

function reconciledItem(reconciled: ReconciledHistory): Item {
  return {
    pk: { S: accountPartition(reconciled.account) },
    sk: { S: RECONCILED },
    version: { N: String(reconciled.version) },
    body: { S: JSON.stringify(reconciled) },
  };
}
