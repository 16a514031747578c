import type { TopicPublisher } from "../../shared/alerts/ports.ts";
import type { CompiledConfiguration } from "../../shared/baselines/expected-state.ts";
import type { ConfiguredAccount } from "../../shared/baselines/settings.ts";
import { PlumblineError } from "../../shared/iam/errors.ts";
import type { ToldReportStore } from "../../shared/ledger/told-report.ts";
import { keyLetter } from "../../shared/reports/key-letter.ts";
import {
  type KeyCounts,
  type KeyReport,
  keyCounts,
  keyReport,
  type ReportedAccount,
} from "../../shared/reports/key-report.ts";
import type { ReportStore } from "../../shared/reports/report-store.ts";
import type { AccountDirectory, AllAccounts } from "../account-directory.ts";
import { keepReport } from "./keep-report.ts";
import { notRead, type ReadingPorts, type Visit, visitAccounts } from "./read-accounts.ts";
import { type ReportOrder, type SendOrder, writeReportOrder } from "./report-order.ts";
import { keepPart, readParts } from "./report-parts.ts";

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

/**
 * What an order came to: `waiting`: another round begins later, with so many accounts left that nothing is known of yet (IAM still makes
 * their credential reports, or a part is lost), none where only a list of accounts is missing; `going-on`: so many are left for another
 * invocation; or a report that was `made`.
 */
export type ReportResult =
  | { readonly status: "waiting" | "going-on"; readonly accounts: number }
  | ({ readonly status: "made" } & KeyCounts);

/** So often are credential reports asked for; with half a minute between that is a quarter of an hour. What is not there then is missing. */
const MOST_ASKED = 30;

/**
 * Makes the key-rotation report of all accounts, keeps it and tells the alert topic of it, once. Where the time does not suffice, what was
 * read is kept as a part of it, and a message has the next invocation go on; where IAM still makes a credential report, a message comes back
 * to it later, a bounded number of times. Where the report cannot be kept people are told so, and whoever tries again keeps it without
 * telling them a second time.
 * @throws PlumblineError `DeliveryFailed` or `LedgerUnavailable`, retryable; `ReportNotKept`, retryable, for the report once people are told
 */
export async function reportKeys(order: ReportOrder, ports: ReportPorts): Promise<ReportResult> {
  const { directory, configuration, store, send, now } = ports;
  const all = await directory.all();
  const madeAt = order.kept?.madeAt ?? now().toISOString();
  const parts = await readParts(order, configuration.digest, ports);
  const missing = without(eachOnce(all.accounts), parts.accounts);
  const visit = await visitAccounts(
    missing.filter(({ account }) => account > (order.after ?? "")),
    { sessionName: sessionName(order), madeAt: new Date(madeAt), mayWait: order.asked < MOST_ASKED },
    ports,
  );
  const progress = { visit, left: without(missing, visit.read), lost: parts.lost, unlisted: all.unlisted.length };
  const next = goOn(order, progress, ports);
  if (next !== undefined) {
    const part = { madeAt, configurationDigest: configuration.digest, accounts: visit.read };
    const kept = visit.read.length === 0 ? {} : { kept: await keepPart(order, part, store) };
    await send(writeReportOrder({ ...next.order, ...kept }), next.delaySeconds);
    return { status: next.status, accounts: progress.left.length };
  }
  const report = keyReport({
    madeAt,
    configurationDigest: configuration.digest,
    accounts: inOrder(all, [...parts.accounts, ...visit.read], { lost: parts.lost, late: visit.late }),
    unlisted: all.unlisted.map(({ message }) => message),
    inactive: all.inactive,
  });
  await keepAndTell(report, order, ports);
  return { status: "made", ...keyCounts(report) };
}

/** How far a report is at the end of an invocation. */
interface Progress {
  readonly visit: Visit;
  /** The accounts that nothing is known of yet. */
  readonly left: readonly ConfiguredAccount[];
  readonly lost: readonly string[];
  /** So many lists of accounts could not be had. */
  readonly unlisted: number;
}

/**
 * What is to be done in another invocation; `undefined` where the report can be made, or is to be made of what there is. A round goes on
 * behind the last account that there was time for. At its end another begins where accounts are left: IAM still makes their credential
 * reports, or the part that they were in is lost, which is read anew once, without waiting any more.
 */
function goOn(order: ReportOrder, { visit, left, lost, unlisted }: Progress, { waitSeconds }: ReportPorts) {
  const { after, ...anew } = order;
  if (visit.late.length > 0 && visit.last !== undefined)
    return { status: "going-on", order: { ...order, after: visit.last }, delaySeconds: 0 } as const;
  const isBegun = order.kept !== undefined || after !== undefined;
  const isIncomplete = visit.waiting > 0 || (isBegun && (left.length > 0 || unlisted > 0));
  if (order.asked >= MOST_ASKED || !isIncomplete) return undefined;
  const asked = lost.length > 0 ? MOST_ASKED : order.asked + 1;
  return { status: "waiting", order: { ...anew, asked }, delaySeconds: waitSeconds } as const;
}

const LATE =
  "The time that the function has was over before this account's turn; give it more of it, or fewer accounts.";

/**
 * What is told of every account, in the order of the configuration. One that was read while it was listed stands there even if the list
 * could not be had any more; one that nothing is known of is named.
 */
function inOrder(
  { accounts, inactive }: AllAccounts,
  found: readonly ReportedAccount[],
  { lost, late }: { readonly lost: readonly string[]; readonly late: readonly Named[] },
): readonly ReportedAccount[] {
  const lostWords = `It is in no part of the report that could be read back. ${lost.join(" ")}`;
  const lateIds = new Set(late.map(({ account }) => account));
  const reasonFor = (id: string) => (lost.length > 0 && !lateIds.has(id) ? lostWords : LATE);
  const known = Map.groupBy(found, ({ account }) => account);
  const listed = accounts.flatMap(
    (account) => known.get(account.account) ?? [notRead(account, reasonFor(account.account))],
  );
  const others = new Set([...accounts.map(({ account }) => account), ...inactive]);
  return [...listed, ...found.filter(({ account }) => !others.has(account))];
}

type Named = Pick<ConfiguredAccount, "account">;

function without<Account extends Named>(accounts: readonly Account[], others: readonly Named[]): readonly Account[] {
  const ids = new Set(others.map(({ account }) => account));
  return accounts.filter(({ account }) => !ids.has(account));
}

/** In the order of their ids, so that whoever goes on knows what is behind an account. */
function eachOnce(accounts: readonly ConfiguredAccount[]): readonly ConfiguredAccount[] {
  const first = new Map(accounts.toReversed().map((account) => [account.account, account]));
  return [...first.values()].toSorted((one, other) => (one.account < other.account ? -1 : 1));
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
