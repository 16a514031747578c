import { type ConfigurationSources, compileConfiguration } from "../shared/baselines/compile-configuration.ts";
import type { CompiledConfiguration, ExpectedAccount } from "../shared/baselines/expected-state.ts";
import { expectedAccountOf } from "../shared/baselines/organization.ts";
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
  const using = configuration.accounts.filter(isExpected);
  const [first, ...others] = using;
  if (asked === undefined && others.length > 0) {
    throw usageError(
      `${using.length} accounts of ${configurationFile} have the baseline ${OWN_BASELINE}; name one with --account: ${listOf(using)}.`,
    );
  }
  const account = asked === undefined ? first : accountOf(asked, configuration, configurationFile);
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

/** Of an account that is not listed, what the first entry of `organization` says that does not leave it out. */
function accountOf(
  asked: string,
  { accounts, organization }: CompiledConfiguration,
  configurationFile: string,
): ExpectedAccount | undefined {
  const listed = accountNamed(asked, accounts, configurationFile);
  const template = organization.find(({ except }) => !except.includes(asked));
  return listed ?? (template && expectedAccountOf(template, { id: asked }));
}
