import { describe, expect, it } from "vitest";
import { accessRefused, type Why } from "./refusal.ts";

const caller = "arn:aws:sts::000000000000:assumed-role/plumbline-detect-drift/plumbline-detect-drift";
const NO_POLICY = "no identity-based policy" as const;

const cases: readonly {
  readonly action: string;
  readonly resource: string;
  readonly why?: Why;
  readonly asked?: string;
  readonly code: string;
  readonly status: number;
  readonly says: string;
}[] = [
  {
    action: "iam:GetRole",
    resource: "role viz-now-manage",
    code: "AccessDenied",
    status: 403,
    says: "iam:GetRole on resource: role viz-now-manage because no identity-based policy allows the iam:GetRole action",
  },
  {
    action: "iam:GetRole",
    resource: "role viz-now-manage",
    why: "explicit deny in an identity-based policy",
    code: "AccessDenied",
    status: 403,
    says: "iam:GetRole on resource: role viz-now-manage with an explicit deny in an identity-based policy",
  },
  {
    action: "dynamodb:PutItem",
    resource: "arn:t",
    code: "AccessDeniedException",
    status: 400,
    says: "dynamodb:PutItem on resource: arn:t because no identity-based policy allows the dynamodb:PutItem action",
  },
  {
    action: "sqs:SendMessage",
    resource: "arn:q",
    code: "AccessDenied",
    status: 403,
    says: "sqs:sendmessage on resource: arn:q because no identity-based policy allows the sqs:sendmessage action",
  },
  {
    action: "sns:Publish",
    resource: "arn:t",
    code: "AuthorizationError",
    status: 403,
    says: "SNS:Publish on resource: arn:t because no identity-based policy allows the SNS:Publish action",
  },
  {
    action: "s3:PutObject",
    resource: "arn:b/k",
    code: "AccessDenied",
    status: 403,
    says: 's3:PutObject on resource: "arn:b/k" because no identity-based policy allows the s3:PutObject action',
  },
  {
    action: "events:PutEvents",
    resource: "arn:b",
    why: "explicit deny in a resource-based policy",
    code: "AccessDeniedException",
    status: 400,
    says: "events:PutEvents on resource: arn:b with an explicit deny in a resource-based policy",
  },
  {
    action: "cloudtrail:LookupEvents",
    resource: "*",
    code: "AccessDeniedException",
    status: 400,
    says: "cloudtrail:LookupEvents because no identity-based policy allows the cloudtrail:LookupEvents action",
  },
  ...[
    { asked: "kms", code: "AccessDeniedException" },
    { asked: "sqs", code: "KmsAccessDenied" },
    { asked: "sns", code: "KMSAccessDenied" },
  ].map((by) => ({
    ...by,
    action: "kms:Decrypt",
    resource: "arn:k",
    why: "no resource-based policy" as const,
    status: 400,
    says: "kms:Decrypt on resource: arn:k because no resource-based policy allows the kms:Decrypt action",
  })),
  {
    action: "sts:AssumeRole",
    resource: "arn:r",
    code: "AccessDenied",
    status: 403,
    says: "sts:AssumeRole on resource: arn:r",
  },
  {
    action: "sts:AssumeRole",
    resource: "arn:r",
    why: "explicit deny in a permissions boundary",
    code: "AccessDenied",
    status: 403,
    says: "sts:AssumeRole on resource: arn:r with an explicit deny in a permissions boundary",
  },
];

describe("accessRefused", () => {
  it.each(cases)("words $says ($code)", ({ action, resource, why = NO_POLICY, asked = "", code, status, says }) => {
    const refusal = accessRefused({ caller, action, resource, why, ...(asked === "" ? {} : { asked }) });
    expect(refusal.message).toBe(`User: ${caller} is not authorized to perform: ${says}`);
    expect([refusal.code, refusal.status]).toEqual([code, status]);
  });
});
