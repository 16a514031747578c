import * as z from "../../shared/iam/schema.ts";
import { type Environment, readEnvironment } from "../environment.ts";
import { accountId, tableName, topicArn } from "../variables.ts";

/** What report-keys is told by its environment. */
export interface ReportKeysConfig {
  /** The account it runs in, which it enters as it is; any other by a role. */
  readonly accountId: string;
  readonly ledgerTable: string;
  readonly alertTopicArn: string;
  /** Where reports are kept. */
  readonly bucket: string;
  /** Its own queue. */
  readonly queueUrl: string;
  /** Seconds between two askings for credential reports that IAM still makes. */
  readonly waitSeconds: number;
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const bucketName = z
  .string()
  .check(z.regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, { error: "must be the name of an S3 bucket" }));

const seconds = z.pipe(
  z
    .string()
    .check(z.regex(/^(?:[1-9]\d?|[1-8]\d\d|900)$/, { error: "must be a whole number of seconds from 1 to 900" })),
  z.transform((text: string) => Number(text)),
);

/** @throws PlumblineError `InvalidEnvironment` that names every missing or wrong variable. */
export function loadConfig(environment: Environment): ReportKeysConfig {
  const schema = z.object({
    ACCOUNT_ID: accountId,
    LEDGER_TABLE: tableName,
    ALERT_TOPIC_ARN: topicArn,
    REPORT_BUCKET: bucketName,
    QUEUE_URL: z.url({ error: "must be the URL of a queue" }),
    WAIT_SECONDS: seconds,
  });
  const read = readEnvironment(schema, environment);
  return {
    accountId: read.ACCOUNT_ID,
    ledgerTable: read.LEDGER_TABLE,
    alertTopicArn: read.ALERT_TOPIC_ARN,
    bucket: read.REPORT_BUCKET,
    queueUrl: read.QUEUE_URL,
    waitSeconds: read.WAIT_SECONDS,
  };
}
