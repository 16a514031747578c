import configuration from "plumbline:configuration";
import { readAuthorizationDetails } from "../../shared/aws/authorization-details.ts";
import { createCredentialReportSource } from "../../shared/aws/credential-report-source.ts";
import { createDynamodbMemberAccountStore } from "../../shared/aws/dynamodb-member-account-store.ts";
import { createDynamodbToldReportStore } from "../../shared/aws/dynamodb-told-report-store.ts";
import { createIamClient } from "../../shared/aws/iam-client.ts";
import { createOrganizationReader } from "../../shared/aws/organization-reader.ts";
import { createS3ReportStore } from "../../shared/aws/s3-report-store.ts";
import { createSendMessage } from "../../shared/aws/send-message.ts";
import { createSnsTopicPublisher } from "../../shared/aws/sns-topic-publisher.ts";
import { createAccountDirectory } from "../account-directory.ts";
import { createEnterAccount, type EnteredAccount } from "../enter-account.ts";
import type { Log } from "../logger.ts";
import type { ReportKeysConfig } from "./config.ts";
import type { ReportPorts } from "./report-keys.ts";

/** IAM takes longer over a thousand entities with all their documents than over one. */
const PAGE_TIMEOUT = 30_000;

/** The adapters of report-keys: all that its work goes through but what differs from one invocation to the next. */
export function createReportPorts(config: ReportKeysConfig, log: Log): Omit<ReportPorts, "remaining"> {
  const { accountId, ledgerTable: tableName, bucket, queueUrl, alertTopicArn, waitSeconds } = config;
  const now = () => new Date();
  const members = createDynamodbMemberAccountStore({ tableName });
  return {
    configuration,
    directory: createAccountDirectory({ configuration, members, organization: createOrganizationReader(), now }),
    enter: createEnterAccount({ accountId, now }),
    pagesOf,
    reportOf: ({ client }) => createCredentialReportSource(client),
    store: createS3ReportStore({ bucket, bucketOwner: accountId }),
    toldReports: createDynamodbToldReportStore({ tableName }),
    publisher: createSnsTopicPublisher(),
    send: createSendMessage({ queueUrl, otherwise: "the report is begun again" }),
    alertTopicArn,
    waitSeconds,
    now,
    log,
  };
}

function pagesOf({ credentials }: EnteredAccount) {
  const by = credentials === undefined ? {} : { credentials };
  return readAuthorizationDetails(createIamClient({ ...by, attemptTimeout: PAGE_TIMEOUT }));
}
