import * as z from "../../shared/iam/schema.ts";
import { type Environment, readEnvironment } from "../environment.ts";
import { tableName } from "../variables.ts";

/** What post-to-slack is told by its environment. */
export interface PostToSlackConfig {
  readonly ledgerTable: string;
  readonly queueUrl: string;
  /** Ends with `/`. */
  readonly slackApiUrl: string;
}

/** Slack's own; it is set only where another stands in for it. */
const SLACK_API_URL = "https://slack.com/api/";

/** @throws PlumblineError `InvalidEnvironment` that names every missing or wrong variable. */
export function loadConfig(environment: Environment): PostToSlackConfig {
  const schema = z.object({
    LEDGER_TABLE: tableName,
    QUEUE_URL: z.url({ error: "must be the URL of a queue" }),
    SLACK_API_URL: z._default(z.url({ error: "must be the address of an API" }).check(z.endsWith("/")), SLACK_API_URL),
  });
  const read = readEnvironment(schema, environment);
  return { ledgerTable: read.LEDGER_TABLE, queueUrl: read.QUEUE_URL, slackApiUrl: read.SLACK_API_URL };
}
