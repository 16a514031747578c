import type { ExpectedAccount } from "../baselines/expected-state.ts";
import { type CredentialsInput, readCredentials } from "../observation/account-credentials.ts";
import { type AccountKeys, accountKeys } from "./account-keys.ts";
import { usersWithKeyRules } from "./key-standing.ts";

/** What a live account is read through, and what its keys are held to. */
export interface AccountKeysReading extends Omit<CredentialsInput, "address" | "ruled"> {
  readonly account: ExpectedAccount;
  /** What ages are counted to. */
  readonly now: Date;
  /** The clock, where reading goes on long after that: as `accountKeys` has it. */
  readonly readAt?: Date;
}

/**
 * Reads the access keys of a live account and holds them to their rules; the keys that a rule holds for are read for themselves, so that
 * none is called too old because the credential report is.
 * @throws RangeError what `ageInDays` throws
 */
export async function readAccountKeys(reading: AccountKeysReading): Promise<AccountKeys> {
  const { account, now, readAt = now, ...through } = reading;
  const address = { account: account.account, partition: account.partition };
  const credentials = await readCredentials({ ...through, address, ruled: usersWithKeyRules(account) });
  return accountKeys({ account, credentials, now, readAt });
}
