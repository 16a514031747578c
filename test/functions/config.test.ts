import { describe, expect, it } from "vitest";
import { loadConfig as loadDetectDrift } from "../../functions/detect-drift/config.ts";
import { loadConfig as loadSendAlert } from "../../functions/send-alert/config.ts";
import { loadConfig as loadSweepAccount } from "../../functions/sweep-account/config.ts";

const account = { ACCOUNT_ID: "000000000000", LEDGER_TABLE: "plumbline-ledger", DRIFT_BUS_NAME: "plumbline" };
const detect = {
  ...account,
  QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/000000000000/plumbline-detect-drift",
  SECOND_LOOK_SECONDS: "60",
};
const sweep = {
  ...account,
  QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/000000000000/plumbline-sweep",
  REMEDIATION_QUEUE_URL: "https://sqs.us-east-1.amazonaws.com/000000000000/plumbline-remediate-drift",
};
const alert = {
  LEDGER_TABLE: "plumbline-ledger",
  ALERT_TOPIC_ARN: "arn:aws-cn:sns:cn-north-1:000000000000:alerts",
  CHAT_TOPIC_ARN: "arn:aws-cn:sns:cn-north-1:000000000000:chat",
  SLACK_TOPIC_ARN: "arn:aws-cn:sns:cn-north-1:000000000000:slack",
};
const read = { accountId: "000000000000", ledgerTable: "plumbline-ledger", driftBusName: "plumbline" };

const good = [
  {
    name: "detect-drift",
    load: loadDetectDrift,
    environment: detect,
    expected: { ...read, queueUrl: detect.QUEUE_URL, secondLookSeconds: 60 },
  },
  {
    name: "sweep-account",
    load: loadSweepAccount,
    environment: sweep,
    expected: { ...read, queueUrl: sweep.QUEUE_URL, remediationQueueUrl: sweep.REMEDIATION_QUEUE_URL },
  },
  {
    name: "send-alert",
    load: loadSendAlert,
    environment: alert,
    expected: {
      ledgerTable: alert.LEDGER_TABLE,
      topics: { alerts: alert.ALERT_TOPIC_ARN, chat: alert.CHAT_TOPIC_ARN, slack: alert.SLACK_TOPIC_ARN },
    },
  },
];

const bad = [
  {
    name: "nothing set",
    load: loadDetectDrift,
    environment: {},
    expected:
      "ACCOUNT_ID is not set; LEDGER_TABLE is not set; DRIFT_BUS_NAME is not set; QUEUE_URL is not set; SECOND_LOOK_SECONDS is not set",
  },
  {
    name: "an account id that is none",
    load: loadSweepAccount,
    environment: { ...sweep, ACCOUNT_ID: "12345" },
    expected: "ACCOUNT_ID must be twelve digits",
  },
  {
    name: "one missing, one empty",
    load: loadSweepAccount,
    environment: { ...sweep, LEDGER_TABLE: "", DRIFT_BUS_NAME: undefined },
    expected: "LEDGER_TABLE must be the name of a DynamoDB table; DRIFT_BUS_NAME is not set",
  },
  ...["0", "601", "1.5", "a minute", "-60"].map((seconds) => ({
    name: `an interval of ${seconds} seconds`,
    load: loadDetectDrift,
    environment: { ...detect, SECOND_LOOK_SECONDS: seconds },
    expected: "SECOND_LOOK_SECONDS must be a whole number of seconds from 1 to 600",
  })),
  {
    name: "a queue's name in place of its URL",
    load: loadDetectDrift,
    environment: { ...detect, QUEUE_URL: "plumbline-detect-drift" },
    expected: "QUEUE_URL must be the URL of a queue",
  },
  {
    name: "a topic's name in place of its ARN",
    load: loadSendAlert,
    environment: { ...alert, ALERT_TOPIC_ARN: "alerts" },
    expected: "ALERT_TOPIC_ARN must be the ARN of an SNS topic",
  },
];

describe("a function's environment", () => {
  it.each(good)("is read beside variables of others: $name", ({ load, environment, expected }) => {
    expect(load({ ...environment, AWS_REGION: "us-east-1" })).toEqual(expected);
  });

  it.each(bad)("is refused with every problem at once: $name", ({ load, environment, expected }) => {
    expect(() => load(environment)).toThrow(
      expect.objectContaining({
        code: "InvalidEnvironment",
        retryable: false,
        message: `The function's environment cannot be used: ${expected}. Its function.yml sets these variables.`,
      }),
    );
  });
});
