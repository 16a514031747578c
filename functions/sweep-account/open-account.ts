import type { ExpectedAccount } from "../../shared/baselines/expected-state.ts";
import type { ConfiguredAccount } from "../../shared/baselines/settings.ts";
import { credentialRules } from "../../shared/drift/credential-rules.ts";
import { formatEntity } from "../../shared/iam/entity-reference.ts";
import type { Unreadable } from "../../shared/iam/unreadable.ts";
import type { CredentialReportSource } from "../../shared/observation/credential-report-source.ts";
import type { IamReader } from "../../shared/observation/iam-reader.ts";
import type { ManagedPolicyReader } from "../../shared/observation/managed-policy-reader.ts";
import { type DetailsPage, readAccount } from "../../shared/observation/read-account.ts";
import { createSweepReader } from "../../shared/observation/sweep-reader.ts";
import type { DatedReport } from "../../shared/observation/sweep-report.ts";
import type { EnterAccount, EnteredAccount } from "../enter-account.ts";
import type { Log } from "../logger.ts";
import { entityKey } from "../settle-entities.ts";
import { createIsSuspect, type SuspectPorts } from "./credential-suspects.ts";
import type { Reconciliation } from "./reconcile-events.ts";

/** What opening an account goes through. */
export interface OpenPorts extends Omit<SuspectPorts, "managedPolicies"> {
  readonly enter: EnterAccount;
  /** The account's pages, AWS's own policies that are attached to something among them. */
  readonly pagesOf: (entered: EnteredAccount) => AsyncIterable<DetailsPage>;
  readonly reportOf: (entered: EnteredAccount) => CredentialReportSource;
  /** Holds the account's event history to the events that arrived; `unbrokenSince` as `ReconcilePorts` has it. */
  readonly reconcile: (
    account: ConfiguredAccount,
    entered: EnteredAccount,
    unbrokenSince: string | undefined,
  ) => Promise<Reconciliation>;
  readonly log: Log;
}

/** An account that was read whole. */
export interface OpenedAccount {
  readonly reader: IamReader;
  readonly managedPolicies: ManagedPolicyReader;
  /** Those that stand in its pages alone: the account's own, and AWS's where they are attached to something. */
  readonly pagedPolicies: ManagedPolicyReader;
  /** Whether credentials are wanted, and there is no report of them, so that each is read live. */
  readonly lacksReport: boolean;
  /** Holds its event history to the events that arrived; `unbrokenSince` as `ReconcilePorts` has it. */
  readonly reconcile: (unbrokenSince: string | undefined) => Promise<Reconciliation>;
}

/** What came of opening an account. */
export type AccountOpening =
  | { readonly status: "open"; readonly opened: OpenedAccount }
  /** IAM still makes the credential report; to be opened again after a while. */
  | { readonly status: "waiting" }
  | { readonly status: "unreadable"; readonly reason: Unreadable };

/** Opens an account, now or after a while. */
export type OpenAccount = (account: ConfiguredAccount, request: OpeningRequest) => Promise<AccountOpening>;

/** What an account is opened for. */
export interface OpeningRequest {
  readonly sweepId: string;
  /** Whether there is still time to wait for the credential report. */
  readonly mayWait: boolean;
}

/**
 * Enters an account, asks for its credential report where a baseline looks at credentials, and reads the account whole, holding what is
 * expected of it. The report is asked for first: nothing is read in vain while IAM still makes it.
 */
export async function openAccount(
  account: ConfiguredAccount,
  { sweepId, mayWait }: OpeningRequest,
  ports: OpenPorts,
): Promise<AccountOpening> {
  const entry = await ports.enter(account, { role: "reader", sessionName: sessionName(sweepId) });
  if (entry.status === "unreadable") return entry;
  const { entered } = entry;
  const wantsReport = account.entities.some((expected) => credentialRules(expected).length > 0);
  const report = wantsReport ? await askForReport(account, entered, ports) : undefined;
  if (report === "generating" && mayWait) return { status: "waiting" };
  if (report === "generating") {
    const sentence = `IAM did not finish the credential report of account ${account.account}; access keys and passwords are read one by one.`;
    ports.log.warn(sentence, { account: account.account });
  }
  const askedAt = ports.now();
  const names = new Set(account.entities.map(({ entity }) => entityKey(formatEntity(entity))));
  const address = { account: account.account, partition: account.partition };
  const keep = (entity: Parameters<typeof formatEntity>[0]) => names.has(entityKey(formatEntity(entity)));
  const reading = await readAccount(ports.pagesOf(entered), { account: address, keep });
  if (reading.status === "unreadable") return reading;
  const { managedPolicies: pagedPolicies } = reading.state;
  const managedPolicies = firstOf(pagedPolicies, entered.managedPolicies);
  const dated = report === "generating" ? undefined : report;
  const reader = createSweepReader({
    pages: reading.state.reader(askedAt),
    ...(dated === undefined ? {} : { report: dated }),
    live: entered.reader,
    isSuspect: createIsSuspect(account, { ...ports, managedPolicies }),
    isUntold: untoldBy(account),
  });
  const lacksReport = wantsReport && dated === undefined;
  const reconcile = (unbrokenSince: string | undefined) => ports.reconcile(account, entered, unbrokenSince);
  return { status: "open", opened: { reader, managedPolicies, pagedPolicies, lacksReport, reconcile } };
}

/** At most 64 of the characters that a session's name may have. */
function sessionName(sweepId: string): string {
  return `plumbline-sweep-${sweepId}`.replace(/[^\w+=,.@-]/g, "-").slice(0, 64);
}

/** Without it credentials are read one by one, so that it cannot be read is said, and no more. */
async function askForReport(
  { account, partition }: ConfiguredAccount,
  entered: EnteredAccount,
  { reportOf, now, log }: OpenPorts,
): Promise<DatedReport | "generating" | undefined> {
  const askedAt = now();
  const answer = await reportOf(entered).ask();
  if (answer.status === "generating") return "generating";
  const unread = `The credential report of account ${account} could not be read, and access keys and passwords are read one by one`;
  if (answer.status === "unreadable") {
    const { call, code, message } = answer.reason;
    log.warn(`${unread}: ${message}`, { account, call, code });
    return undefined;
  }
  // With the reader of CSV it is a file of its own in the bundle: where no baseline looks at credentials there is no report.
  const { readDatedReport } = await import("../../shared/observation/sweep-report.ts");
  const reading = readDatedReport(answer, { account, partition }, askedAt);
  if (reading.status === "read") return reading.dated;
  log.warn(`${unread}: ${reading.problem}`, { account });
  return undefined;
}

/** What pages do not tell though no aspect that is asked for is named by it. */
function untoldBy({ entities }: ExpectedAccount): (entity: Parameters<typeof formatEntity>[0]) => boolean {
  const untold = entities.filter((expected) =>
    expected.kind === "role"
      ? expected.maximumSessionSeconds !== undefined
      : expected.kind === "policy" && expected.tags !== undefined,
  );
  const names = new Set(untold.map(({ entity }) => entityKey(formatEntity(entity))));
  return (entity) => names.has(entityKey(formatEntity(entity)));
}

/** AWS's own policies stand in the pages only where they are attached to something. */
function firstOf(pages: ManagedPolicyReader, live: ManagedPolicyReader): ManagedPolicyReader {
  return {
    async readDocument(policyArn) {
      const held = await pages.readDocument(policyArn);
      return held.status === "unreadable" && held.reason.code === "NotHeld" ? await live.readDocument(policyArn) : held;
    },
  };
}
