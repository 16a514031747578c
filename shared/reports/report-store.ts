/** One file of a report that is kept as evidence. */
export interface ReportFile {
  /** Its key: `key-rotation/2026/11/22T060000Z/report.html`. */
  readonly key: string;
  readonly contentType: string;
  readonly body: string;
  /** Kept beside it: such as the configuration's digest. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** The port behind which reports are kept: encrypted, every version of them. */
export interface ReportStore {
  /**
   * @returns where it is kept (`s3://BUCKET/KEY`) and under which version
   * @throws PlumblineError `ReportNotKept`, retryable where trying again may help, in the words of the store
   */
  keep(file: ReportFile): Promise<{ readonly location: string; readonly version?: string }>;
}
