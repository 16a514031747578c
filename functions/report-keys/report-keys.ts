import type { TopicPublisher } from "../../shared/alerts/ports.ts";
import type { CompiledConfiguration } from "../../shared/baselines/expected-state.ts";
import type { ConfiguredAccount } from "../../shared/baselines/settings.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { ToldReportStore } from "../../shared/ledger/told-report.ts";
import { keyLetter } from "../../shared/reports/key-letter.ts";
import { type KeyCounts, type KeyReport, keyCounts, keyReport } from "../../shared/reports/key-report.ts";
import type { ReportStore } from "../../shared/reports/report-store.ts";
import type { AccountDirectory } from "../account-directory.ts";
import { keepReport } from "./keep-report.ts";
import { type AskedAccount, askAccounts, type ReadingPorts, readAsked } from "./read-accounts.ts";
import { type ReportOrder, type SendOrder, writeReportOrder } from "./report-order.ts";

/** What a report is made through. */
export interface ReportPorts extends ReadingPorts {
  readonly configuration: Pick<CompiledConfiguration, "digest">;
  readonly directory: Pick<AccountDirectory, "all">;
  readonly store: ReportStore;
  readonly publisher: TopicPublisher;
  readonly alertTopicArn: string;
  readonly toldReports: ToldReportStore;
  readonly send: SendOrder;
  /** Seconds between two askings for credential reports that IAM still makes. */
  readonly waitSeconds: number;
}

/** What an order came to: `waiting` for so many accounts' credential reports, or a report that was made. */
export type ReportResult =
  | { readonly status: "waiting"; readonly accounts: number }
  | ({ readonly status: "made" } & KeyCounts);

/** So often are credential reports asked for; with half a minute between that is a quarter of an hour. What is not there then is missing. */
const MOST_ASKED = 30;

/**
 * Makes the key-rotation report of all accounts, keeps it and tells the alert topic of it, once. Where IAM still makes a credential report,
 * another message comes back to it later, a bounded number of times. Where the report cannot be kept people are told so, and whoever
 * tries again keeps it without telling them a second time.
 * @throws PlumblineError `DeliveryFailed` or `LedgerUnavailable`, retryable; `ReportNotKept`, retryable, once people are told
 */
export async function reportKeys(order: ReportOrder, ports: ReportPorts): Promise<ReportResult> {
  const { directory, waitSeconds, send, log } = ports;
  const { accounts, unlisted, inactive } = await directory.all();
  const session = sessionName(order);
  const asked = await askAccounts(eachOnce(accounts), session, ports);
  const generating = asked.filter(isGenerating);
  if (generating.length > 0 && order.asked < MOST_ASKED) {
    await send(writeReportOrder({ ...order, asked: order.asked + 1 }), waitSeconds);
    return { status: "waiting", accounts: generating.length };
  }
  for (const { account } of generating) {
    log.warn(`IAM never finished the credential report of account ${account.account}; it is told of without.`, {
      account: account.account,
    });
  }
  const madeAt = ports.now();
  const report = keyReport({
    madeAt: madeAt.toISOString(),
    configurationDigest: ports.configuration.digest,
    accounts: await readAsked(asked, session, madeAt, ports),
    unlisted: unlisted.map(({ message }) => message),
    inactive,
  });
  await keepAndTell(report, order, ports);
  return { status: "made", ...keyCounts(report) };
}

function eachOnce(accounts: readonly ConfiguredAccount[]): readonly ConfiguredAccount[] {
  const first = new Map(accounts.toReversed().map((account) => [account.account, account]));
  return [...new Set(accounts.map(({ account }) => account))].flatMap((id) => first.get(id) ?? []);
}

function isGenerating({ answer }: AskedAccount): boolean {
  return answer.status === "asked" && answer.isGenerating;
}

/** At most 64 of the characters that a session's name may have. */
function sessionName({ reportId }: ReportOrder): string {
  return `plumbline-report-keys-${reportId}`.replace(/[^\w+=,.@-]/g, "-").slice(0, 64);
}

async function keepAndTell(report: KeyReport, { reportId, ...order }: ReportOrder, ports: ReportPorts): Promise<void> {
  const { store, publisher, alertTopicArn, toldReports, now } = ports;
  const kept = await keepReport(report, { reportId, ...order }, store);
  if ((await toldReports.toldReport(reportId)) === undefined) {
    await publisher.publish(alertTopicArn, keyLetter(report, kept));
    await toldReports.writeToldReport({ reportId, toldAt: now().toISOString() });
  }
  if (kept.status === "kept") return;
  // Whatever the store says of trying again: the message ends among the dead letters, whose alarm tells that the evidence is missing.
  throw new PlumblineError("ReportNotKept", kept.reason, { retryable: true });
}
