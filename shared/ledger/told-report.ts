import * as z from "../iam/schema.ts";

/** That people were told of a report: whoever makes it again, because it could not be kept, tells nobody a second time. */
export interface ToldReport {
  readonly reportId: string;
  /** ISO 8601. */
  readonly toldAt: string;
}

/** The port behind which that is remembered; as strongly consistent, and with the same faults, as the ledger's. */
export interface ToldReportStore {
  /** `undefined` where nobody was told yet. */
  toldReport(reportId: string): Promise<ToldReport | undefined>;
  /** `conflict`: somebody else remembered it first. */
  writeToldReport(report: ToldReport): Promise<"written" | "conflict">;
}

/** It as it is stored. */
export const storedToldReport: z.ZodMiniType<ToldReport> = z.looseObject({
  reportId: z.string().check(z.minLength(1)),
  toldAt: z.iso.datetime(),
});
