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

/** An account, and whether IAM still makes its credential report; or why it was not entered. */
export interface AskedAccount {
  readonly account: ConfiguredAccount;
  readonly answer:
    | { readonly status: "asked"; readonly isGenerating: boolean }
    | { readonly status: "not-entered"; readonly reason: string };
}

const ACCOUNTS_AT_ONCE = 4;

/** What is left for keeping and telling of the report, in milliseconds: beyond it no account is begun. */
const RESERVE = 90_000;

/**
 * Asks every account for its credential report, which has IAM make it where there is none, and keeps nothing of it: those of many accounts
 * would not fit into memory. What goes wrong with one does not keep the others.
 */
export async function askAccounts(
  accounts: readonly ConfiguredAccount[],
  sessionName: string,
  ports: ReadingPorts,
): Promise<readonly AskedAccount[]> {
  return await eachAccount(accounts, async (account): Promise<AskedAccount> => {
    const opened = await open(account, sessionName, ports);
    if (opened.status === "not-entered") return { account, answer: opened };
    return { account, answer: { status: "asked", isGenerating: opened.report.status === "generating" } };
  });
}

/** Reads the keys of every account that was entered; what goes wrong with one stands in the report, and does not keep the others. */
export async function readAsked(
  asked: readonly AskedAccount[],
  sessionName: string,
  madeAt: Date,
  ports: ReadingPorts,
): Promise<readonly ReportedAccount[]> {
  return await eachAccount(asked, async ({ account, answer }): Promise<ReportedAccount> => {
    const { account: id, alias, partition } = account;
    const named = { account: id, partition, ...(alias === undefined ? {} : { alias }) };
    const opened = answer.status === "asked" ? await open(account, sessionName, ports) : answer;
    if (opened.status === "not-entered") return { ...named, status: "not-read", reason: opened.reason };
    const { entered, report } = opened;
    try {
      const through = { answer: report, pages: ports.pagesOf(entered), reader: entered.reader };
      const keys = await readAccountKeys({ account, ...through, now: madeAt });
      return { ...named, status: "read", source: { kind: "live" }, ...keys };
    } catch (fault) {
      return { ...named, status: "not-read", reason: faultWords(account, fault, ports) };
    }
  });
}

/** An account that was entered, with its credential report; or why it was not. */
type Opened =
  | { readonly status: "entered"; readonly entered: EnteredAccount; readonly report: CredentialReportAnswer }
  | { readonly status: "not-entered"; readonly reason: string };

async function open(account: ConfiguredAccount, sessionName: string, ports: ReadingPorts): Promise<Opened> {
  if (ports.remaining() < RESERVE) return { status: "not-entered", reason: LATE };
  try {
    const entry = await ports.enter(account, { role: "reader", sessionName });
    if (entry.status === "unreadable") return { status: "not-entered", reason: told(account, entry.reason, ports) };
    const { entered } = entry;
    return { status: "entered", entered, report: await ports.reportOf(entered).ask() };
  } catch (fault) {
    return { status: "not-entered", reason: faultWords(account, fault, ports) };
  }
}

const LATE =
  "The time that the function has was over before this account's turn; give it more of it, or fewer accounts.";

async function eachAccount<From, To>(all: readonly From[], work: (one: From) => Promise<To>): Promise<readonly To[]> {
  const limit = createLimiter(ACCOUNTS_AT_ONCE);
  return await Promise.all(all.map((one) => limit(() => work(one))));
}

function told({ account }: ConfiguredAccount, { call, code, message }: Unreadable, { log }: ReadingPorts): string {
  log.warn(message, { account, call, code });
  return message;
}

function faultWords({ account }: ConfiguredAccount, fault: unknown, { log }: ReadingPorts): string {
  log.error(`A fault of the program stopped the reading of account ${account}.`, { account, fault });
  return `A fault of the program stopped its reading (${fault instanceof Error ? fault.message : String(fault)}).`;
}
