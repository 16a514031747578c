import { describe, expect, it } from "vitest";
import { claimedTool } from "../../shared/alerts/claimed-tool.ts";
import { readEnvelope } from "../../shared/cloudtrail/read-envelope.ts";
import type { ClaimedActor } from "../../shared/iam/actor.ts";

const ACCOUNT = "111122223333";

interface Attribution {
  readonly name: string;
  /** What differs between records: who, from where, with what, and what was done when. */
  readonly record: Readonly<Record<string, unknown>>;
  readonly expected: Pick<ClaimedActor, "who" | "type" | "through" | "sourceAddress" | "eventName" | "eventTime">;
  /** As the alert words the user agent. */
  readonly tool: string;
}

const roleSession = (role: string, session: string, more: object = {}) => ({
  type: "AssumedRole",
  principalId: `AROAEXAMPLEEXAMPLE12:${session}`,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role.split("/").at(-1)}/${session}`,
  accountId: ACCOUNT,
  accessKeyId: "ASIAEXAMPLEEXAMPLE12",
  sessionContext: {
    sessionIssuer: {
      type: "Role",
      principalId: "AROAEXAMPLEEXAMPLE12",
      arn: `arn:aws:iam::${ACCOUNT}:role/${role}`,
      accountId: ACCOUNT,
      userName: role.split("/").at(-1),
    },
    attributes: { creationDate: "2026-03-01T08:00:00Z", mfaAuthenticated: "false" },
  },
  ...more,
});

/** Records in the shapes that AWS's pages show, with made-up names. @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
const ATTRIBUTIONS: readonly Attribution[] = [
  {
    name: "the root user in the console",
    record: {
      userIdentity: {
        type: "Root",
        principalId: ACCOUNT,
        arn: `arn:aws:iam::${ACCOUNT}:root`,
        accountId: ACCOUNT,
        accessKeyId: "ASIAEXAMPLEEXAMPLE12",
        sessionContext: { sessionIssuer: {}, webIdFederationData: {}, attributes: { mfaAuthenticated: "true" } },
      },
      sourceIPAddress: "198.51.100.7",
      userAgent:
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
      eventName: "AttachRolePolicy",
      eventTime: "2026-03-01T09:10:11Z",
    },
    expected: {
      who: "root",
      type: "Root",
      sourceAddress: "198.51.100.7",
      eventName: "AttachRolePolicy",
      eventTime: "2026-03-01T09:10:11Z",
    },
    tool: "a browser (the AWS console)",
  },
  {
    name: "an IAM user with the CLI",
    record: {
      userIdentity: {
        type: "IAMUser",
        principalId: "AIDAEXAMPLEEXAMPLE12",
        arn: `arn:aws:iam::${ACCOUNT}:user/ops/alice`,
        accountId: ACCOUNT,
        accessKeyId: "AKIAEXAMPLEEXAMPLE12",
        userName: "alice",
      },
      sourceIPAddress: "2001:db8::17",
      userAgent: "aws-cli/2.31.0 md/awscrt#0.27.6 ua/2.1 os/linux#6.8 md/arch#x86_64 lang/python#3.13.7",
      eventName: "PutRolePolicy",
      eventTime: "2026-03-01T09:10:12Z",
    },
    expected: {
      who: `arn:aws:iam::${ACCOUNT}:user/ops/alice`,
      type: "IAMUser",
      sourceAddress: "2001:db8::17",
      eventName: "PutRolePolicy",
      eventTime: "2026-03-01T09:10:12Z",
    },
    tool: "the AWS CLI",
  },
  {
    name: "a person of IAM Identity Center in a role session, with Terraform",
    record: {
      userIdentity: roleSession(
        "aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef",
        "alice@example.com",
      ),
      sourceIPAddress: "203.0.113.9",
      userAgent:
        "APN/1.0 HashiCorp/1.0 Terraform/1.13.3 (+https://www.terraform.io) terraform-provider-aws/6.14.1 aws-sdk-go-v2/1.39.2",
      eventName: "UpdateAssumeRolePolicy",
      eventTime: "2026-03-01T09:10:13Z",
    },
    expected: {
      who: `arn:aws:sts::${ACCOUNT}:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/alice@example.com`,
      type: "AssumedRole",
      through: `arn:aws:iam::${ACCOUNT}:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Admin_0123456789abcdef`,
      sourceAddress: "203.0.113.9",
      eventName: "UpdateAssumeRolePolicy",
      eventTime: "2026-03-01T09:10:13Z",
    },
    tool: "Terraform",
  },
  {
    name: "CloudFormation with its role",
    record: {
      userIdentity: roleSession("StackDeployer", "AWSCloudFormation", { invokedBy: "cloudformation.amazonaws.com" }),
      sourceIPAddress: "cloudformation.amazonaws.com",
      userAgent: "cloudformation.amazonaws.com",
      eventName: "CreateRole",
      eventTime: "2026-03-01T09:10:14Z",
    },
    expected: {
      who: `arn:aws:sts::${ACCOUNT}:assumed-role/StackDeployer/AWSCloudFormation`,
      type: "AssumedRole",
      through: `arn:aws:iam::${ACCOUNT}:role/StackDeployer`,
      sourceAddress: "cloudformation.amazonaws.com",
      eventName: "CreateRole",
      eventTime: "2026-03-01T09:10:14Z",
    },
    tool: "CloudFormation",
  },
  {
    name: "a service that makes its own role",
    record: {
      userIdentity: { type: "AWSService", invokedBy: "ivs.amazonaws.com" },
      sourceIPAddress: "ivs.amazonaws.com",
      userAgent: "ivs.amazonaws.com",
      eventName: "CreateServiceLinkedRole",
      eventTime: "2026-03-01T09:10:15Z",
      requestParameters: { aWSServiceName: "ivs.amazonaws.com" },
      responseElements: { role: { roleName: "AWSServiceRoleForIVSRecordToS3" } },
    },
    expected: {
      who: "ivs.amazonaws.com",
      type: "AWSService",
      sourceAddress: "ivs.amazonaws.com",
      eventName: "CreateServiceLinkedRole",
      eventTime: "2026-03-01T09:10:15Z",
    },
    tool: "ivs.amazonaws.com",
  },
  {
    name: "a federated user",
    record: {
      userIdentity: {
        type: "FederatedUser",
        principalId: `${ACCOUNT}:bob`,
        arn: `arn:aws:sts::${ACCOUNT}:federated-user/bob`,
        accountId: ACCOUNT,
        accessKeyId: "ASIAEXAMPLEEXAMPLE12",
        sessionContext: {
          sessionIssuer: {
            type: "IAMUser",
            principalId: "AIDAEXAMPLEEXAMPLE12",
            arn: `arn:aws:iam::${ACCOUNT}:user/broker`,
            accountId: ACCOUNT,
            userName: "broker",
          },
          attributes: { creationDate: "2026-03-01T08:00:00Z", mfaAuthenticated: "false" },
        },
      },
      sourceIPAddress: "192.0.2.4",
      userAgent: "console.amazonaws.com",
      eventName: "DeleteRolePolicy",
      eventTime: "2026-03-01T09:10:16Z",
    },
    expected: {
      who: `arn:aws:sts::${ACCOUNT}:federated-user/bob`,
      type: "FederatedUser",
      through: `arn:aws:iam::${ACCOUNT}:user/broker`,
      sourceAddress: "192.0.2.4",
      eventName: "DeleteRolePolicy",
      eventTime: "2026-03-01T09:10:16Z",
    },
    tool: "the AWS console",
  },
  {
    name: "a user of an OpenID Connect provider",
    record: {
      userIdentity: {
        type: "WebIdentityUser",
        principalId: "accounts.google.com:client.apps.googleusercontent.com:carol",
        userName: "carol",
        identityProvider: "accounts.google.com",
      },
      sourceIPAddress: "192.0.2.5",
      userAgent: "Boto3/1.40.45 md/Botocore#1.40.45 ua/2.1 os/macos#25 lang/python#3.13.7",
      eventName: "TagRole",
      eventTime: "2026-03-01T09:10:17Z",
    },
    expected: {
      who: "carol (accounts.google.com)",
      type: "WebIdentityUser",
      sourceAddress: "192.0.2.5",
      eventName: "TagRole",
      eventTime: "2026-03-01T09:10:17Z",
    },
    tool: "Python (boto3)",
  },
  {
    name: "a user of a SAML provider",
    record: {
      userIdentity: {
        type: "SAMLUser",
        principalId: "qualifier=:dave@example.com",
        userName: "dave@example.com",
        identityProvider: "qualifier=",
      },
      sourceIPAddress: "192.0.2.6",
      userAgent: "aws-sdk-java/2.34.7 md/io#sync lang/java#21",
      eventName: "DetachRolePolicy",
      eventTime: "2026-03-01T09:10:18Z",
    },
    expected: {
      who: "dave@example.com (qualifier=)",
      type: "SAMLUser",
      sourceAddress: "192.0.2.6",
      eventName: "DetachRolePolicy",
      eventTime: "2026-03-01T09:10:18Z",
    },
    tool: "an AWS SDK",
  },
  {
    name: "a user of IAM Identity Center by himself",
    record: {
      userIdentity: {
        type: "IdentityCenterUser",
        accountId: ACCOUNT,
        onBehalfOf: {
          userId: "544894e8-80c1-707f-60e3-3ba6510dfac1",
          identityStoreArn: `arn:aws:identitystore::${ACCOUNT}:identitystore/d-1234567890`,
        },
        credentialId: "90e292de-5eb8-446e-9602-90f7c45044f7",
      },
      sourceIPAddress: "192.0.2.7",
      userAgent: "AWS Internal",
      eventName: "UpdateRole",
      eventTime: "2026-03-01T09:10:19Z",
    },
    expected: {
      who: "identity-center-user/544894e8-80c1-707f-60e3-3ba6510dfac1",
      type: "IdentityCenterUser",
      sourceAddress: "192.0.2.7",
      eventName: "UpdateRole",
      eventTime: "2026-03-01T09:10:19Z",
    },
    tool: "the AWS console or an AWS service",
  },
];

function envelopeOf(record: Readonly<Record<string, unknown>>): object {
  const detail = {
    eventVersion: "1.11",
    eventSource: "iam.amazonaws.com",
    awsRegion: "us-east-1",
    requestParameters: { roleName: "task" },
    responseElements: null,
    requestID: "fd7ec609-e7ab-4152-a56d-ec20b1845da3",
    eventID: "6f1f2f6e-1111-4222-8333-444455556666",
    readOnly: false,
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: "Management",
    ...record,
  };
  return { version: "0", source: "aws.iam", "detail-type": "AWS API Call via CloudTrail", account: ACCOUNT, detail };
}

describe("who did it, from where, with what and when, as an event claims", () => {
  it.each(ATTRIBUTIONS)("$name", ({ record, expected, tool }) => {
    const event = readEnvelope(envelopeOf(record));
    if (event.status === "malformed") throw new Error(event.problem);
    const { userAgent = "", ...actor } = event.reading.actor;
    expect(actor).toEqual({ ...expected, eventId: "6f1f2f6e-1111-4222-8333-444455556666" });
    expect(userAgent).toBe(record.userAgent);
    expect(claimedTool(userAgent)).toBe(tool);
  });
});
