import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import middy from "@middy/core";
import { createDynamodbRemediationBudget } from "../../shared/aws/dynamodb-remediation-budget.ts";
import type { Finding } from "../../shared/ledger/finding.ts";
import { isFoughtOver } from "../../shared/remediation/guards/fight.ts";
import { createAccountPorts } from "../account-ports.ts";
import { createLogger } from "../logger.ts";
import { createMetrics } from "../metrics.ts";
import { loadConfig } from "./config.ts";
import { type SweepCounts, sweepAccounts } from "./sweep-accounts.ts";

const config = loadConfig(process.env);
const log = createLogger("sweep-account");
const metrics = createMetrics("sweep-account");
const repairs = createDynamodbRemediationBudget({ tableName: config.ledgerTable });
const ports = {
  ...createAccountPorts(config),
  log,
  isFoughtOver: ({ account, entity }: Finding) => isFoughtOver(repairs, account, entity),
};

/** Reads every expected entity of the account again; the schedule's event says nothing it needs. */
export const handler = middy<unknown, SweepCounts>()
  .use(injectLambdaContext(log))
  .use(logMetrics(metrics))
  .handler(async () => {
    const counts = await sweepAccounts(ports);
    metrics.addMetric("EntitiesRead", MetricUnit.Count, counts.entities);
    metrics.addMetric("DriftOpened", MetricUnit.Count, counts.opened);
    metrics.addMetric("DriftChanged", MetricUnit.Count, counts.changed);
    metrics.addMetric("DriftResolved", MetricUnit.Count, counts.resolved);
    metrics.addMetric("DriftReminded", MetricUnit.Count, counts.reminded);
    metrics.addMetric("Unreadable", MetricUnit.Count, counts.unreadable);
    log.info("The account was swept.", { ...counts });
    return counts;
  });
