import { setTimeout } from "node:timers/promises";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import middy from "@middy/core";
import type { SQSBatchResponse } from "aws-lambda";
import { claimedTool } from "../../shared/alerts/claimed-tool.ts";
import { createAccountQuotasReader } from "../../shared/aws/account-quotas.ts";
import { createCallerReader } from "../../shared/aws/caller-arn.ts";
import { createDynamodbRemediationBudget } from "../../shared/aws/dynamodb-remediation-budget.ts";
import { createDynamodbRemediationStore } from "../../shared/aws/dynamodb-remediation-store.ts";
import { createIamWriter } from "../../shared/aws/iam-writer.ts";
import { createKillSwitchReader } from "../../shared/aws/kill-switch.ts";
import { createPolicyVersionReader } from "../../shared/aws/policy-version-reader.ts";
import { createStsClient } from "../../shared/aws/sts-client.ts";
import type { ConfiguredAccount } from "../../shared/baselines/settings.ts";
import { createGuards } from "../../shared/remediation/create-guards.ts";
import { createAccountPorts } from "../account-ports.ts";
import type { EnteredAccount } from "../enter-account.ts";
import { createLogger } from "../logger.ts";
import { createMetrics } from "../metrics.ts";
import { answerEach, queueRecords } from "../queue-batch.ts";
import { loadConfig } from "./config.ts";
import { remediateRecord } from "./remediate-record.ts";
import { createRemediator, memberCallers } from "./remediator.ts";

const config = loadConfig(process.env);
const log = createLogger("remediate-drift");
const metrics = createMetrics("remediate-drift");
const account = createAccountPorts(config);
const { settings } = account.configuration;
const killSwitch = createKillSwitchReader({ name: settings.killSwitch });
const budget = createDynamodbRemediationBudget({ tableName: config.ledgerTable });
const ownCallers = createCallerReader(createStsClient());

/** What of a repair is the account's own; the kill switch and the budgets are the hub's. */
function portsOf(of: ConfiguredAccount, { client, managedPolicies }: EnteredAccount, sessionName: string) {
  const callers = of.account === config.accountId ? ownCallers : memberCallers(of, sessionName);
  return {
    writer: createRemediator(of, sessionName, { enter: account.enter, writerOf: createIamWriter }),
    policyVersions: createPolicyVersionReader(client),
    accountQuotas: createAccountQuotasReader(client, account.now),
    guards: createGuards({ settings, killSwitch, callers, budget, managedPolicies, claimedTool }),
  };
}

const ports = {
  ...account,
  portsOf,
  attempts: createDynamodbRemediationStore({ tableName: config.ledgerTable }),
  pause: (milliseconds: number) => setTimeout(milliseconds),
  // The time-out of function.yml: an attempt that has not ended by then belongs to an invocation that has.
  attemptTimeoutMilliseconds: 60_000,
};

/** Puts back what drift events tell of, where the configuration asks for it. */
export const handler = middy<unknown, SQSBatchResponse>()
  .use(injectLambdaContext(log))
  .use(logMetrics(metrics))
  .handler(async (event) =>
    answerEach(queueRecords(event), log, async ({ body }) => {
      const { status, finding } = await remediateRecord(body, ports);
      metrics.addMetric(`Remediation-${status}`, MetricUnit.Count, 1);
      log.info("A drift event was answered.", { status, ...(finding === undefined ? {} : { finding: finding.id }) });
    }),
  );
