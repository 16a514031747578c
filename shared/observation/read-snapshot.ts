import { createHold, type KeepEntity } from "./held-entity.ts";
import { snapshotOf } from "./held-snapshot.ts";
import { type Details, joinPages } from "./read-snapshot-details.ts";
import { createPageReader, type Page } from "./read-snapshot-page.ts";
import type { SnapshotFiles, SnapshotReading, SnapshotText } from "./snapshot.ts";
import { isSameAccount, nameAccount } from "./snapshot-account.ts";
import { type CredentialReport, readCredentialReport } from "./snapshot-report.ts";

/** What a snapshot is to be read for. */
export interface SnapshotOptions {
  /** Left out, every principal's state is held. */
  readonly keep?: KeepEntity;
}

/**
 * Reads a snapshot of an account: authorization details, and a credential report where there is one. It is refused where a file is cut
 * off or foreign, where pages are missing, and where not everything is of one account. Details come piece by piece: no more of them is held
 * than what is wanted.
 * @throws what the files throw
 */
export async function readSnapshot(
  { details, credentialReport }: SnapshotFiles,
  { keep }: SnapshotOptions = {},
): Promise<SnapshotReading> {
  const hold = createHold(keep);
  const pages: Page[] = [];
  for (const { file, pieces } of details) {
    const reader = createPageReader(file, hold);
    for await (const piece of pieces) reader.write(piece);
    const reading = reader.end();
    if (reading.status === "invalid") return reading;
    pages.push(reading.page);
  }
  return joined(pages, credentialReport);
}

function joined(pages: readonly Page[], credentialReport: SnapshotText | undefined): SnapshotReading {
  const reading = joinPages(pages);
  if (reading.status === "invalid") return reading;
  const reported = credentialReport === undefined ? undefined : readCredentialReport(credentialReport);
  if (reported?.status === "invalid") return reported;
  return withReport(reading.details, reported?.report);
}

function withReport(details: Details, report: CredentialReport | undefined): SnapshotReading {
  const account = details.account ?? report?.account;
  if (account === undefined) {
    const problem = `${details.files} lists no user, group, role or customer managed policy, and so does not tell its account.`;
    return { status: "invalid", problem };
  }
  if (report !== undefined && !isSameAccount(report.account, account)) {
    const problem = `${report.file} is of account ${nameAccount(report.account)}, and ${details.files} is of account ${nameAccount(account)}; give two files of one account.`;
    return { status: "invalid", problem };
  }
  return { status: "read", snapshot: snapshotOf(details, account, report) };
}
