import type { OwnTopics } from "../../shared/alerts/destinations.ts";
import * as z from "../../shared/iam/schema.ts";
import { type Environment, readEnvironment } from "../environment.ts";
import { tableName, topicArn } from "../variables.ts";

/** What send-alert is told by its environment. */
export interface SendAlertConfig {
  readonly ledgerTable: string;
  readonly topics: OwnTopics;
}

/** @throws PlumblineError `InvalidEnvironment` that names every missing or wrong variable. */
export function loadConfig(environment: Environment): SendAlertConfig {
  const schema = z.object({
    LEDGER_TABLE: tableName,
    ALERT_TOPIC_ARN: topicArn,
    CHAT_TOPIC_ARN: topicArn,
    SLACK_TOPIC_ARN: topicArn,
  });
  const { LEDGER_TABLE, ALERT_TOPIC_ARN, CHAT_TOPIC_ARN, SLACK_TOPIC_ARN } = readEnvironment(schema, environment);
  return {
    ledgerTable: LEDGER_TABLE,
    topics: { alerts: ALERT_TOPIC_ARN, chat: CHAT_TOPIC_ARN, slack: SLACK_TOPIC_ARN },
  };
}
