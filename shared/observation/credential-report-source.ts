import type { Unreadable } from "../iam/unreadable.ts";

/** What IAM answers when it is asked for the account's credential report. */
export type CredentialReportAnswer =
  | {
      readonly status: "complete";
      /** The CSV, as IAM has it. */
      readonly csv: string;
      /** ISO 8601: when IAM made it; up to four hours ago, so that a key rotated since still looks old in it. */
      readonly generatedAt: string;
    }
  /** IAM makes it; to be asked again after a while, and not waited for. */
  | { readonly status: "generating" }
  | { readonly status: "unreadable"; readonly reason: Unreadable };

/**
 * The port through which the account's credential report is had. One asking takes at most three calls and waits for none: a report that is
 * missing, expired or being made is `generating`.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
 */
export interface CredentialReportSource {
  ask(): Promise<CredentialReportAnswer>;
}
