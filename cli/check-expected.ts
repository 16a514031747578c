import { basename, resolve } from "node:path";
import type { CompiledConfiguration, ExpectedAccount } from "../shared/baselines/expected-state.ts";
import type { Problem } from "../shared/baselines/problem.ts";
import type { Waiver } from "../shared/baselines/waivers.ts";
import type { AccountAddress } from "../shared/iam/arn.ts";
import { expectBaseline } from "./expect-baseline.ts";
import { accountNamed } from "./named-account.ts";
import { usageError } from "./usage-error.ts";

/** What an account is held to. */
export interface AccountExpectation {
  readonly account: ExpectedAccount;
  readonly waivers: readonly Waiver[];
  /** Of the configuration that it comes from. */
  readonly digest: string;
  /** A text that names the baseline's files, with the folder where they stand. */
  readonly relocate?: (text: string) => string;
}

/** What is asked about an account. */
export interface ExpectationRequest {
  readonly configuration: CompiledConfiguration;
  readonly configurationFile: string;
  /** The account that was read. */
  readonly address: AccountAddress;
  /** A baseline's name or folder, where only that is to be checked. */
  readonly baseline: string | undefined;
}

/**
 * The id that `--account` means; `undefined` where it was not given.
 * @throws PlumblineError `UsageError` where it is neither an id nor an alias of the configuration
 */
export function askedAccount(
  asked: string | undefined,
  { accounts }: CompiledConfiguration,
  configurationFile: string,
): string | undefined {
  if (asked === undefined) return undefined;
  return accountNamed(asked, accounts, configurationFile, `--account ${asked}`)?.account ?? asked;
}

/**
 * What the configuration, or a baseline by itself, expects of an account.
 * @returns the problems where the baseline cannot be read, or not be filled in
 * @throws PlumblineError `UsageError` where nothing is expected of it, or of another partition's account
 */
export async function expectedOf(
  request: ExpectationRequest,
): Promise<AccountExpectation | { readonly problems: readonly Problem[] }> {
  const { configuration, configurationFile, address, baseline } = request;
  const found = baseline === undefined ? configured(request) : await alone(request, baseline);
  if ("problems" in found) return found;
  const { account } = found;
  if (account.partition !== address.partition) {
    throw usageError(
      `Account ${address.account} is in the partition ${address.partition}, and ${configurationFile} says ${account.partition}; correct it there.`,
    );
  }
  if (account.entities.length === 0) {
    throw usageError(`Nothing is expected of account ${address.account}; give it a baseline in ${configurationFile}.`);
  }
  return { waivers: configuration.waivers, ...found };
}

function configured({
  configuration,
  configurationFile,
  address,
}: ExpectationRequest): Omit<AccountExpectation, "waivers"> {
  const account = configuration.accounts.find((each) => each.account === address.account);
  if (account !== undefined) return { account, digest: configuration.digest };
  throw usageError(
    `No configuration names account ${address.account}; run plumbline discover to see which baselines it seems to hold, give --baseline, or add it to ${configurationFile}.`,
  );
}

/**
 * What one baseline says of the account: as the configuration gives it to that account, which knows also the members of an organization by
 * their own entry; else by itself.
 */
async function alone(
  { configuration: whole, configurationFile, address }: ExpectationRequest,
  baseline: string,
): Promise<Omit<AccountExpectation, "waivers"> | { readonly problems: readonly Problem[] }> {
  const { account, partition } = address;
  const listed = whole.accounts.find((each) => each.account === account);
  const entities = listed?.entities.filter((entity) => entity.baseline === baseline) ?? [];
  if (listed !== undefined && entities.length > 0) return { account: { ...listed, entities }, digest: whole.digest };
  const name = basename(resolve(baseline));
  const isOfOrganization = whole.organization.some(({ except }) => !except.includes(account));
  if (isOfOrganization && listed?.entities.some((entity) => entity.baseline === name)) {
    throw usageError(
      `Account ${account} has the baseline ${name} by an entry of organization in ${configurationFile}, whose parameters the folder ${baseline} cannot take; list the account itself there.`,
    );
  }
  const expectation = await expectBaseline({
    baseline,
    account,
    partition,
    parameters: new Map(),
    onlyConfigured: true,
    configurationFile,
  });
  if (expectation.status === "invalid") return { problems: expectation.problems };
  const { account: expected, configuration, relocate } = expectation;
  return { account: expected, digest: configuration.digest, relocate };
}
