import { basename, resolve } from "node:path";
import type { CompiledConfiguration } from "../shared/baselines/expected-state.ts";
import type { Problem } from "../shared/baselines/problem.ts";
import type { ConfiguredAccount } from "../shared/baselines/settings.ts";
import type { LoadActionTable } from "../shared/drift/rule.ts";
import type { AccountAddress } from "../shared/iam/arn.ts";
import type { IamReader } from "../shared/observation/iam-reader.ts";
import type { CheckedAccount, CheckResult } from "../shared/reports/check-result.ts";
import { checkAccount } from "./check-account.ts";
import { type AccountExpectation, askedAccount, expectedOf } from "./check-expected.ts";
import type { Progress } from "./check-progress.ts";
import type { AccountOpening, AccountSource } from "./check-source.ts";
import { usageError } from "./usage-error.ts";

/** What is to be checked, and with what. */
export interface CheckRequest {
  readonly configuration: CompiledConfiguration;
  readonly configurationFile: string;
  /** An id or an alias, where one account alone is asked for. */
  readonly account: string | undefined;
  /** A baseline's name or folder, where only that is asked for. */
  readonly baseline: string | undefined;
  /** What is there to read: the account that the credentials belong to, or a snapshot's. */
  readonly openSource: () => Promise<AccountSource>;
  readonly now: () => Date;
  readonly loadTable: LoadActionTable;
  /** Told of each account as it is read, with the number of its entities. */
  readonly startProgress: (what: string, whole: number) => Progress;
}

/** One account that is to be read. */
interface AccountToCheck {
  readonly address: AccountAddress;
  readonly open: () => Promise<AccountOpening>;
}

/**
 * Checks every account that is asked for, one after the other; one that cannot be read does not keep the others from it, and stands in
 * the result as unreadable.
 *
 * - Without `account`, these are the accounts that the configuration expects something of (with `baseline`, by it), so that none is left
 *   out unseen: that of the credentials is read by them, any other by its reader role, and one that has none is unreadable.
 * - Where there are none it is the source's own account, as it always is for a snapshot.
 * @returns the problems where a baseline cannot be read, or not be filled in; then nothing was read
 * @throws PlumblineError `UsageError` where the account asked for cannot be had, or nothing is expected of an account
 */
export async function checkAccounts(request: CheckRequest): Promise<CheckResult | { problems: readonly Problem[] }> {
  const { configuration, configurationFile, baseline } = request;
  const asked = askedAccount(request.account, configuration, configurationFile);
  const own = await request.openSource();
  const expected: (AccountToCheck & { readonly expectation: AccountExpectation })[] = [];
  for (const each of accountsToCheck(own, asked, request)) {
    const expectation = await expectedOf({ configuration, configurationFile, address: each.address, baseline });
    if ("problems" in expectation) return expectation;
    expected.push({ ...each, expectation });
  }
  const now = request.now();
  const accounts: CheckedAccount[] = [];
  for (const { expectation, open } of expected) {
    accounts.push(await readAndCheck(await open(), expectation, now, request));
  }
  const [first] = expected;
  const configurationDigest = first?.expectation.digest ?? configuration.digest;
  return { version: 1, checkedAt: now.toISOString(), configurationDigest, accounts };
}

/**
 * The accounts that are to be read, and how: see {@link checkAccounts}.
 * @param asked the id of the one account that is asked for
 * @throws PlumblineError `UsageError` where that account cannot be had
 */
export function accountsToCheck(
  own: AccountSource,
  asked: string | undefined,
  {
    configuration: { accounts },
    configurationFile,
    baseline,
  }: Pick<CheckRequest, "configuration" | "configurationFile" | "baseline">,
): readonly AccountToCheck[] {
  const itself: AccountToCheck = { address: own.address, open: async () => ({ status: "open", source: own }) };
  const toCheck = (account: ConfiguredAccount): AccountToCheck =>
    account.account === own.address.account
      ? itself
      : {
          address: { account: account.account, partition: account.partition },
          open: () => enter(own, account, configurationFile),
        };
  if (asked === own.address.account) return [itself];
  if (asked !== undefined) {
    const account = accounts.find((each) => each.account === asked);
    if (own.enter !== undefined && account?.readerRole !== undefined) return [toCheck(account)];
    const advice =
      own.enter === undefined || account === undefined ? "" : `; ${withoutRole(account, configurationFile)}`;
    throw usageError(`${own.says}, not ${asked}; nothing was checked${advice}.`);
  }
  const name = baseline === undefined ? undefined : basename(resolve(baseline));
  const concerned = accounts.filter(({ entities }) =>
    entities.some((entity) => name === undefined || entity.baseline === name),
  );
  return own.enter === undefined || concerned.length === 0 ? [itself] : concerned.map(toCheck);
}

function withoutRole({ account }: ConfiguredAccount, configurationFile: string): string {
  return `give account ${account} a readerRole in ${configurationFile}, or check it with credentials of its own and --account ${account}`;
}

async function enter(
  own: AccountSource,
  account: ConfiguredAccount,
  configurationFile: string,
): Promise<AccountOpening> {
  const { account: id, partition, readerRole, externalId } = account;
  const refused = (code: string, message: string): AccountOpening => {
    return {
      status: "unreadable",
      reason: { call: "AssumeRole", code, message: `${own.says}, not ${id}; ${message}.` },
    };
  };
  if (own.enter === undefined || readerRole === undefined) {
    return refused("NoReaderRole", withoutRole(account, configurationFile));
  }
  if (partition !== own.address.partition) {
    const message = `no role leads from the partition ${own.address.partition} to ${partition}, so check it with credentials of its own and --account ${id}`;
    return refused("OtherPartition", message);
  }
  return own.enter({ arn: readerRole, externalId, address: { account: id, partition }, configurationFile });
}

async function readAndCheck(
  opening: AccountOpening,
  { digest: _, ...expected }: AccountExpectation,
  now: Date,
  { startProgress, loadTable }: CheckRequest,
): Promise<CheckedAccount> {
  const { account, partition, alias, entities } = expected.account;
  if (opening.status === "unreadable") {
    const named = { account, ...(alias === undefined ? {} : { alias }), partition };
    return { ...named, source: { kind: "live" }, entities: [], unreadable: opening.reason };
  }
  const { source, managedPolicies, reader: whole } = opening.source;
  const progress = startProgress(`Reading account ${account}`, entities.length);
  const reader: IamReader = { observe: (request) => whole.observe(request).finally(progress.step) };
  try {
    return await checkAccount({ ...expected, source, reader, managedPolicies, now, loadTable });
  } finally {
    progress.end();
  }
}
