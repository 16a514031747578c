import { toDriftEvent } from "../../shared/alerts/to-drift-event.ts";
import { writeDriftEvent } from "../../shared/alerts/write-drift-event.ts";
import { readAuthorizationDetails } from "../../shared/aws/authorization-details.ts";
import { createCredentialReportSource } from "../../shared/aws/credential-report-source.ts";
import { createDynamodbArrivedEvents } from "../../shared/aws/dynamodb-arrived-events.ts";
import { createDynamodbKnownPolicyStore } from "../../shared/aws/dynamodb-known-policy-store.ts";
import { createDynamodbMemberAccountStore } from "../../shared/aws/dynamodb-member-account-store.ts";
import { createDynamodbRemediationBudget } from "../../shared/aws/dynamodb-remediation-budget.ts";
import { createDynamodbSweepStore } from "../../shared/aws/dynamodb-sweep-store.ts";
import { createEventHistory } from "../../shared/aws/event-history.ts";
import { createOrganizationReader } from "../../shared/aws/organization-reader.ts";
import { createSendMessage } from "../../shared/aws/send-message.ts";
import type { EventHistory } from "../../shared/cloudtrail/event-history.ts";
import { iamRegion } from "../../shared/iam/iam-region.ts";
import { isFoughtOver } from "../../shared/remediation/guards/fight.ts";
import { createAccountDirectory } from "../account-directory.ts";
import { createAccountPorts } from "../account-ports.ts";
import type { Log } from "../logger.ts";
import { settleAccountReading } from "../settle-account.ts";
import type { SweepAccountConfig } from "./config.ts";
import { type OpenPorts, openAccount } from "./open-account.ts";
import type { SweepPorts } from "./sweep-account.ts";

/** The adapters of sweep-account: all that its work goes through but what differs from one invocation to the next. */
export function createSweepPorts(config: SweepAccountConfig, log: Log) {
  const table = { tableName: config.ledgerTable };
  const ports = createAccountPorts(config);
  const { configuration, ledger, now } = ports;
  const members = createDynamodbMemberAccountStore(table);
  const organization = createOrganizationReader();
  const directory = createAccountDirectory({ configuration, members, organization, now });
  const repairs = createDynamodbRemediationBudget(table);
  // Into the queue that the bus fills for remediate-drift, past the bus, so that nobody else is told.
  const askRemediation = createSendMessage({
    queueUrl: config.remediationQueueUrl,
    otherwise: "a refused repair is not asked for again before the next sweep",
  });
  const events = createDynamodbArrivedEvents(table);
  const open = {
    ...ports,
    log,
    pagesOf: ({ client }) => readAuthorizationDetails(client, { awsPolicies: true }),
    reportOf: ({ client }) => createCredentialReportSource(client),
    reconcile: async (account, { credentials }, unbrokenSince) => {
      const region = iamRegion(account.partition);
      const options = credentials === undefined ? {} : { credentials };
      const history = region === undefined ? unknownTo(account.partition) : createEventHistory({ region, ...options });
      // A file of its own in the bundle: an account that cannot be entered, or whose report IAM still makes, has nothing to reconcile.
      const { reconcileEvents } = await import("./reconcile-events.ts");
      return await reconcileEvents(account, { history, events, ledger, now, log, unbrokenSince });
    },
  } satisfies OpenPorts;
  return {
    ...ports,
    log,
    directory,
    accounts: directory,
    open: (account, request) => openAccount(account, request, open),
    sweeps: createDynamodbSweepStore(table),
    knownPolicies: createDynamodbKnownPolicyStore(table),
    send: createSendMessage({
      queueUrl: config.queueUrl,
      otherwise: "the sweep is begun again, and goes on from where it is",
    }),
    settleAccount: settleAccountReading,
    isFoughtOver: ({ account, entity }) => isFoughtOver(repairs, account, entity),
    askAgain: (refused) => askRemediation(writeDriftEvent(toDriftEvent(refused, configuration.digest))),
  } satisfies Omit<SweepPorts, "remaining" | "count" | "holder"> & { readonly directory: unknown };
}

/** Nobody knows where to ask. */
function unknownTo(partition: string): EventHistory {
  const message = `Plumbline does not know in which region the events of IAM arise in the partition ${partition}.`;
  return {
    async *iamEvents() {
      yield { status: "unreadable", reason: { call: "LookupEvents", code: "NotHeld", message } };
    },
  };
}
