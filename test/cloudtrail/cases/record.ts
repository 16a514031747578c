import type { RecordKind } from "../../../shared/cloudtrail/reading.ts";

/** One answer made by hand. `source`: captured records of this shape, or the AWS page that shows or says it. */
export interface Case {
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly expected: {
    readonly kind: RecordKind;
    readonly touches: readonly string[];
    readonly reads: readonly string[];
  };
  readonly source: "captured" | "documented";
}

export const ACCOUNT = "111122223333";

/** The caller of the captured records: an IAM user with a long-term key. */
export const USER_IDENTITY = {
  type: "IAMUser",
  principalId: "AIDAEXAMPLEEXAMPLEEXA",
  arn: `arn:aws:iam::${ACCOUNT}:user/operator`,
  accountId: ACCOUNT,
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  userName: "operator",
};

export const ROOT_IDENTITY = {
  type: "Root",
  principalId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:root`,
  accountId: ACCOUNT,
  accessKeyId: "",
  sessionContext: { sessionIssuer: {}, webIdFederationData: {}, attributes: { mfaAuthenticated: "false" } },
};

export const ROLE_IDENTITY = {
  type: "AssumedRole",
  principalId: "AROAEXAMPLEEXAMPLEEXA:alice",
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Deploy/alice`,
  accountId: ACCOUNT,
  sessionContext: {
    sessionIssuer: { type: "Role", arn: `arn:aws:iam::${ACCOUNT}:role/Deploy`, userName: "Deploy" },
    attributes: { mfaAuthenticated: "false" },
  },
};

/** A record of the captured records' shape. */
export function record(
  eventName: string,
  requestParameters: unknown = null,
  responseElements: unknown = null,
  other: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    eventVersion: "1.08",
    userIdentity: USER_IDENTITY,
    eventTime: "2024-02-03T04:05:06Z",
    eventSource: "iam.amazonaws.com",
    eventName,
    awsRegion: "us-east-1",
    sourceIPAddress: "192.0.2.10",
    userAgent: "aws-cli/2.15.0",
    requestParameters,
    responseElements,
    requestID: "7b1c2d3e-0000-4000-8000-000000000001",
    eventID: "0f9e8d7c-0000-4000-8000-000000000002",
    readOnly: /^(Get|List)/.test(eventName),
    eventType: "AwsApiCall",
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: "Management",
    ...other,
  };
}

/** The case of a write. */
export function write(
  source: Case["source"],
  name: string,
  input: Case["input"],
  touches: readonly string[],
  ...reads: readonly string[]
): Case {
  return { name, input, expected: { kind: "write", touches, reads }, source };
}

/** The case of a record that touches nothing. */
export function untouched(source: Case["source"], name: string, kind: RecordKind, input: Case["input"]): Case {
  return { name, input, expected: { kind, touches: [], reads: [] }, source };
}
