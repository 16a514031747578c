import { describe, expect, it } from "vitest";
import type { RoleDecision } from "../access/role-policies.ts";
import { requireKeyPolicy, whyKeyRefuses } from "./key-policy.ts";

const KEY = "arn:aws:kms:us-east-1:000000000000:key/one";
const ROLE = "arn:aws:iam::000000000000:role/task";
const ROOT = { AWS: "arn:aws:iam::000000000000:root" };

const allow = (Principal: unknown, more: object = {}) => ({
  Effect: "Allow",
  Principal,
  Action: "kms:*",
  Resource: "*",
  ...more,
});
const deny = (Principal: unknown) => allow(Principal, { Effect: "Deny" });

const ALLOWED: RoleDecision = { policies: "allow", boundary: "allow" };
const SILENT: RoleDecision = { policies: "none", boundary: "allow" };

/** By what the key's policy has and what the caller's own policies say: why he is refused. */
const cases: readonly {
  readonly name: string;
  readonly key: readonly object[];
  readonly own: RoleDecision;
  readonly expected?: string;
}[] = [
  { name: "the account, to whom his own policies allow it", key: [allow(ROOT)], own: ALLOWED },
  { name: "the account by its id", key: [allow({ AWS: "000000000000" })], own: ALLOWED },
  {
    name: "the account, to whom they do not",
    key: [allow(ROOT)],
    own: SILENT,
    expected: "no identity-based policy",
  },
  { name: "nobody, to whom they allow it", key: [], own: ALLOWED, expected: "no resource-based policy" },
  {
    name: "a service, to whom they allow it",
    key: [allow({ Service: "events.amazonaws.com" })],
    own: ALLOWED,
    expected: "no resource-based policy",
  },
  {
    name: "another account, to whom they allow it",
    key: [allow({ AWS: "arn:aws:iam::111111111111:root" })],
    own: ALLOWED,
    expected: "no resource-based policy",
  },
  { name: "his role, of whom they say nothing", key: [allow({ AWS: ROLE })], own: SILENT },
  { name: "everybody, of whom they say nothing", key: [allow("*")], own: SILENT },
  {
    name: "another role, of whom they say nothing",
    key: [allow({ AWS: `${ROLE}x` })],
    own: SILENT,
    expected: "no resource-based policy",
  },
  {
    name: "him for another action",
    key: [allow({ AWS: ROLE }, { Action: "kms:GenerateDataKey" })],
    own: ALLOWED,
    expected: "no resource-based policy",
  },
  {
    name: "his role, whom it denies as well",
    key: [allow(ROOT), deny({ AWS: ROLE })],
    own: ALLOWED,
    expected: "explicit deny in a resource-based policy",
  },
  {
    name: "his role, whom his own policies deny it",
    key: [allow({ AWS: ROLE })],
    own: { policies: "deny", boundary: "allow" },
    expected: "explicit deny in an identity-based policy",
  },
  {
    name: "his role, whom his boundary denies it",
    key: [allow({ AWS: ROLE })],
    own: { policies: "allow", boundary: "deny" },
    expected: "explicit deny in a permissions boundary",
  },
  {
    name: "the account, where his boundary says nothing",
    key: [allow(ROOT)],
    own: { policies: "allow", boundary: "none" },
    expected: "no permissions boundary",
  },
  {
    name: "the account by way of SQS",
    key: [allow(ROOT, { Condition: { StringEquals: { "kms:ViaService": "sqs.us-east-1.amazonaws.com" } } })],
    own: ALLOWED,
  },
  {
    name: "the account by way of SNS",
    key: [allow(ROOT, { Condition: { StringEquals: { "kms:ViaService": "sns.us-east-1.amazonaws.com" } } })],
    own: ALLOWED,
    expected: "no resource-based policy",
  },
];

describe("whyKeyRefuses", () => {
  it.each(cases)("whom the key's policy names: $name ($expected)", ({ key, own, expected }) => {
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: key });
    const session = "arn:aws:sts::000000000000:assumed-role/task/one";
    const request = {
      principal: { account: "000000000000", arn: session, principalArn: ROLE },
      action: "kms:Decrypt",
      resource: KEY,
      context: { "kms:viaservice": "sqs.us-east-1.amazonaws.com" },
    };
    expect(whyKeyRefuses(policy, request, own)).toBe(expected);
  });
});

describe("requireKeyPolicy", () => {
  const policy = (Condition: object) => JSON.stringify({ Statement: allow(ROOT, { Condition }) });

  it("takes conditions that the lab knows", () => {
    requireKeyPolicy(policy({ StringEquals: { "kms:CallerAccount": "000000000000" } }));
  });

  it("refuses one that it does not", () => {
    const unknown = policy({ StringLike: { "kms:EncryptionContext:aws:sqs:arn": "arn:*" } });
    expect(() => requireKeyPolicy(unknown)).toThrow(
      "the condition key kms:EncryptionContext:aws:sqs:arn in a resource policy",
    );
  });
});
