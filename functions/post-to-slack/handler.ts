import configuration from "plumbline:configuration";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { MetricUnit } from "@aws-lambda-powertools/metrics";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import middy from "@middy/core";
import type { SQSBatchResponse } from "aws-lambda";
import { createDynamodbLedgerStore } from "../../shared/aws/dynamodb-ledger-store.ts";
import { createDynamodbMemberAccountStore } from "../../shared/aws/dynamodb-member-account-store.ts";
import { createDynamodbSlackThreadStore } from "../../shared/aws/dynamodb-slack-thread-store.ts";
import { createPostponeMessage } from "../../shared/aws/message-visibility.ts";
import { createSecretReader } from "../../shared/aws/secret-reader.ts";
import { createAccountFinder } from "../account-directory.ts";
import { createLogger } from "../logger.ts";
import { createMetrics } from "../metrics.ts";
import { queueRecords } from "../queue-batch.ts";
import { loadConfig } from "./config.ts";
import { postBatch } from "./post-batch.ts";
import type { PostedRecord } from "./post-record.ts";
import { createSlackOf } from "./slack-of.ts";

const { ledgerTable: tableName, queueUrl, slackApiUrl: apiUrl } = loadConfig(process.env);
const log = createLogger("post-to-slack");
const metrics = createMetrics("post-to-slack");
const now = () => new Date();

const ports = {
  configuration,
  accounts: createAccountFinder({ configuration, members: createDynamodbMemberAccountStore({ tableName }) }),
  ledger: createDynamodbLedgerStore({ tableName }),
  threads: createDynamodbSlackThreadStore({ tableName, now }),
  slackOf: createSlackOf(createSecretReader(), { apiUrl }, now),
  postpone: createPostponeMessage(queueUrl),
  posted({ told: { finding, news } }: PostedRecord) {
    metrics.addMetric("SlackMessages", MetricUnit.Count, 1);
    metrics.addMetric("SlackLatency", MetricUnit.Milliseconds, now().getTime() - Date.parse(news.at));
    log.info("News was posted to Slack.", { finding: finding.id, revision: news.revision, kind: news.kind });
  },
  log,
  now,
};

/** Posts what the ledger says of each request to the Slack channel of its route. */
export const handler = middy<unknown, SQSBatchResponse>()
  .use(injectLambdaContext(log))
  .use(logMetrics(metrics))
  .handler(async (event) => postBatch(queueRecords(event), ports));
