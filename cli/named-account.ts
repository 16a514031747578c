import type { ExpectedAccount } from "../shared/baselines/expected-state.ts";
import { usageError } from "./usage-error.ts";

/**
 * The account that `--account` means, by its id or its alias; `undefined` where it is an id that the configuration does not name.
 * @param called what the sentence calls it
 * @throws PlumblineError `UsageError` where it is neither an id nor an alias of the configuration
 */
export function accountNamed(
  asked: string,
  accounts: readonly ExpectedAccount[],
  configurationFile: string,
  called: string = asked,
): ExpectedAccount | undefined {
  const found = accounts.find(({ account, alias }) => account === asked || alias === asked);
  if (found !== undefined || /^\d{12}$/.test(asked)) return found;
  const there = accounts.length === 0 ? "it has none" : `there are ${listOf(accounts)}`;
  throw usageError(
    `${called} is neither an account id of twelve digits nor an alias in ${configurationFile}; ${there}.`,
  );
}

/** Accounts by their ids, and the names that people gave them. */
export function listOf(accounts: readonly ExpectedAccount[]): string {
  return accounts.map(({ account, alias }) => (alias === undefined ? account : `${account} (${alias})`)).join(", ");
}
