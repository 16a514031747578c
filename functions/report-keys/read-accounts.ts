import type { ConfiguredAccount } from "../../shared/baselines/settings.ts";
import { readAccountKeys } from "../../shared/drift/read-account-keys.ts";
import type { Unreadable } from "../../shared/iam/unreadable.ts";
import type {
  CredentialReportAnswer,
  CredentialReportSource,
} from "../../shared/observation/credential-report-source.ts";
import { createLimiter } from "../../shared/observation/limiter.ts";
import type { DetailsPage } from "../../shared/observation/read-account.ts";
import type { ReportedAccount } from "../../shared/reports/key-report.ts";
import type { EnterAccount, EnteredAccount } from "../enter-account.ts";
import type { Log } from "../logger.ts";

/** What accounts are read through. */
export interface ReadingPorts {
  readonly enter: EnterAccount;
  readonly pagesOf: (entered: EnteredAccount) => AsyncIterable<DetailsPage>;
  readonly reportOf: (entered: EnteredAccount) => CredentialReportSource;
  readonly now: () => Date;
  /** Milliseconds that are left of the invocation. */
  readonly remaining: () => number;
  readonly log: Log;
}

/** How accounts are gone through. */
export interface VisitOptions {
  readonly sessionName: string;
  /** What ages are counted to. */
  readonly madeAt: Date;
  /** Whether an account whose credential report IAM still makes is left for later; otherwise it is read without. */
  readonly mayWait: boolean;
}

/** What came of going through accounts. */
export interface Visit {
  /** What is told of those that were read, or could not be. */
  readonly read: readonly ReportedAccount[];
  /** So many have a credential report that IAM still makes. */
  readonly waiting: number;
  /** Those that there was no time for. */
  readonly late: readonly ConfiguredAccount[];
  /** The id of the last one before those; absent where there was time for none. */
  readonly last?: string;
}

const ACCOUNTS_AT_ONCE = 4;

/** What is left for keeping and telling of the report, in milliseconds: beyond it no account is begun. */
const RESERVE = 90_000;

/**
 * Asks every account for its credential report, which has IAM make one where there is none, and reads the keys of those that have it.
 * What goes wrong with one is told of it, and does not keep the others.
 */
export async function visitAccounts(
  accounts: readonly ConfiguredAccount[],
  options: VisitOptions,
  ports: ReadingPorts,
): Promise<Visit> {
  const limit = createLimiter(ACCOUNTS_AT_ONCE);
  const visited = await Promise.all(accounts.map((account) => limit(() => visitAccount(account, options, ports))));
  const late = accounts.filter((_, index) => visited[index] === "late");
  const last = late.length === 0 ? accounts.at(-1) : accounts[visited.indexOf("late") - 1];
  return {
    read: visited.filter((each) => typeof each === "object"),
    waiting: visited.filter((each) => each === "waiting").length,
    late,
    ...(last === undefined ? {} : { last: last.account }),
  };
}

async function visitAccount(
  account: ConfiguredAccount,
  { sessionName, madeAt, mayWait }: VisitOptions,
  ports: ReadingPorts,
): Promise<ReportedAccount | "waiting" | "late"> {
  if (ports.remaining() < RESERVE) return "late";
  const opened = await open(account, sessionName, ports);
  if (opened.status === "not-entered") return notRead(account, opened.reason);
  const { entered, report } = opened;
  if (report.status === "generating") {
    if (mayWait) return "waiting";
    const { account: id } = account;
    ports.log.warn(`IAM never finished the credential report of account ${id}; it is told of without.`, {
      account: id,
    });
  }
  try {
    const through = { answer: report, pages: ports.pagesOf(entered), reader: entered.reader };
    const keys = await readAccountKeys({ account, ...through, now: madeAt, readAt: ports.now() });
    return { ...named(account), status: "read", source: { kind: "live" }, ...keys };
  } catch (fault) {
    return notRead(account, faultWords(account, fault, ports));
  }
}

/** What is told of an account that was not read. @param reason one sentence */
export function notRead(account: ConfiguredAccount, reason: string): ReportedAccount {
  return { ...named(account), status: "not-read", reason };
}

function named({ account, alias, partition }: ConfiguredAccount) {
  return { account, partition, ...(alias === undefined ? {} : { alias }) };
}

/** An account that was entered, with its credential report; or why it was not. */
type Opened =
  | { readonly status: "entered"; readonly entered: EnteredAccount; readonly report: CredentialReportAnswer }
  | { readonly status: "not-entered"; readonly reason: string };

async function open(account: ConfiguredAccount, sessionName: string, ports: ReadingPorts): Promise<Opened> {
  try {
    const entry = await ports.enter(account, { role: "reader", sessionName });
    if (entry.status === "unreadable") return { status: "not-entered", reason: told(account, entry.reason, ports) };
    const { entered } = entry;
    return { status: "entered", entered, report: await ports.reportOf(entered).ask() };
  } catch (fault) {
    return { status: "not-entered", reason: faultWords(account, fault, ports) };
  }
}

function told({ account }: ConfiguredAccount, { call, code, message }: Unreadable, { log }: ReadingPorts): string {
  log.warn(message, { account, call, code });
  return message;
}

function faultWords({ account }: ConfiguredAccount, fault: unknown, { log }: ReadingPorts): string {
  log.error(`A fault of the program stopped the reading of account ${account}.`, { account, fault });
  return `A fault of the program stopped its reading (${fault instanceof Error ? fault.message : String(fault)}).`;
}
