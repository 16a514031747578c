import { setTimeout } from "node:timers/promises";
import { type AccountFinder, createAccountFinder } from "../functions/account-directory.ts";
import { claimedTool } from "../shared/alerts/claimed-tool.ts";
import { createAccountQuotasReader } from "../shared/aws/account-quotas.ts";
import { createAwsClock } from "../shared/aws/aws-clock.ts";
import { createCallerReader } from "../shared/aws/caller-arn.ts";
import { createDynamodbLedgerStore } from "../shared/aws/dynamodb-ledger-store.ts";
import { createDynamodbMemberAccountStore } from "../shared/aws/dynamodb-member-account-store.ts";
import { createDynamodbRemediationBudget } from "../shared/aws/dynamodb-remediation-budget.ts";
import { createDynamodbRemediationStore } from "../shared/aws/dynamodb-remediation-store.ts";
import { createIamClient } from "../shared/aws/iam-client.ts";
import { createIamWriter } from "../shared/aws/iam-writer.ts";
import { createKillSwitchReader } from "../shared/aws/kill-switch.ts";
import { createPolicyVersionReader } from "../shared/aws/policy-version-reader.ts";
import { createStsClient } from "../shared/aws/sts-client.ts";
import type { CompiledConfiguration, ExpectedEntity } from "../shared/baselines/expected-state.ts";
import { formatProblem } from "../shared/baselines/problem.ts";
import type { ConfiguredAccount } from "../shared/baselines/settings.ts";
import { expectedPoliciesOf } from "../shared/drift/expected-policies.ts";
import { formatEntity } from "../shared/iam/entity-reference.ts";
import type { Finding } from "../shared/ledger/finding.ts";
import { loadActionTable } from "../shared/policy/explain/action-table.ts";
import type { RemediationContext } from "../shared/remediation/answer-drift-event.ts";
import { createGuards } from "../shared/remediation/create-guards.ts";
import type { Guard } from "../shared/remediation/guard.ts";
import type { RemediationBudgetStore } from "../shared/remediation/guards/remediation-budget.ts";
import { callerWords } from "./check-advice.ts";
import { askedAccount } from "./check-expected.ts";
import { liveAccount } from "./check-source.ts";
import { loadConfiguration } from "./load-configuration.ts";
import { type CommonOptions, configurationFile } from "./options.ts";
import type { Terminal } from "./terminal.ts";
import { usageError } from "./usage-error.ts";

/** The options of every command that needs the ledger and an account. */
export interface RemediationOptions extends CommonOptions {
  readonly account?: string;
  readonly ledger?: string;
}

/** What a person's own credentials reach: one account of the configuration, live, and the ledger. */
export interface RemediationDesk {
  readonly account: ConfiguredAccount;
  /** The ARN of whoever the credentials are. */
  readonly arn: string;
  readonly context: RemediationContext;
  /** Every guard, asked without anything being counted: for a plan that is only shown. */
  readonly dryGuards: readonly Guard[];
}

/** How long a person's command holds an entity, in milliseconds; whoever stopped it has the entity freed after that. */
const HOLD_MILLISECONDS = 5 * 60 * 1000;

/**
 * Opens the account of the credentials at hand, and the ledger.
 * @returns `undefined` where the configuration has problems, which have been told
 * @throws PlumblineError `UsageError` where the account is not one of the configuration, is not the one asked for, or no ledger is named
 */
export async function openDesk(options: RemediationOptions, terminal: Terminal): Promise<RemediationDesk | undefined> {
  const file = configurationFile(options);
  const compilation = await loadConfiguration(file);
  if (compilation.status === "invalid") {
    for (const problem of compilation.problems) terminal.trouble(formatProblem(problem));
    return undefined;
  }
  const { configuration } = compilation;
  const tableName = ledgerTable(options);
  const sts = createStsClient();
  // AWS's clock, once STS has answered: how long a plan holds is no matter of how this machine's is set.
  const now = createAwsClock(sts, () => new Date());
  const source = await liveAccount(now);
  const members = createDynamodbMemberAccountStore({ tableName });
  const account = await accountOf(
    source,
    createAccountFinder({ configuration, members }),
    configuration,
    file,
    options,
  );
  const callers = createCallerReader(sts);
  const arn = await callerArn(callers);
  const client = createIamClient();
  const { settings } = configuration;
  const budget = createDynamodbRemediationBudget({ tableName });
  const killSwitch = createKillSwitchReader({ name: settings.killSwitch });
  const guardPorts = { settings, killSwitch, callers, managedPolicies: source.managedPolicies, claimedTool };
  const context: RemediationContext = {
    account,
    ledger: createDynamodbLedgerStore({ tableName }),
    attempts: createDynamodbRemediationStore({ tableName }),
    reader: source.reader,
    managedPolicies: source.managedPolicies,
    policyVersions: createPolicyVersionReader(client),
    accountQuotas: createAccountQuotasReader(client, now),
    writer: createIamWriter(client),
    guards: createGuards({ ...guardPorts, budget }),
    waivers: configuration.waivers,
    expectedPolicy: expectedPoliciesOf(account),
    expectedOf: (finding) => expectedOf(account, finding),
    configurationDigest: configuration.digest,
    requestedBy: { arn },
    attemptTimeoutMilliseconds: HOLD_MILLISECONDS,
    now,
    loadTable: loadActionTable,
    pause: (milliseconds) => setTimeout(milliseconds),
  };
  const counted: RemediationBudgetStore = { count: budget.count, writeCount: async () => "written" };
  return { account, arn, context, dryGuards: createGuards({ ...guardPorts, budget: counted }) };
}

function ledgerTable({ ledger }: RemediationOptions): string {
  const table = ledger ?? process.env.LEDGER_TABLE;
  if (table !== undefined && table !== "") return table;
  throw usageError("No ledger is named; give --ledger TABLE or set LEDGER_TABLE, such as to plumbline-ledger.");
}

async function accountOf(
  { address, says }: Awaited<ReturnType<typeof liveAccount>>,
  accounts: AccountFinder,
  configuration: CompiledConfiguration,
  file: string,
  options: RemediationOptions,
): Promise<ConfiguredAccount> {
  const asked = askedAccount(options.account, configuration, file);
  if (asked !== undefined && asked !== address.account) {
    throw usageError(`${says}, not ${asked}; give credentials of that account.`);
  }
  // Those of an organization are in the ledger, since the last sweep that had them listed.
  const account = await accounts.find(address.account);
  if (account === undefined) {
    throw usageError(`${says}, which ${file} does not name: nothing is planned or repaired there.`);
  }
  if (account.partition !== address.partition) {
    throw usageError(
      `Account ${address.account} is in the partition ${address.partition}, and ${file} says ${account.partition}.`,
    );
  }
  return account;
}

async function callerArn(callers: ReturnType<typeof createCallerReader>): Promise<string> {
  const caller = await callers.read();
  if (caller.status === "unreadable") throw usageError(callerWords(caller.reason));
  const arn = caller.status === "present" ? caller.state[0] : undefined;
  if (arn === undefined) throw usageError("STS does not say whose credentials these are; nothing is done by nobody.");
  return arn;
}

/** What a finding's baseline says of its entity. */
function expectedOf(account: ConfiguredAccount, finding: Finding): ExpectedEntity | undefined {
  return account.entities.find(
    ({ baseline, entity }) => baseline === finding.baseline && formatEntity(entity) === finding.entity,
  );
}
