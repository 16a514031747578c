import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import middy from "@middy/core";
import type { SQSBatchResponse } from "aws-lambda";
import { createDynamodbArrivedEvents } from "../../shared/aws/dynamodb-arrived-events.ts";
import { createSendMessage } from "../../shared/aws/send-message.ts";
import { createAccountPorts } from "../account-ports.ts";
import { createLogger } from "../logger.ts";
import { createMetrics } from "../metrics.ts";
import { queueRecords } from "../queue-batch.ts";
import { loadConfig } from "./config.ts";
import { detectRecords } from "./detect-records.ts";

const config = loadConfig(process.env);
const log = createLogger("detect-drift");
const metrics = createMetrics("detect-drift");
const otherwise = "the entities are not read a second time before the next sweep";
const secondLook = {
  seconds: config.secondLookSeconds,
  send: createSendMessage({ queueUrl: config.queueUrl, otherwise }),
};
const events = createDynamodbArrivedEvents({ tableName: config.ledgerTable });
const ports = { ...createAccountPorts(config), secondLook, events, log };

/** Reads what IAM events touched, and settles what drifted. */
export const handler = middy<unknown, SQSBatchResponse>()
  .use(injectLambdaContext(log))
  .use(logMetrics(metrics))
  .handler(async (event) => {
    const records = queueRecords(event);
    const { response, counts, ...detected } = await detectRecords(records, ports);
    const { entitiesRead, secondLooksSpared, secondLooksLost, arrivalsLost } = detected;
    metrics.addMetric("EventsReceived", MetricUnit.Count, records.length);
    metrics.addMetric("EventsFailed", MetricUnit.Count, response.batchItemFailures.length);
    metrics.addMetric("EntitiesRead", MetricUnit.Count, entitiesRead);
    metrics.addMetric("SecondLooksSpared", MetricUnit.Count, secondLooksSpared);
    metrics.addMetric("SecondLooksLost", MetricUnit.Count, secondLooksLost);
    metrics.addMetric("ArrivalsLost", MetricUnit.Count, arrivalsLost);
    metrics.addMetric("DriftOpened", MetricUnit.Count, counts.opened);
    metrics.addMetric("DriftChanged", MetricUnit.Count, counts.changed);
    metrics.addMetric("DriftResolved", MetricUnit.Count, counts.resolved);
    metrics.addMetric("Unreadable", MetricUnit.Count, counts.unreadable);
    log.info("A batch of IAM events was settled.", {
      events: records.length,
      entitiesRead,
      secondLooksSpared,
      ...counts,
    });
    return response;
  });
