import type { CompiledConfiguration, ExpectedAccount } from "../shared/baselines/expected-state.ts";
import { readAccountKeys } from "../shared/drift/read-account-keys.ts";
import type { AccountAddress } from "../shared/iam/arn.ts";
import type { CredentialReportAnswer, CredentialReportSource } from "../shared/observation/credential-report-source.ts";
import { type KeyReport, keyReport, type ReportedAccount } from "../shared/reports/key-report.ts";
import { accountsToCheck } from "./check-accounts.ts";
import { askedAccount } from "./check-expected.ts";
import type { Progress } from "./check-progress.ts";
import type { AccountOpening, AccountSource } from "./check-source.ts";
import { usageError } from "./usage-error.ts";

/** What a report is made of, and through what. */
export interface KeysRequest {
  readonly configuration: CompiledConfiguration;
  readonly configurationFile: string;
  /** An id or an alias, where one account alone is asked for. */
  readonly account: string | undefined;
  /** Why accounts that are meant could not be listed: one sentence each. */
  readonly unlisted: readonly string[];
  /** The account that the credentials belong to. */
  readonly openSource: () => Promise<AccountSource>;
  readonly now: () => Date;
  /** Waits so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly startProgress: (what: string, whole: number) => Progress;
}

/** IAM takes seconds to minutes over a credential report; whoever waits for more than five of them has something else wrong. */
const PAUSE = 5_000;
const MOST_PAUSES = 60;

/**
 * The key-rotation report of live accounts: those of the configuration, as `check` reads them, or the one that the credentials belong to
 * where it names none. All are asked for their credential reports first, so that IAM makes them at the same time. One that cannot be read
 * does not keep the others from it, and stands in the report as not read.
 * @throws PlumblineError `UsageError` where the account asked for cannot be had
 */
export async function liveKeys(request: KeysRequest): Promise<KeyReport> {
  const { configuration, configurationFile, now } = request;
  const asked = askedAccount(request.account, configuration, configurationFile);
  const own = await request.openSource();
  const opened: (Opened & { readonly first?: CredentialReportAnswer | undefined })[] = [];
  for (const { address, open } of accountsToCheck(own, asked, {
    configuration,
    configurationFile,
    baseline: undefined,
  })) {
    const expected = expectedAccount(address, configuration, configurationFile);
    const opening = await open();
    const source = opening.status === "open" ? opening.source.credentials?.report : undefined;
    opened.push({ expected, opening, first: await source?.ask() });
  }
  const at = now();
  const accounts: ReportedAccount[] = [];
  for (const each of opened) accounts.push(await readOpened(each, each.first, at, request));
  const { digest: configurationDigest } = configuration;
  return keyReport({
    madeAt: at.toISOString(),
    configurationDigest,
    accounts,
    unlisted: request.unlisted,
    inactive: [],
  });
}

interface Opened {
  readonly expected: ExpectedAccount;
  readonly opening: AccountOpening;
}

/** What is expected of an account: of one that is not configured nothing, so that all of its keys are without a rule. */
export function expectedAccount(
  { account, partition }: AccountAddress,
  { accounts }: CompiledConfiguration,
  configurationFile: string,
): ExpectedAccount {
  const known = accounts.find((each) => each.account === account);
  if (known === undefined) return { account, partition, entities: [] };
  if (known.partition === partition) return known;
  throw usageError(
    `Account ${account} is in the partition ${partition}, and ${configurationFile} says ${known.partition}; correct it there.`,
  );
}

async function readOpened(
  { expected, opening }: Opened,
  first: CredentialReportAnswer | undefined,
  now: Date,
  request: KeysRequest,
): Promise<ReportedAccount> {
  const { account: id, alias, partition } = expected;
  const named = { account: id, partition, ...(alias === undefined ? {} : { alias }) };
  if (opening.status === "unreadable") return { ...named, status: "not-read", reason: opening.reason.message };
  const { credentials, reader } = opening.source;
  if (credentials === undefined || first === undefined) throw new TypeError("A live account has a credential report.");
  const answer = await awaitReport(credentials.report, first, id, request);
  const progress = request.startProgress(`Reading the keys of account ${id}`, 1);
  try {
    const read = { account: expected, answer, pages: credentials.pages(), reader, now, readAt: request.now() };
    return { ...named, status: "read", source: { kind: "live" }, ...(await readAccountKeys(read)) };
  } finally {
    progress.end();
  }
}

async function awaitReport(
  source: CredentialReportSource,
  first: CredentialReportAnswer,
  account: string,
  { pause, startProgress }: KeysRequest,
): Promise<CredentialReportAnswer> {
  let answer = first;
  if (answer.status !== "generating") return answer;
  const progress = startProgress(`Waiting for IAM's credential report of account ${account}`, MOST_PAUSES);
  try {
    for (let pauses = 0; pauses < MOST_PAUSES && answer.status === "generating"; pauses += 1) {
      await pause(PAUSE);
      progress.step();
      answer = await source.ask();
    }
    return answer;
  } finally {
    progress.end();
  }
}
