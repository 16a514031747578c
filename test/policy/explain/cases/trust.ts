import { type Topic, trust } from "./case.ts";

/** On trust. */
export const TRUST: Topic = {
  kind: "trust",
  cases: [
    {
      name: "the external id",
      canonical: [trust({ AWS: "123456789012" }, { StringEquals: { "sts:ExternalId": "x" } })],
      live: [trust({ AWS: "123456789012" })],
      expected: ["lost the condition `sts:ExternalId` [more, 1 Write] [0]>[0]"],
    },
    {
      name: "an account id and its root",
      canonical: [trust({ AWS: "123456789012" })],
      live: [trust({ AWS: "arn:aws:iam::123456789012:root" })],
      expected: [],
    },
    {
      name: "another external id",
      canonical: [trust({ AWS: "123456789012" }, { StringEquals: { "sts:ExternalId": "x" } })],
      live: [trust({ AWS: "123456789012" }, { StringEquals: { "sts:ExternalId": "y" } })],
      expected: [
        "gained `y` in the condition `sts:ExternalId` [more, 1 Write] [0]>[0]",
        "lost `x` in the condition `sts:ExternalId` [less, 1 Write] [0]>[0]",
      ],
    },
    {
      name: "an account more",
      canonical: [trust({ AWS: "123456789012" })],
      live: [trust({ AWS: ["123456789012", "210987654321"] })],
      expected: [
        "gained `sts:AssumeRole` for `arn:aws:iam::210987654321:root` (the whole account) [more, 1 Write] [0]>[0]",
      ],
    },
    {
      name: "accounts in another order",
      canonical: [trust({ AWS: ["123456789012", "210987654321"] })],
      live: [trust({ AWS: ["210987654321", "123456789012"] })],
      expected: [],
    },
    {
      name: "a service in place of another",
      canonical: [trust({ Service: "ec2.amazonaws.com" })],
      live: [trust({ Service: "lambda.amazonaws.com" })],
      expected: [
        "gained `sts:AssumeRole` for `lambda.amazonaws.com` [more, 1 Write] [0]>[0]",
        "lost `sts:AssumeRole` for `ec2.amazonaws.com` [less, 1 Write] [0]>[0]",
      ],
    },
    {
      name: "anyone",
      canonical: [trust({ Service: "ec2.amazonaws.com" })],
      live: [trust({ Service: "ec2.amazonaws.com" }), trust({ AWS: "*" })],
      expected: ["gained `sts:AssumeRole` for anyone (`*`) [more, 1 Write, escalation sts:AssumeRole] [0]>[1]"],
    },
    {
      name: "anyone with an external id",
      canonical: [trust({ Service: "ec2.amazonaws.com" })],
      live: [trust({ Service: "ec2.amazonaws.com" }), trust({ AWS: "*" }, { StringEquals: { "sts:ExternalId": "x" } })],
      expected: [
        "gained `sts:AssumeRole` for anyone (`*`) under a condition on `sts:ExternalId` [more, 1 Write] [0]>[1]",
      ],
    },
    {
      name: "a role that was deleted",
      canonical: [trust({ AWS: "arn:aws:iam::123456789012:role/x" })],
      live: [trust({ AWS: "AROAEXAMPLE1234567890" })],
      expected: [
        "gained `sts:AssumeRole` for `AROAEXAMPLE1234567890` (the id of a deleted role or user) [more, 1 Write] [0]>[0]",
        "lost `sts:AssumeRole` for `arn:aws:iam::123456789012:role/x` [less, 1 Write] [0]>[0]",
      ],
    },
    {
      name: "an action more",
      canonical: [trust({ AWS: "123456789012" })],
      live: [trust({ AWS: "123456789012" }, undefined, ["sts:AssumeRole", "sts:TagSession"])],
      expected: [
        "gained `sts:TagSession` for `arn:aws:iam::123456789012:root` (the whole account) [more, 1 Tagging] ->[0]",
      ],
    },
    {
      name: "a provider",
      canonical: [trust({ Service: "ec2.amazonaws.com" })],
      live: [
        trust({ Service: "ec2.amazonaws.com" }),
        trust(
          { Federated: "arn:aws:iam::123456789012:saml-provider/x" },
          { StringEquals: { "SAML:aud": "https://signin.aws.amazon.com/saml" } },
          "sts:AssumeRoleWithSAML",
        ),
      ],
      expected: [
        "gained `sts:AssumeRoleWithSAML` for `arn:aws:iam::123456789012:saml-provider/x` under a condition on `SAML:aud` [more, 1 Write] ->[1]",
      ],
    },
  ],
};
