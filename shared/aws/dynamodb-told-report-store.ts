import { expiryOf, TOLD_REPORT_DAYS } from "../ledger/retention.ts";
import { storedToldReport, type ToldReport, type ToldReportStore } from "../ledger/told-report.ts";
import { type DynamodbLedgerOptions, expiring, type Item, ledgerTable, partition, put, read } from "./ledger-table.ts";

const REPORT = "REPORT";
const TOLD = "told";

/** Which reports people were told of, in the ledger's table: partition key `REPORT#ID`, sort key `told`. */
export function createDynamodbToldReportStore(options: DynamodbLedgerOptions): ToldReportStore {
  const ledger = ledgerTable(options);
  return {
    toldReport: (reportId) => read(ledger, partition(REPORT, reportId), TOLD, storedToldReport),
    writeToldReport: (report) => put(ledger, toldItem(report), 1),
  };
}

function toldItem(report: ToldReport): Item {
  return {
    pk: { S: partition(REPORT, report.reportId) },
    sk: { S: TOLD },
    version: { N: "1" },
    ...expiring(expiryOf(report.toldAt, TOLD_REPORT_DAYS)),
    body: { S: JSON.stringify(report) },
  };
}
