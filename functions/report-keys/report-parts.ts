import { describeUnreadable } from "../../shared/drift/rule.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { ReportedAccount } from "../../shared/reports/key-report.ts";
import { type ReportPart, readReportPart, writeReportPart } from "../../shared/reports/report-part.ts";
import type { ReportStore } from "../../shared/reports/report-store.ts";
import type { Log } from "../logger.ts";
import { folderOf } from "./keep-report.ts";
import type { ReportOrder } from "./report-order.ts";

/** What the parts of a report hold. */
export interface KeptParts {
  readonly accounts: readonly ReportedAccount[];
  /** Why parts of it could not be read back: one sentence each. */
  readonly lost: readonly string[];
}

/**
 * Keeps what an invocation read as the next part of its report; kept again, it is another version of the same object.
 * @returns what the order says from then on of the parts that there are
 * @throws PlumblineError `ReportNotKept`, retryable whatever the store says of it: what was read must not be dropped
 */
export async function keepPart(
  { reportId, startedAt, kept }: ReportOrder,
  part: Omit<ReportPart, "reportId">,
  store: ReportStore,
): Promise<NonNullable<ReportOrder["kept"]>> {
  const { madeAt, configurationDigest } = part;
  const parts = (kept?.parts ?? 0) + 1;
  const metadata = { "report-id": reportId.replace(/[^\w.-]/g, "-"), "configuration-digest": configurationDigest };
  const key = keyOf(startedAt, madeAt, parts);
  try {
    await store.keep({ key, contentType: "application/json", body: writeReportPart({ reportId, ...part }), metadata });
  } catch (fault) {
    if (!(fault instanceof PlumblineError)) throw fault;
    throw new PlumblineError("ReportNotKept", fault.message, { retryable: true, cause: fault });
  }
  return { parts, madeAt };
}

/** Reads back every part that is kept of a report. One that cannot be read is named; nobody takes it for an empty one. */
export async function readParts(
  { reportId, startedAt, kept }: ReportOrder,
  configurationDigest: string,
  { store, log }: { readonly store: ReportStore; readonly log: Log },
): Promise<KeptParts> {
  const accounts: ReportedAccount[] = [];
  const lost: string[] = [];
  for (let number = 1; number <= (kept?.parts ?? 0); number += 1) {
    const madeAt = kept?.madeAt ?? "";
    const read = await readPart(keyOf(startedAt, madeAt, number), { reportId, madeAt, configurationDigest }, store);
    if (read.status === "valid") accounts.push(...read.part.accounts);
    else lost.push(`Part ${number} of the report could not be read back: ${read.problem}`);
  }
  for (const sentence of lost) log.error(sentence, { reportId });
  return { accounts, lost };
}

async function readPart(
  key: string,
  expected: Omit<ReportPart, "accounts">,
  store: ReportStore,
): Promise<ReturnType<typeof readReportPart>> {
  const found = await store.read(key);
  if (found.status === "absent") return { status: "invalid", problem: `nothing is kept as ${key}.` };
  if (found.status === "unreadable")
    return { status: "invalid", problem: `${describeUnreadable(found.reason).replace(/\.+$/, "")}.` };
  const read = readReportPart(found.text);
  if (read.status === "invalid") return { status: "invalid", problem: `${key} is malformed: ${read.problem}` };
  const { reportId, madeAt, configurationDigest } = read.part;
  if (reportId !== expected.reportId || madeAt !== expected.madeAt)
    return { status: "invalid", problem: `${key} is a part of the report ${reportId} of ${madeAt}.` };
  if (configurationDigest !== expected.configurationDigest)
    return { status: "invalid", problem: `${key} was held to another configuration (${configurationDigest}).` };
  return read;
}

/**
 * Not below the reports: those are kept for years and are read by nobody here. Whoever begins the report a second time has parts of his own,
 * since they are held to another time.
 */
function keyOf(startedAt: string, madeAt: string, part: number): string {
  const name = `${String(part).padStart(4, "0")}.json`;
  return `key-rotation-parts/${folderOf(startedAt)}/${madeAt.replace(/[-:.]/g, "")}/${name}`;
}
