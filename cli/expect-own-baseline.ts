import { type ConfigurationSources, compileConfiguration } from "../shared/baselines/compile-configuration.ts";
import type { CompiledConfiguration, ExpectedAccount } from "../shared/baselines/expected-state.ts";
import { accountOfOrganization } from "../shared/baselines/organization.ts";
import { OWN_BASELINE } from "../shared/baselines/own-baseline.ts";
import { type BaselineRequest, type Expectation, refuseParameters } from "./baseline-request.ts";
import { accountNamed, listOf } from "./named-account.ts";
import { usageError } from "./usage-error.ts";

/**
 * Plumbline's own baseline follows from the whole configuration, so that there is none for an account to which that does not give it, and nothing in it
 * is filled in with parameters of a command.
 */
export function expectOwnBaseline(request: BaselineRequest, sources: ConfigurationSources): Expectation {
  const { account: asked, configurationFile } = request;
  const compilation = compileConfiguration(sources);
  if (compilation.status === "invalid") return compilation;
  const { configuration } = compilation;
  const account =
    asked === undefined
      ? onlyAccount(configuration, configurationFile)
      : accountOf(asked, configuration, configurationFile);
  if (account === undefined || !isExpected(account)) {
    const whose = asked === undefined ? "any account" : `account ${account?.account ?? asked}`;
    throw usageError(
      `${configurationFile} does not give ${whose} the baseline ${OWN_BASELINE}, which follows from the whole of that file: list it there first.`,
    );
  }
  refuseParameters(request, account);
  const entities = account.entities.filter(({ baseline }) => baseline === OWN_BASELINE);
  const relocate = (text: string) => text;
  return {
    status: "expected",
    baseline: OWN_BASELINE,
    relocate,
    account: { ...account, entities },
    configured: true,
    configuration,
  };
}

function isExpected({ entities }: ExpectedAccount): boolean {
  return entities.some(({ baseline }) => baseline === OWN_BASELINE);
}

/** @throws PlumblineError `UsageError` where one of several accounts has to be named */
function onlyAccount(
  { accounts, organization }: CompiledConfiguration,
  configurationFile: string,
): ExpectedAccount | undefined {
  const using = accounts.filter(isExpected);
  if (using.length > 1) {
    throw usageError(
      `${using.length} accounts of ${configurationFile} have the baseline ${OWN_BASELINE}; name one with --account: ${listOf(using)}.`,
    );
  }
  if (using.length === 0 && organization.some(({ account }) => isExpected(account))) {
    throw usageError(
      `${configurationFile} gives the baseline ${OWN_BASELINE} to accounts of the organization; name one with --account.`,
    );
  }
  return using[0];
}

/** @throws PlumblineError `UsageError` where it is not known which entry of `organization` has an account that is not listed */
function accountOf(
  asked: string,
  { accounts, organization }: CompiledConfiguration,
  configurationFile: string,
): ExpectedAccount | undefined {
  const listed = accountNamed(asked, accounts, configurationFile);
  if (listed !== undefined) return listed;
  const found = accountOfOrganization(organization, asked, configurationFile);
  if (found.status === "unknown") throw usageError(`${found.reason}; list the account itself.`);
  return found.status === "present" ? found.account : undefined;
}
