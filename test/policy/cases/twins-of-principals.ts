import { document, trust } from "./case.ts";
import { SOURCES, type Twins } from "./twins.ts";

const ACCOUNT = "123456789012";
const ROOT = `arn:aws:iam::${ACCOUNT}:root`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/deploy`;
const SAML = `arn:aws:iam::${ACCOUNT}:saml-provider/p`;
const OIDC = `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`;
const kind = "trust";
const assume = (Principal: object, Action = "sts:AssumeRole", Effect = "Allow"): object => ({
  Effect,
  Principal,
  Action,
});

/** Whom a role trusts. */
export const TWINS_OF_PRINCIPALS: readonly Twins[] = [
  {
    name: "an account's number and its root's ARN",
    kind,
    canonical: trust({ AWS: ACCOUNT }),
    alike: trust({ AWS: [ROOT, ACCOUNT] }),
    other: trust({ AWS: ROLE }),
    change: "narrowed",
    source: SOURCES.principal,
  },
  {
    name: "the root of another partition",
    kind,
    canonical: trust({ AWS: ["arn:aws-us-gov:iam::123456789012:root"] }),
    alike: trust({ AWS: "arn:aws-us-gov:iam::123456789012:root" }),
    other: trust({ AWS: ROOT }),
    change: "mixed",
    source: SOURCES.arns,
  },
  {
    name: "a named role is not everyone",
    kind,
    canonical: trust({ AWS: ROLE }),
    alike: trust({ AWS: [ROLE, ROLE] }),
    other: trust({ AWS: "*" }),
    change: "broadened",
    source: SOURCES.awspolicyequivalence,
  },
  {
    name: "two accounts in one list, or in two statements",
    kind,
    canonical: trust({ AWS: [ACCOUNT, "210987654321"] }),
    alike: document(assume({ AWS: "210987654321" }), assume({ AWS: ROOT })),
    other: document(assume({ AWS: "210987654321" }), assume({ AWS: ROOT }, "sts:TagSession")),
    change: "mixed",
    source: SOURCES.principal,
  },
  {
    name: "services in any order",
    kind,
    canonical: trust({ Service: ["ec2.amazonaws.com", "ecs-tasks.amazonaws.com"] }),
    alike: document(assume({ Service: "ecs-tasks.amazonaws.com" }), assume({ Service: ["ec2.amazonaws.com"] })),
    other: trust({ Service: ["ec2.amazonaws.com", "lambda.amazonaws.com"] }),
    change: "mixed",
    source: SOURCES.principal,
  },
  {
    name: "a service in the account's place",
    kind,
    canonical: trust({ AWS: ACCOUNT, Service: "ec2.amazonaws.com" }),
    alike: trust({ Service: "ec2.amazonaws.com", AWS: ROOT }),
    other: trust({ Service: "ec2.amazonaws.com" }),
    change: "narrowed",
    source: SOURCES.principal,
  },
  {
    name: "a provider, with what its token must say",
    kind,
    canonical: trust({ Federated: OIDC }, { StringLike: { "token.actions.githubusercontent.com:sub": "repo:a/b:*" } }),
    alike: trust(
      { Federated: [OIDC] },
      { StringLike: { "token.actions.githubusercontent.com:sub": ["repo:a/b:ref:*", "repo:a/b:*"] } },
    ),
    other: trust({ Federated: OIDC }, { StringLike: { "token.actions.githubusercontent.com:sub": "repo:a/*" } }),
    change: "broadened",
    source: SOURCES.principal,
  },
  {
    name: "one provider more",
    kind,
    canonical: trust({ Federated: SAML }),
    alike: trust({ Federated: [SAML, SAML] }),
    other: trust({ Federated: [SAML, OIDC] }),
    change: "broadened",
    source: SOURCES.principal,
  },
  {
    name: "the external id in another spelling of its key",
    kind,
    canonical: trust({ AWS: ACCOUNT }, { StringEquals: { "sts:ExternalId": "abc" } }),
    alike: trust({ AWS: ROOT }, { StringLike: { "STS:externalId": ["abc"] } }),
    other: trust({ AWS: ACCOUNT }, { StringEqualsIfExists: { "sts:ExternalId": "abc" } }),
    change: "broadened",
    source: SOURCES.operators,
  },
  {
    name: "a denial of one role within its account",
    kind,
    canonical: document(assume({ AWS: ROOT }), assume({ AWS: ROLE }, "sts:*", "Deny")),
    alike: document(assume({ AWS: ROLE }, "STS:*", "Deny"), assume({ AWS: ACCOUNT })),
    other: document(assume({ AWS: ROOT }), assume({ AWS: ROLE }, "sts:AssumeRole", "Deny")),
    change: "broadened",
    source: SOURCES.evaluation,
  },
  {
    name: "the id of one that is gone",
    kind,
    canonical: trust({ AWS: ["AROAEXAMPLEEXAMPLE123", "210987654321"] }),
    alike: trust({ AWS: ["arn:aws:iam::210987654321:root", "AROAEXAMPLEEXAMPLE123"] }),
    other: trust({ AWS: ["AROAEXAMPLEEXAMPLE123", "210987654321"], Service: "ec2.amazonaws.com" }),
    change: "broadened",
    source: SOURCES.principal,
  },
];
