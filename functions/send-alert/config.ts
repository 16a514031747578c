import * as z from "zod";
import { type Environment, readEnvironment } from "../environment.ts";
import { tableName, topicArn } from "../variables.ts";

/** What send-alert is told by its environment. */
export interface SendAlertConfig {
  readonly ledgerTable: string;
  readonly alertTopicArn: string;
}

/** @throws PlumblineError `InvalidEnvironment` that names every missing or wrong variable. */
export function loadConfig(environment: Environment): SendAlertConfig {
  const schema = z.object({ LEDGER_TABLE: tableName, ALERT_TOPIC_ARN: topicArn });
  const { LEDGER_TABLE, ALERT_TOPIC_ARN } = readEnvironment(schema, environment);
  return { ledgerTable: LEDGER_TABLE, alertTopicArn: ALERT_TOPIC_ARN };
}
