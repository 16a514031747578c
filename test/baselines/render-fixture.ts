import type { ExpectedDocument, ExpectedEntity } from "../../shared/baselines/expected-state.ts";

/** Where everything in these tests is. */
export const ACCOUNT = { account: "111122223333", partition: "aws-cn" };

/** A document with one statement. */
export function documentOf(statement: unknown, more: Partial<ExpectedDocument> = {}): ExpectedDocument {
  const text = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  return { source: "policies/shop/policy.json", provenance: "verbatim", text, ...more };
}

/** What IAM lets EC2 do with a role. */
export const TRUST = documentOf(
  { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
  { source: "policies/shop/trust.json" },
);

const common = { baseline: "shop", path: "/", presence: "required", compare: "exact", severity: "high" } as const;
const off = { ...common, remediate: "off" } as const;

/** One entity of every kind, with every aspect somewhere, in no order in which they could be made. */
export const EVERYTHING: readonly ExpectedEntity[] = [
  { ...off, kind: "root", entity: { kind: "root", name: "root" }, accessKeys: "forbidden" },
  {
    ...off,
    kind: "user",
    entity: { kind: "user", name: "clerk" },
    path: "/shop/",
    tags: { team: "till" },
    attachments: { match: "exact", policyArns: ["arn:aws-cn:iam::111122223333:policy/shop/sell"] },
    inlinePolicies: {
      match: "exact",
      documents: { look: documentOf({ Sid: "", Effect: "Allow", Action: "s3:ListBucket", Resource: "*" }) },
    },
    permissionsBoundary: "arn:aws-cn:iam::111122223333:policy/bounds",
    groups: { match: "exact", names: ["clerks"] },
    console: "forbidden",
    accessKeys: { breachAtDays: 90, breachSource: "plumbline", maximumActive: 1, overlapDays: 7 },
  },
  {
    ...off,
    kind: "service-linked-role",
    entity: { kind: "role", name: "AWSServiceRoleForAutoScaling_shop" },
    path: "/aws-service-role/autoscaling.amazonaws.com/",
    service: "autoscaling.amazonaws.com",
    trust: documentOf({ Effect: "Allow" }, { provenance: "reconstructed" }),
    attachments: { match: "exact", policyArns: ["arn:aws-cn:iam::aws:policy/aws-service-role/AutoScaling"] },
  },
  {
    ...off,
    kind: "role",
    entity: { kind: "role", name: "till" },
    presence: "optional",
    compare: "at-most",
    trust: TRUST,
    inlinePolicies: { match: "exact", documents: {} },
    attachments: { match: "at-least", policyArns: ["arn:aws-cn:iam::aws:policy/ReadOnlyAccess"] },
    permissionsBoundary: "none",
    maximumSessionSeconds: 7200,
    separatePolicies: [["arn:aws-cn:iam::aws:policy/A", "arn:aws-cn:iam::aws:policy/B"]],
  },
  { ...off, kind: "role", entity: { kind: "role", name: "stranger" } },
  {
    ...off,
    kind: "role",
    entity: { kind: "role", name: "gone" },
    presence: "retired",
    retiredSince: "2025-05-16",
    trust: TRUST,
  },
  {
    ...off,
    kind: "group",
    entity: { kind: "group", name: "clerks" },
    attachments: { match: "exact", policyArns: ["arn:aws-cn:iam::111122223333:policy/shop/sell"] },
  },
  {
    ...off,
    kind: "policy",
    entity: { kind: "policy", name: "sell" },
    path: "/shop/",
    tags: { team: "till" },
    document: documentOf(
      { Effect: "Allow", Action: "s3:PutObject", Resource: "*" },
      { provenance: "reconstructed", amendments: ["We sell abroad."] },
    ),
  },
  {
    ...off,
    kind: "policy",
    entity: { kind: "policy", name: "bounds" },
    document: documentOf({ Effect: "Allow", Action: "s3:*", Resource: "*" }),
  },
];
