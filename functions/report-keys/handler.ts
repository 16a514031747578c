import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import middy from "@middy/core";
import type { SQSBatchResponse } from "aws-lambda";
import { createLogger } from "../logger.ts";
import { createMetrics } from "../metrics.ts";
import { answerEach, queueRecords } from "../queue-batch.ts";
import { loadConfig } from "./config.ts";
import { createReportPorts } from "./create-ports.ts";
import { type ReportResult, reportKeys } from "./report-keys.ts";
import { readReportOrder } from "./report-order.ts";

const log = createLogger("report-keys");
const metrics = createMetrics("report-keys");
const ports = createReportPorts(loadConfig(process.env), log);

const SAID: Readonly<Record<ReportResult["status"], string>> = {
  waiting:
    "Another round is to come: IAM still makes credential reports, or accounts could not be listed or are still to be read.",
  "going-on": "The time was over; another invocation goes on.",
  made: "A report was made.",
};

/** Makes the key-rotation report: at the schedule's word, and at that of its own messages where it waits for IAM, or goes on. */
export const handler = middy<unknown, SQSBatchResponse>()
  .use(injectLambdaContext(log))
  .use(logMetrics(metrics))
  .handler(async (event, context) =>
    answerEach(queueRecords(event), log, async ({ body }) => {
      const remaining = () => context.getRemainingTimeInMillis();
      const result = await reportKeys(readReportOrder(body), { ...ports, remaining });
      log.info(SAID[result.status], { ...result });
      if (result.status !== "made") return;
      metrics.addMetric("KeysTooOld", MetricUnit.Count, result.tooOld);
      metrics.addMetric("KeysDue", MetricUnit.Count, result.due);
      metrics.addMetric("AccountsNotRead", MetricUnit.Count, result.accounts.notRead);
    }),
  );
