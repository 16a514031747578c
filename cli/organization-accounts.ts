import { listAccounts } from "../functions/account-directory.ts";
import type { CompiledConfiguration } from "../shared/baselines/expected-state.ts";
import type { OrganizationReader } from "../shared/observation/organization-reader.ts";

/** A configuration with every account that is meant, and what is to be told of those that are not there. */
export interface WholeConfiguration {
  readonly configuration: CompiledConfiguration;
  /** Why accounts that are meant could not be listed: one sentence each. */
  readonly troubles: readonly string[];
  /** What whoever reads the result should know: one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Adds to the accounts of a configuration those that AWS Organizations lists for it, as the credentials at hand may ask. Without
 * `organization` nobody is asked, nor where the one account that is asked for (an id or an alias) is listed already.
 */
export async function withOrganization(
  configuration: CompiledConfiguration,
  configurationFile: string,
  asked: string | undefined,
  createReader: () => OrganizationReader,
): Promise<WholeConfiguration> {
  const isListed =
    asked !== undefined && configuration.accounts.some(({ account, alias }) => account === asked || alias === asked);
  if (isListed || configuration.organization.length === 0) return { configuration, troubles: [], notes: [] };
  const { accounts, unlisted, inactive, listedTwice } = await listAccounts({
    configuration,
    organization: createReader(),
  });
  return {
    configuration: { ...configuration, accounts },
    troubles: unlisted.map(
      ({ message }) =>
        `${message} Use credentials of the organization's management account or of a delegated administrator, or list the accounts in ${configurationFile}.`,
    ),
    notes: [
      ...inactive.map((id) => `Account ${id} is suspended, closed or not joined yet, and is left out.`),
      ...listedTwice.map(
        ({ account, entries }) =>
          `Account ${account} is listed for ${entries.join(" and ")} of ${configurationFile}; the first of them holds.`,
      ),
    ],
  };
}
