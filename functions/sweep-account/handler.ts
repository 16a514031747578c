import { randomUUID } from "node:crypto";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import middy from "@middy/core";
import type { Context, SQSBatchResponse } from "aws-lambda";
import { createLogger } from "../logger.ts";
import { createMetrics } from "../metrics.ts";
import { answerEach, isQueueEvent, queueRecords } from "../queue-batch.ts";
import { loadConfig } from "./config.ts";
import { createSweepPorts } from "./create-ports.ts";
import { planSweeps, type SweepPlan } from "./plan-sweeps.ts";
import { type CountedSweep, type SweepResult, sweepAccount } from "./sweep-account.ts";
import { readSweepOrder, type SweepOrder } from "./sweep-message.ts";
import { metricsOf } from "./sweep-metrics.ts";

const config = loadConfig(process.env);
const log = createLogger("sweep-account");
const metrics = createMetrics("sweep-account");
const ports = createSweepPorts(config, log);

/**
 * Works on the sweeps that messages of its queue order. Any other event has it plan one of every account: those of others by messages, and
 * its own at once where it is the only one.
 */
export const handler = middy<unknown, SQSBatchResponse | SweepPlan | SweepResult>()
  .use(injectLambdaContext(log))
  .use(logMetrics(metrics))
  .handler(async (event, context) => {
    if (isQueueEvent(event)) {
      return await answerEach(queueRecords(event), log, async ({ body }) => {
        await sweep(readSweepOrder(body), context);
      });
    }
    const plan = await planSweeps(event, { ...ports, newId: randomUUID });
    metrics.addMetric("SweepsPlanned", MetricUnit.Count, plan.sent);
    metrics.addMetric("OrganizationsUnlisted", MetricUnit.Count, plan.unlisted);
    return plan.atOnce === undefined ? plan : await sweep(plan.atOnce, context);
  });

async function sweep(order: SweepOrder, context: Context): Promise<SweepResult> {
  const remaining = () => context.getRemainingTimeInMillis();
  const count = (done: CountedSweep) => {
    for (const [name, value] of metricsOf(done)) metrics.addMetric(name, MetricUnit.Count, value);
  };
  const result = await sweepAccount(order, { ...ports, remaining, count, holder: context.awsRequestId });
  log.info("An account's sweep was worked on.", { account: order.account, sweepId: order.sweepId, ...result });
  return result;
}
