import { type Details, type EntityIndex, readDetails } from "./read-snapshot-details.ts";
import type { SnapshotReading, SnapshotTexts } from "./snapshot.ts";
import { isSameAccount, nameAccount } from "./snapshot-account.ts";
import { createSnapshotReader } from "./snapshot-reader.ts";
import { type CredentialReport, readCredentialReport } from "./snapshot-report.ts";
import type { HeldEntity } from "./snapshot-states.ts";

/**
 * Reads a snapshot of an account: authorization details, and a credential report where there is one. It is refused where a file is cut
 * off or foreign, where pages are missing, and where not everything is of one account.
 */
export function readSnapshot({ details: texts, credentialReport }: SnapshotTexts): SnapshotReading {
  const reading = readDetails(texts);
  if (reading.status === "invalid") return reading;
  const reported = credentialReport === undefined ? undefined : readCredentialReport(credentialReport);
  if (reported?.status === "invalid") return reported;
  return join(reading.details, reported?.report);
}

function join(details: Details, report: CredentialReport | undefined): SnapshotReading {
  const account = details.account ?? report?.account;
  if (account === undefined) {
    const problem = `${details.files} lists no user, group, role or customer managed policy, and so does not tell its account.`;
    return { status: "invalid", problem };
  }
  if (report !== undefined && !isSameAccount(report.account, account)) {
    const problem = `${report.file} is of account ${nameAccount(report.account)}, and ${details.files} is of account ${nameAccount(account)}; give two files of one account.`;
    return { status: "invalid", problem };
  }
  const snapshot = {
    account,
    entities: entitiesOf(details.held).map(({ entity, state }) => ({ entity, path: state.path })),
    leftOut: entitiesOf(details.strange).map(({ state }) => state.arn),
    reader: (takenAt: Date) => createSnapshotReader(details, report, takenAt.toISOString()),
  };
  return { status: "read", snapshot };
}

function entitiesOf({ user, group, role, policy }: EntityIndex): readonly HeldEntity[] {
  return [user, group, role, policy].flatMap((byName) => [...byName.values()]);
}
