import { paginateQuery } from "@aws-sdk/client-dynamodb";
import type { Finding } from "../ledger/finding.ts";
import type { LatestReading, LedgerStore } from "../ledger/ledger-store.ts";
import type { RememberedEntity } from "../ledger/remembered-entity.ts";
import { storedFinding, storedLatestReading, storedRemembered } from "../ledger/stored-finding.ts";
import {
  type DynamodbLedgerOptions,
  type Item,
  type LedgerTable,
  ledgerTable,
  parse,
  partition,
  put,
  read,
  unavailable,
} from "./ledger-table.ts";

/** Finding ids are hexadecimal, so every one sorts before this; the keys of all other items (`reading#…`, `remembered`) sort after it. */
const AFTER_FINDINGS = "g";
const REMEMBERED = "remembered";

/**
 * The ledger in one DynamoDB table: partition key `pk` is `ACCOUNT#ENTITY`; sort key `sk` is a finding's id,
 * `reading#BASELINE`, or `remembered`. The item's truth is the JSON text in `body`; the attributes beside it are there to be queried.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
 */
export function createDynamodbLedgerStore(options: DynamodbLedgerOptions): LedgerStore {
  const ledger = ledgerTable(options);
  return {
    findingsOf: (account, entity) => findingsOf(ledger, partition(account, entity)),
    finding: (account, entity, id) => read(ledger, partition(account, entity), id, storedFinding),
    write: (finding) => put(ledger, findingItem(finding), finding.version),
    latestReading: (account, entity, baseline) =>
      read(ledger, partition(account, entity), readingKey(baseline), storedLatestReading),
    writeLatestReading: (reading) => put(ledger, readingItem(reading), reading.version),
    remembered: (account, entity) => read(ledger, partition(account, entity), REMEMBERED, storedRemembered),
    writeRemembered: (remembered) => put(ledger, rememberedItem(remembered), remembered.version),
  };
}

function readingKey(baseline: string): string {
  return `reading#${baseline}`;
}

async function findingsOf({ client, tableName }: LedgerTable, pk: string): Promise<readonly Finding[]> {
  const query = {
    TableName: tableName,
    ConsistentRead: true,
    KeyConditionExpression: "pk = :pk AND sk < :end",
    ExpressionAttributeValues: { ":pk": { S: pk }, ":end": { S: AFTER_FINDINGS } },
  };
  const findings: Finding[] = [];
  try {
    for await (const page of paginateQuery({ client }, query)) {
      findings.push(...(page.Items ?? []).map((item) => parse(item, tableName, storedFinding)));
    }
  } catch (cause) {
    throw unavailable("Query", tableName, cause);
  }
  return findings;
}

function findingItem(finding: Finding): Item {
  return {
    pk: { S: partition(finding.account, finding.entity) },
    sk: { S: finding.id },
    baseline: { S: finding.baseline },
    rule: { S: finding.drift.rule },
    status: { S: finding.status },
    severity: { S: finding.drift.severity },
    openedAt: { S: finding.openedAt },
    observedAt: { S: finding.observedAt },
    version: { N: String(finding.version) },
    body: { S: JSON.stringify(finding) },
  };
}

function readingItem(reading: LatestReading): Item {
  return {
    pk: { S: partition(reading.account, reading.entity) },
    sk: { S: readingKey(reading.baseline) },
    baseline: { S: reading.baseline },
    version: { N: String(reading.version) },
    body: { S: JSON.stringify(reading) },
  };
}

function rememberedItem(remembered: RememberedEntity): Item {
  return {
    pk: { S: partition(remembered.account, remembered.entity) },
    sk: { S: REMEMBERED },
    version: { N: String(remembered.version) },
    body: { S: JSON.stringify(remembered) },
  };
}
