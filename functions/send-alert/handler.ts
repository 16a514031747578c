import configuration from "plumbline:configuration";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import middy from "@middy/core";
import type { SQSBatchResponse } from "aws-lambda";
import { createDynamodbLedgerStore } from "../../shared/aws/dynamodb-ledger-store.ts";
import { createDynamodbMemberAccountStore } from "../../shared/aws/dynamodb-member-account-store.ts";
import { createSnsTopicPublisher } from "../../shared/aws/sns-topic-publisher.ts";
import { createAccountFinder } from "../account-directory.ts";
import { createLogger } from "../logger.ts";
import { createMetrics } from "../metrics.ts";
import { answerEach, queueRecords } from "../queue-batch.ts";
import { alertRecord } from "./alert-record.ts";
import { loadConfig } from "./config.ts";

const { ledgerTable, topics } = loadConfig(process.env);
const log = createLogger("send-alert");
const metrics = createMetrics("send-alert");
const now = () => new Date();

const ports = {
  configuration,
  accounts: createAccountFinder({
    configuration,
    members: createDynamodbMemberAccountStore({ tableName: ledgerTable }),
  }),
  ledger: createDynamodbLedgerStore({ tableName: ledgerTable }),
  publisher: createSnsTopicPublisher(),
  topics,
  now,
};

/** Tells every route that takes it what the ledger says of each drift event. */
export const handler = middy<unknown, SQSBatchResponse>()
  .use(injectLambdaContext(log))
  .use(logMetrics(metrics))
  .handler(async (event) =>
    answerEach(queueRecords(event), log, async ({ body }) => {
      const told = await alertRecord(body, ports);
      if (told === undefined) return;
      const { finding, news, destinations } = told;
      metrics.addMetric("AlertsSent", MetricUnit.Count, destinations);
      metrics.addMetric("AlertLatency", MetricUnit.Milliseconds, now().getTime() - Date.parse(news.at));
      const of = { finding: finding.id, revision: news.revision, kind: news.kind };
      log.info(destinations === 0 ? "No route takes this news." : "An alert was sent.", { ...of, destinations });
    }),
  );
