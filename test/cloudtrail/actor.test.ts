import { describe, expect, it } from "vitest";
import { readRecord } from "../../shared/cloudtrail/read-record.ts";
import { ACCOUNT, ROLE_IDENTITY, ROOT_IDENTITY, record, USER_IDENTITY } from "./cases/record.ts";

interface IdentityCase {
  readonly name: string;
  readonly identity: unknown;
  readonly expected: { readonly who: string; readonly type: string; readonly through?: string };
}

const sts = (resource: string) => `arn:aws:sts::${ACCOUNT}:${resource}`;

/** @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html */
const IDENTITIES: readonly IdentityCase[] = [
  { name: "the root user", identity: ROOT_IDENTITY, expected: { who: "root", type: "Root" } },
  {
    name: "the root user, shown with the account's alias",
    identity: { ...ROOT_IDENTITY, userName: "acme" },
    expected: { who: "root", type: "Root" },
  },
  {
    name: "an IAM user",
    identity: USER_IDENTITY,
    expected: { who: `arn:aws:iam::${ACCOUNT}:user/operator`, type: "IAMUser" },
  },
  {
    name: "an IAM user without an ARN",
    identity: { type: "IAMUser", userName: "operator" },
    expected: { who: "operator", type: "IAMUser" },
  },
  {
    name: "a role session",
    identity: ROLE_IDENTITY,
    expected: {
      who: sts("assumed-role/Deploy/alice"),
      type: "AssumedRole",
      through: `arn:aws:iam::${ACCOUNT}:role/Deploy`,
    },
  },
  {
    name: "a role session whose issuer is an empty object",
    identity: { ...ROLE_IDENTITY, sessionContext: { sessionIssuer: {}, attributes: {} } },
    expected: { who: sts("assumed-role/Deploy/alice"), type: "AssumedRole" },
  },
  {
    name: "a service on a role's behalf",
    identity: { ...ROLE_IDENTITY, invokedBy: "cloudformation.amazonaws.com" },
    expected: {
      who: sts("assumed-role/Deploy/alice"),
      type: "AssumedRole",
      through: `arn:aws:iam::${ACCOUNT}:role/Deploy`,
    },
  },
  {
    name: "a service",
    identity: { type: "AWSService", invokedBy: "ivs.amazonaws.com" },
    expected: { who: "ivs.amazonaws.com", type: "AWSService" },
  },
  {
    name: "a service event, whose identity has no type",
    identity: { accountId: ACCOUNT, invokedBy: "AWS Internal" },
    expected: { who: "AWS Internal", type: "unknown" },
  },
  {
    name: "another account",
    identity: { type: "AWSAccount", principalId: "AIDAEXAMPLE", accountId: "444455556666" },
    expected: { who: "AIDAEXAMPLE", type: "AWSAccount" },
  },
  {
    name: "a federated user",
    identity: {
      type: "FederatedUser",
      arn: sts("federated-user/alice"),
      sessionContext: { sessionIssuer: { type: "IAMUser", arn: USER_IDENTITY.arn } },
    },
    expected: { who: sts("federated-user/alice"), type: "FederatedUser", through: USER_IDENTITY.arn },
  },
  {
    name: "a web identity",
    identity: {
      type: "WebIdentityUser",
      principalId: "accounts.google.com:app:alice",
      userName: "alice",
      identityProvider: "accounts.google.com",
    },
    expected: { who: "alice (accounts.google.com)", type: "WebIdentityUser" },
  },
  {
    name: "a SAML user",
    identity: { type: "SAMLUser", principalId: "x:alice", userName: "alice", identityProvider: "Okta" },
    expected: { who: "alice (Okta)", type: "SAMLUser" },
  },
  {
    name: "an Identity Center user",
    identity: {
      type: "IdentityCenterUser",
      accountId: ACCOUNT,
      onBehalfOf: {
        userId: "544894e8-80c1",
        identityStoreArn: "arn:aws:identitystore::111122223333:identitystore/d-1",
      },
      credentialId: "90e292de",
    },
    expected: { who: "identity-center-user/544894e8-80c1", type: "IdentityCenterUser" },
  },
  { name: "an identity that is null", identity: null, expected: { who: "unknown", type: "unknown" } },
  {
    name: "an identity whose fields have other types",
    identity: { type: 4, arn: ["x"], userName: null, sessionContext: "none", onBehalfOf: 1 },
    expected: { who: "unknown", type: "unknown" },
  },
];

describe("who a record claims made the call", () => {
  it.each(IDENTITIES)("$name", ({ identity, expected }) => {
    const reading = readRecord(record("DeleteRole", { roleName: "builder" }, null, { userIdentity: identity }));
    expect(reading).toHaveProperty("actor", {
      ...expected,
      sourceAddress: "192.0.2.10",
      userAgent: "aws-cli/2.15.0",
      eventName: "DeleteRole",
      eventTime: "2024-02-03T04:05:06Z",
      eventId: "0f9e8d7c-0000-4000-8000-000000000002",
    });
  });
});
