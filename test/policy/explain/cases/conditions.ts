import { allow, MFA, type Topic } from "./case.ts";

/** On conditions. */
export const CONDITIONS: Topic = {
  cases: [
    {
      name: "a condition lost",
      canonical: [allow("iam:CreateUser", "*", MFA)],
      live: [allow("iam:CreateUser")],
      expected: ["lost the condition `aws:MultiFactorAuthPresent` [more, 1 Write] [0]>[0]"],
    },
    {
      name: "a condition in another spelling",
      canonical: [allow("iam:CreateUser", "*", MFA)],
      live: [allow("iam:CreateUser", "*", { Bool: { "aws:multifactorauthpresent": true } })],
      expected: [],
    },
    {
      name: "a condition gained",
      canonical: [allow("iam:CreateUser")],
      live: [allow("iam:CreateUser", "*", MFA)],
      expected: ["gained the condition `aws:MultiFactorAuthPresent` [less, 1 Write] [0]>[0]"],
    },
    {
      name: "a condition lost on one of several statements",
      canonical: [allow("iam:CreateUser", "*", MFA), allow("s3:GetObject")],
      live: [allow("iam:CreateUser"), allow("s3:GetObject")],
      expected: ["lost the condition `aws:MultiFactorAuthPresent` (`iam:CreateUser` on `*`) [more, 1 Write] [0]>[0]"],
    },
    {
      name: "a condition lost and an action gained",
      canonical: [allow("iam:CreateUser", "*", MFA)],
      live: [allow(["iam:CreateUser", "iam:GetRole"])],
      expected: [
        "lost the condition `aws:MultiFactorAuthPresent` [more, 1 Write] [0]>[0]",
        "gained `iam:GetRole` on `*` [more, 1 Read] ->[0]",
      ],
    },
    {
      name: "a condition lost by one of two actions",
      canonical: [allow(["iam:CreateUser", "iam:GetRole"], "*", MFA)],
      live: [allow("iam:CreateUser", "*", MFA), allow("iam:GetRole")],
      expected: ["lost the condition `aws:MultiFactorAuthPresent` (`iam:GetRole` on `*`) [more, 1 Read] [0]>[1]"],
    },
    {
      name: "the same permission without the condition, beside it",
      canonical: [allow("iam:CreateUser", "*", MFA)],
      live: [allow("iam:CreateUser", "*", MFA), allow("iam:CreateUser")],
      expected: [
        "gained `iam:CreateUser` on `*` without the condition `aws:MultiFactorAuthPresent` [more, 1 Write] [0]>[1]",
      ],
    },
    {
      name: "the same permission with a condition, beside it",
      canonical: [allow("iam:CreateUser")],
      live: [allow("iam:CreateUser"), allow("iam:CreateUser", "*", MFA)],
      expected: [],
    },
    {
      name: "a value more",
      canonical: [allow("s3:GetObject", "*", { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } })],
      live: [allow("s3:GetObject", "*", { IpAddress: { "aws:SourceIp": ["10.0.0.0/8", "192.0.2.0/24"] } })],
      expected: ["gained `192.0.2.0/24` in the condition `aws:SourceIp` [more, 1 Read] [0]>[0]"],
    },
    {
      name: "a value more that another covers",
      canonical: [allow("s3:GetObject", "*", { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } })],
      live: [allow("s3:GetObject", "*", { IpAddress: { "aws:SourceIp": ["10.0.0.0/8", "10.1.0.0/16"] } })],
      expected: [],
    },
    {
      name: "a wider value in place of one",
      canonical: [allow("s3:GetObject", "*", { IpAddress: { "aws:SourceIp": "10.1.0.0/16" } })],
      live: [allow("s3:GetObject", "*", { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } })],
      expected: [
        "gained `10.0.0.0/8` in the condition `aws:SourceIp` [more, 1 Read] [0]>[0]",
        "lost `10.1.0.0/16` in the condition `aws:SourceIp` [more, 1 Read] [0]>[0]",
      ],
    },
    {
      name: "a value in place of another",
      canonical: [allow("s3:GetObject", "*", { StringEquals: { "aws:PrincipalTag/team": "a" } })],
      live: [allow("s3:GetObject", "*", { StringEquals: { "aws:PrincipalTag/team": "b" } })],
      expected: [
        "gained `b` in the condition `aws:PrincipalTag/team` [more, 1 Read] [0]>[0]",
        "lost `a` in the condition `aws:PrincipalTag/team` [less, 1 Read] [0]>[0]",
      ],
    },
    {
      name: "one value more that is excluded",
      canonical: [allow("s3:GetObject", "*", { StringNotEquals: { "aws:PrincipalTag/team": "a" } })],
      live: [allow("s3:GetObject", "*", { StringNotEquals: { "aws:PrincipalTag/team": ["a", "b"] } })],
      expected: ["gained `b` in the condition `aws:PrincipalTag/team` [less, 1 Read] [0]>[0]"],
    },
    {
      name: "an excluded value and another",
      canonical: [allow("s3:GetObject", "*", { StringNotEquals: { "aws:PrincipalTag/team": ["a", "b"] } })],
      live: [allow("s3:GetObject", "*", { StringNotEquals: { "aws:PrincipalTag/team": ["a", "c"] } })],
      expected: [
        "lost `b` in the condition `aws:PrincipalTag/team` [more, 1 Read] [0]>[0]",
        "gained `c` in the condition `aws:PrincipalTag/team` [less, 1 Read] [0]>[0]",
      ],
    },
    {
      name: "another operator",
      canonical: [allow("s3:GetObject", "*", { StringEquals: { "aws:PrincipalTag/team": "a" } })],
      live: [allow("s3:GetObject", "*", { StringLike: { "aws:PrincipalTag/team": "a*" } })],
      expected: [
        "gained the condition `StringLike` on `aws:PrincipalTag/team` [more, 1 Read] [0]>[0]",
        "lost the condition `StringEquals` on `aws:PrincipalTag/team` [more, 1 Read] [0]>[0]",
      ],
    },
    {
      name: "another operator that means the same",
      canonical: [
        allow("s3:GetObject", "*", { ArnEquals: { "aws:SourceArn": "arn:aws:sns:us-east-1:123456789012:t" } }),
      ],
      live: [allow("s3:GetObject", "*", { ArnLike: { "aws:SourceArn": "arn:aws:sns:us-east-1:123456789012:t" } })],
      expected: [],
    },
    {
      name: "IfExists",
      canonical: [allow("s3:GetObject", "*", { StringEquals: { "aws:PrincipalTag/team": "a" } })],
      live: [allow("s3:GetObject", "*", { StringEqualsIfExists: { "aws:PrincipalTag/team": "a" } })],
      expected: [
        "gained the condition `StringEqualsIfExists` on `aws:PrincipalTag/team` [more, 1 Read] [0]>[0]",
        "lost the condition `StringEquals` on `aws:PrincipalTag/team` [more, 1 Read] [0]>[0]",
      ],
    },
    {
      name: "a condition on another key",
      canonical: [allow("s3:GetObject", "*", MFA)],
      live: [allow("s3:GetObject", "*", { Bool: { "aws:SecureTransport": "true" } })],
      expected: [
        "lost the condition `aws:MultiFactorAuthPresent` [more, 1 Read] [0]>[0]",
        "gained the condition `aws:SecureTransport` [less, 1 Read] [0]>[0]",
      ],
    },
  ],
};
