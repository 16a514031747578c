import type { AccountAddress } from "../iam/arn.ts";
import type { CredentialReportAnswer } from "./credential-report-source.ts";
import { isSameAccount, nameAccount } from "./snapshot-account.ts";
import { type CredentialReport, readCredentialReport } from "./snapshot-report.ts";

/** A credential report, and when it is held to have been made. */
export interface DatedReport {
  readonly report: CredentialReport;
  /** ISO 8601: never later than it was asked for, also where IAM's clock is ahead of ours. */
  readonly generatedAt: string;
}

/** What came of reading it; `problem` is one sentence. */
export type DatedReportReading =
  | { readonly status: "read"; readonly dated: DatedReport }
  | { readonly status: "invalid"; readonly problem: string };

const CALL = "GetCredentialReport";

/**
 * Reads the credential report that an account has answered with.
 * @param askedAt when it was asked for
 */
export function readDatedReport(
  { csv, generatedAt }: Extract<CredentialReportAnswer, { status: "complete" }>,
  account: AccountAddress,
  askedAt: Date,
): DatedReportReading {
  const reading = readCredentialReport({ file: CALL, text: csv });
  if (reading.status === "invalid") return reading;
  const { report } = reading;
  if (!isSameAccount(report.account, account)) {
    const problem = `${CALL} gave the report of account ${nameAccount(report.account)}, and was asked for that of account ${nameAccount(account)}.`;
    return { status: "invalid", problem };
  }
  const made = Math.min(Date.parse(generatedAt), askedAt.getTime());
  return { status: "read", dated: { report, generatedAt: new Date(made).toISOString() } };
}
