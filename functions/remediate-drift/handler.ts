import { setTimeout } from "node:timers/promises";
import configuration from "plumbline:configuration";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import middy from "@middy/core";
import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { publishNewsTo } from "../../shared/alerts/to-drift-event.ts";
import { createDynamodbLedgerStore } from "../../shared/aws/dynamodb-ledger-store.ts";
import { createDynamodbRemediationStore } from "../../shared/aws/dynamodb-remediation-store.ts";
import { createEventbridgePublisher } from "../../shared/aws/eventbridge-publisher.ts";
import { createIamClient } from "../../shared/aws/iam-client.ts";
import { createIamReader } from "../../shared/aws/iam-reader.ts";
import { createIamWriter } from "../../shared/aws/iam-writer.ts";
import { createManagedPolicyReader } from "../../shared/aws/managed-policy-reader.ts";
import type { AccountAddress } from "../../shared/iam/arn.ts";
import { createLogger } from "../logger.ts";
import { createMetrics } from "../metrics.ts";
import { answerEach } from "../queue-batch.ts";
import { loadConfig } from "./config.ts";
import { remediateRecord } from "./remediate-record.ts";

const { accountId, ledgerTable, driftBusName } = loadConfig(process.env);
const log = createLogger("remediate-drift");
const metrics = createMetrics("remediate-drift");
const client = createIamClient();
const now = () => new Date();
const ledger = createDynamodbLedgerStore({ tableName: ledgerTable });

const ports = {
  configuration,
  accountId,
  readerOf: (account: AccountAddress) => createIamReader({ client, account, now }),
  managedPolicies: createManagedPolicyReader(client),
  writer: createIamWriter(client),
  ledger,
  attempts: createDynamodbRemediationStore({ tableName: ledgerTable }),
  publish: publishNewsTo(createEventbridgePublisher({ busName: driftBusName }), configuration.digest),
  pause: (milliseconds: number) => setTimeout(milliseconds),
  // The time-out of function.yml: an attempt that has not ended by then belongs to an invocation that has.
  attemptTimeoutMilliseconds: 60_000,
  now,
};

/** Puts back what drift events tell of, where the configuration asks for it. */
export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(injectLambdaContext(log))
  .use(logMetrics(metrics))
  .handler(({ Records }) =>
    answerEach(Records, log, async ({ body }) => {
      const { status, finding } = await remediateRecord(body, ports);
      metrics.addMetric(`Remediation-${status}`, MetricUnit.Count, 1);
      log.info("A drift event was answered.", { status, ...(finding === undefined ? {} : { finding: finding.id }) });
    }),
  );
