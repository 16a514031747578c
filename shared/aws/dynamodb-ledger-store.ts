import { joinFaults } from "../iam/join-faults.ts";
import type { Finding, News } from "../ledger/finding.ts";
import type { LatestReading, LedgerStore } from "../ledger/ledger-store.ts";
import type { RememberedEntity } from "../ledger/remembered-entity.ts";
import { expiryOf, HISTORY_DAYS, RESOLVED_FINDING_DAYS } from "../ledger/retention.ts";
import { standingOf } from "../ledger/standing.ts";
import { storedFinding, storedLatestReading, storedNews, storedRemembered } from "../ledger/stored-finding.ts";
import {
  type DynamodbLedgerOptions,
  expiring,
  type Item,
  type LedgerTable,
  ledgerTable,
  partition,
  put,
  queryItems,
  read,
  readAll,
  replace,
} from "./ledger-table.ts";

/** Finding ids are hexadecimal, so every one sorts before this; the keys of all other items (such as `history#…`, `reading#…`, `remembered`) sort after it. */
const AFTER_FINDINGS = "g";
const REMEMBERED = "remembered";

/** So that the order of the keys is that of the revisions. */
const REVISION_DIGITS = 10;

/** A sparse index, keys alone: partition key `account`, sort key `standing` (see `standingOf`), on findings that are not over. */
const STANDING_INDEX = "by-standing";

/**
 * The ledger in one DynamoDB table: partition key `pk` is `ACCOUNT#ENTITY`; sort key `sk` is a finding's id,
 * `history#FINDING#REVISION`, `reading#BASELINE`, or `remembered`. The item's truth is the JSON text in `body`; the attributes beside it are there to be queried.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
 */
export function createDynamodbLedgerStore(options: DynamodbLedgerOptions): LedgerStore {
  const ledger = ledgerTable(options);
  return {
    findingsOf: (account, entity) => findingsOf(ledger, partition(account, entity)),
    finding: (account, entity, id) => read(ledger, partition(account, entity), id, storedFinding),
    write: (finding) => put(ledger, findingItem(finding), finding.version),
    standing: (account) => standing(ledger, account),
    writeHistory: (account, entity, findingId, news) =>
      replace(ledger, historyItem(partition(account, entity), findingId, news)),
    history: (account, entity, findingId) => history(ledger, partition(account, entity), findingId),
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

function findingsOf(ledger: LedgerTable, pk: string): Promise<readonly Finding[]> {
  const keys = { condition: "pk = :pk AND sk < :end", values: { ":pk": pk, ":end": AFTER_FINDINGS } };
  return readAll(ledger, keys, storedFinding);
}

function history(ledger: LedgerTable, pk: string, findingId: string): Promise<readonly News[]> {
  const values = { ":pk": pk, ":history": `history#${findingId}#` };
  return readAll(ledger, { condition: "pk = :pk AND begins_with(sk, :history)", values }, storedNews);
}

/** The index tells which findings there are, and each is read by itself: so none is acted upon as it was when it was indexed. */
async function* standing(ledger: LedgerTable, account: string): AsyncGenerator<Finding> {
  const keys = queryItems(ledger, {
    index: STANDING_INDEX,
    condition: "account = :account",
    values: { ":account": account },
  });
  const faults: unknown[] = [];
  for await (const { pk, sk } of keys) {
    try {
      const finding = await read(ledger, pk?.S ?? "", sk?.S ?? "", storedFinding);
      if (finding !== undefined && standingOf(finding) !== undefined) yield finding;
    } catch (fault) {
      faults.push(fault);
    }
  }
  const [first, ...others] = faults;
  if (first !== undefined) throw joinFaults([first, ...others]);
}

function findingItem(finding: Finding): Item {
  const standing = standingOf(finding);
  return {
    pk: { S: partition(finding.account, finding.entity) },
    sk: { S: finding.id },
    account: { S: finding.account },
    baseline: { S: finding.baseline },
    rule: { S: finding.drift.rule },
    status: { S: finding.status },
    severity: { S: finding.drift.severity },
    openedAt: { S: finding.openedAt },
    observedAt: { S: finding.observedAt },
    version: { N: String(finding.version) },
    ...(standing === undefined
      ? expiring(expiryOf(finding.observedAt, RESOLVED_FINDING_DAYS))
      : { standing: { S: standing } }),
    body: { S: JSON.stringify(finding) },
  };
}

function historyItem(pk: string, findingId: string, news: News): Item {
  return {
    pk: { S: pk },
    sk: { S: `history#${findingId}#${String(news.revision).padStart(REVISION_DIGITS, "0")}` },
    kind: { S: news.kind },
    at: { S: news.at },
    ...expiring(expiryOf(news.at, HISTORY_DAYS)),
    body: { S: JSON.stringify(news) },
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
