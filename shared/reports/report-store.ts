import type { Unreadable } from "../iam/unreadable.ts";

/** One file of a report that is kept as evidence. */
export interface ReportFile {
  /** Its key: `key-rotation/2026/11/22T060000Z/report.html`. */
  readonly key: string;
  readonly contentType: string;
  readonly body: string;
  /** Kept beside it: such as the configuration's digest. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** What is kept under a key. What could not be read is never taken for what is not there. */
export type KeptText =
  | { readonly status: "present"; readonly text: string }
  | { readonly status: "absent" }
  | { readonly status: "unreadable"; readonly reason: Unreadable };

/** The port behind which reports are kept: encrypted, every version of them. */
export interface ReportStore {
  /**
   * @returns where it is kept (`s3://BUCKET/KEY`) and under which version
   * @throws PlumblineError `ReportNotKept`, retryable where trying again may help, in the words of the store
   */
  keep(file: ReportFile): Promise<{ readonly location: string; readonly version?: string }>;
  /** The text that was last kept under a key. Without the right to list a bucket S3 refuses where nothing is: that is unreadable. */
  read(key: string): Promise<KeptText>;
}
