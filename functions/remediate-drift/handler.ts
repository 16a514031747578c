import { setTimeout } from "node:timers/promises";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import middy from "@middy/core";
import type { SQSBatchResponse } from "aws-lambda";
import { claimedTool } from "../../shared/alerts/claimed-tool.ts";
import { createCallerReader } from "../../shared/aws/caller-arn.ts";
import { createDynamodbRemediationBudget } from "../../shared/aws/dynamodb-remediation-budget.ts";
import { createDynamodbRemediationStore } from "../../shared/aws/dynamodb-remediation-store.ts";
import { createIamWriter } from "../../shared/aws/iam-writer.ts";
import { createKillSwitchReader } from "../../shared/aws/kill-switch.ts";
import { createPolicyVersionReader } from "../../shared/aws/policy-version-reader.ts";
import { createStsClient } from "../../shared/aws/sts-client.ts";
import { createGuards } from "../../shared/remediation/create-guards.ts";
import { createAccountPorts } from "../account-ports.ts";
import { createLogger } from "../logger.ts";
import { createMetrics } from "../metrics.ts";
import { answerEach, queueRecords } from "../queue-batch.ts";
import { loadConfig } from "./config.ts";
import { remediateRecord } from "./remediate-record.ts";

const config = loadConfig(process.env);
const log = createLogger("remediate-drift");
const metrics = createMetrics("remediate-drift");
const account = createAccountPorts(config);
const { settings } = account.configuration;

const ports = {
  ...account,
  writer: createIamWriter(account.client),
  policyVersions: createPolicyVersionReader(account.client),
  guards: createGuards({
    settings,
    killSwitch: createKillSwitchReader({ name: settings.killSwitch }),
    callers: createCallerReader(createStsClient()),
    budget: createDynamodbRemediationBudget({ tableName: config.ledgerTable }),
    managedPolicies: account.managedPolicies,
    claimedTool,
  }),
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
