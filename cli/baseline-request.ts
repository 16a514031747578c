import type { ConfigurationSources } from "../shared/baselines/compile-configuration.ts";
import type { CompiledConfiguration, ExpectedAccount } from "../shared/baselines/expected-state.ts";
import type { Problem } from "../shared/baselines/problem.ts";
import { readConfiguration } from "../shared/baselines/read-configuration.ts";
import type { BaselineFolder } from "./check-baselines.ts";
import { usageError } from "./usage-error.ts";

/** Which baseline is to be filled in, and for whom. */
export interface BaselineRequest {
  /** A folder under `policies/` by its name, or any folder that holds a `baseline.yml` by its path. */
  readonly baseline: string;
  /** An account's id, or its alias in the configuration. */
  readonly account: string | undefined;
  /** Values by the names of parameters, as they were given: a list's with commas between. */
  readonly parameters: ReadonlyMap<string, string>;
  /** The command takes no parameters: those without a default can only come from the configuration. */
  readonly onlyConfigured?: true;
  /** Of an account that the configuration does not name, where it is known. */
  readonly partition?: string;
  readonly configurationFile: string;
}

/** What one baseline says of one account, or everything that is wrong with what it is said from. */
export type Expectation =
  | {
      readonly status: "expected";
      /** With the entities of that baseline alone. */
      readonly account: ExpectedAccount;
      readonly baseline: string;
      /** Whether the configuration gives this baseline to this account. */
      readonly configured: boolean;
      /** What it was compiled to, with everything else that is in it. */
      readonly configuration: CompiledConfiguration;
      /** A text that names the baseline's files, with the folder where they stand. */
      readonly relocate: BaselineFolder["relocate"];
    }
  | { readonly status: "invalid"; readonly problems: readonly Problem[] };

/** Whether the configuration gives a baseline to an account. */
export function isUsedBy({ account }: ExpectedAccount, name: string, { configuration }: ConfigurationSources): boolean {
  const placed = readConfiguration(configuration).accounts.find((each) => each.account.id === account);
  return placed?.uses.some(({ use }) => use.baseline === name) ?? false;
}

/** @throws PlumblineError `UsageError` for parameters of an account that has them of the configuration */
export function refuseParameters(
  { parameters, configurationFile }: BaselineRequest,
  { account }: ExpectedAccount,
): void {
  if (parameters.size === 0) return;
  throw usageError(
    `The parameters of account ${account} come from ${configurationFile}; change them there, and leave out --parameter.`,
  );
}
