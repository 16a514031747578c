import { describe, expect, it } from "vitest";
import type { PolicyKind } from "../../../shared/policy/comparison.ts";
import { explainDifference } from "../../../shared/policy/explain/explain-difference.ts";
import { readPolicy } from "../read-policy.ts";
import { explain, line, type Written } from "./explain.ts";
import { smallTable } from "./small-table.ts";

interface Case {
  readonly name: string;
  readonly canonical: readonly Written[];
  readonly live: readonly Written[];
  /** Every delta in order, as {@link line} writes it; none for what is no drift. */
  readonly expected: readonly string[];
}

type Some = string | readonly string[];

const allow = (Action: Some, Resource: Some = "*", Condition?: object): Written => ({
  Effect: "Allow",
  Action,
  Resource,
  ...(Condition && { Condition }),
});
const deny = (Action: Some, Resource: Some = "*", Condition?: object): Written => ({
  ...allow(Action, Resource, Condition),
  Effect: "Deny",
});
const trust = (Principal: object | string, Condition?: object, Action: Some = "sts:AssumeRole"): Written => ({
  Effect: "Allow",
  Principal,
  Action,
  ...(Condition && { Condition }),
});

const OBJECTS = "arn:aws:s3:::b/*";
const BUCKET = "arn:aws:s3:::b";
const MFA = { Bool: { "aws:MultiFactorAuthPresent": "true" } };

const TOPICS: Readonly<Record<string, { kind?: PolicyKind; cases: readonly Case[] }>> = {
  actions: {
    cases: [
      {
        name: "an action more",
        canonical: [allow("s3:GetObject", OBJECTS)],
        live: [allow(["s3:GetObject", "s3:DeleteObject"], OBJECTS)],
        expected: ["gained `s3:DeleteObject` on `arn:aws:s3:::b/*` [more, 1 Write] ->[0]"],
      },
      {
        name: "the same actions in another order and case",
        canonical: [allow(["s3:GetObject", "s3:DeleteObject"], OBJECTS)],
        live: [allow(["S3:deleteobject", "s3:GETOBJECT"], OBJECTS)],
        expected: [],
      },
      {
        name: "an action less",
        canonical: [allow(["s3:GetObject", "s3:DeleteObject"], OBJECTS)],
        live: [allow("s3:GetObject", OBJECTS)],
        expected: ["lost `s3:DeleteObject` on `arn:aws:s3:::b/*` [less, 1 Write] [0]>-"],
      },
      {
        name: "an action in place of another",
        canonical: [allow("s3:GetObject", OBJECTS)],
        live: [allow("s3:PutObject", OBJECTS)],
        expected: [
          "gained `s3:PutObject` on `arn:aws:s3:::b/*` [more, 1 Write] ->[0]",
          "lost `s3:GetObject` on `arn:aws:s3:::b/*` [less, 1 Read] [0]>-",
        ],
      },
      {
        name: "a wildcard beyond the few listed",
        canonical: [allow(["ec2:DescribeInstances", "ec2:RunInstances"])],
        live: [allow("ec2:*")],
        expected: [
          "gained `ec2:*` on `*` beyond `ec2:DescribeInstances` and `ec2:RunInstances`: 7 actions of today, 1 of them permissions management [more, 1 Permissions management, 3 Write, 1 Tagging, 1 Read, 1 List] [0]>[0]",
        ],
      },
      {
        name: "a wildcard beyond the many listed",
        canonical: [
          allow([
            "ec2:DescribeInstances",
            "ec2:DescribeRegions",
            "ec2:GetConsoleOutput",
            "ec2:ModifyInstanceAttribute",
            "ec2:RunInstances",
            "ec2:StartInstances",
          ]),
        ],
        live: [allow("ec2:*")],
        expected: [
          "gained `ec2:*` on `*` beyond the 6 listed: today `ec2:TerminateInstances`, `ec2:CreateTags` and `ec2:ModifySnapshotAttribute` [more, 1 Permissions management, 1 Write, 1 Tagging] [0]>[0]",
        ],
      },
      {
        name: "a wildcard beside what it covers",
        canonical: [allow("ec2:*")],
        live: [allow(["ec2:*", "ec2:RunInstances"])],
        expected: [],
      },
      {
        name: "a wildcard that one action is left of",
        canonical: [allow("iam:Pass*")],
        live: [allow("iam:GetRole")],
        expected: [
          "lost `iam:Pass*` on `*`: today `iam:PassRole` [less, 1 Write] [0]>-",
          "gained `iam:GetRole` on `*` [more, 1 Read] ->[0]",
        ],
      },
      {
        name: "a wildcard narrowed",
        canonical: [allow("s3:*")],
        live: [allow("s3:Get*")],
        expected: [
          "lost `s3:*` on `*` beyond `s3:Get*`: 8 actions of today, 2 of them permissions management [less, 2 Permissions management, 3 Write, 1 Tagging, 2 List] [0]>[0]",
        ],
      },
      {
        name: "a wildcard within a wildcard",
        canonical: [allow("s3:*")],
        live: [allow(["s3:*", "s3:Get*"])],
        expected: [],
      },
      {
        name: "more actions than are named",
        canonical: [],
        live: [
          allow([
            "ec2:DescribeInstances",
            "ec2:DescribeRegions",
            "ec2:GetConsoleOutput",
            "ec2:ModifySnapshotAttribute",
            "ec2:RunInstances",
            "ec2:StartInstances",
            "ec2:TerminateInstances",
          ]),
        ],
        expected: [
          "gained `ec2:ModifySnapshotAttribute`, `ec2:RunInstances`, `ec2:StartInstances`, `ec2:TerminateInstances`, `ec2:DescribeInstances` and 2 more on `*`: 7 actions of today, 1 of them permissions management [more, 1 Permissions management, 3 Write, 1 Read, 2 List] ->[0]",
        ],
      },
      {
        name: "everything",
        canonical: [allow("s3:GetObject")],
        live: [allow("*")],
        expected: [
          "gained `*` on `*` beyond `s3:GetObject`: 40 actions of today, 7 of them permissions management [more, 7 Permissions management, 17 Write, 3 Tagging, 7 Read, 6 List, escalation iam:PassRole, escalation iam:SetDefaultPolicyVersion, escalation iam:AttachRolePolicy, escalation iam:PutRolePolicy, escalation iam:CreateAccessKey] [0]>[0]",
        ],
      },
      { name: "everything, spelt twice", canonical: [allow("*")], live: [allow("*:*")], expected: [] },
      {
        name: "what NotAction no longer leaves out",
        canonical: [{ Effect: "Allow", NotAction: ["iam:*", "organizations:*"], Resource: "*" }],
        live: [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }],
        expected: [
          "gained `organizations:*` on `*`: today `organizations:DetachPolicy` and `organizations:ListAccounts` [more, 1 Permissions management, 1 List, escalation organizations:DetachPolicy] [0]>[0]",
        ],
      },
      {
        name: "NotAction in another order",
        canonical: [{ Effect: "Allow", NotAction: ["iam:*", "organizations:*"], Resource: "*" }],
        live: [{ Effect: "Allow", NotAction: ["organizations:*", "IAM:*"], Resource: "*" }],
        expected: [],
      },
      {
        name: "NotAction lists that cross",
        canonical: [{ Effect: "Allow", NotAction: ["iam:*", "organizations:*"], Resource: "*" }],
        live: [{ Effect: "Allow", NotAction: "iam:*Role", Resource: "*" }],
        expected: [
          "gained everything but `iam:*Role` on `*` beyond everything but `iam:*` and `organizations:*`: 8 actions of today, 4 of them permissions management [more, 4 Permissions management, 2 Write, 2 List, escalation iam:SetDefaultPolicyVersion, escalation iam:AttachRolePolicy, escalation iam:PutRolePolicy, escalation iam:CreateAccessKey, escalation organizations:DetachPolicy] [0]>[0]",
        ],
      },
      {
        name: "NotAction in place of Action",
        canonical: [allow("sqs:*")],
        live: [{ Effect: "Allow", NotAction: ["iam:*", "organizations:*"], Resource: "*" }],
        expected: [
          "gained everything but `iam:*` and `organizations:*` on `*` beyond `sqs:*`: 27 actions of today, 3 of them permissions management [more, 3 Permissions management, 12 Write, 3 Tagging, 5 Read, 4 List, escalation sts:AssumeRole, escalation lambda:UpdateFunctionCode] [0]>[0]",
        ],
      },
    ],
  },
  resources: {
    cases: [
      {
        name: "a resource more",
        canonical: [allow("s3:GetObject", OBJECTS)],
        live: [allow("s3:GetObject", [OBJECTS, "arn:aws:s3:::c/*"])],
        expected: ["gained `s3:GetObject` on `arn:aws:s3:::c/*` [more, 1 Read] [0]>[0]"],
      },
      {
        name: "the same resources in another order",
        canonical: [allow("s3:GetObject", [OBJECTS, "arn:aws:s3:::c/*"])],
        live: [allow("s3:GetObject", ["arn:aws:s3:::c/*", OBJECTS])],
        expected: [],
      },
      {
        name: "a resource in place of another",
        canonical: [allow("s3:GetObject", OBJECTS)],
        live: [allow("s3:GetObject", "arn:aws:s3:::c/*")],
        expected: [
          "gained `s3:GetObject` on `arn:aws:s3:::c/*` [more, 1 Read] [0]>[0]",
          "lost `s3:GetObject` on `arn:aws:s3:::b/*` [less, 1 Read] [0]>[0]",
        ],
      },
      {
        name: "every resource in place of one",
        canonical: [allow(["s3:GetObject", "s3:PutObject"], OBJECTS)],
        live: [allow(["s3:GetObject", "s3:PutObject"])],
        expected: [
          "gained `s3:PutObject` and `s3:GetObject` on `*` beyond `arn:aws:s3:::b/*` [more, 1 Write, 1 Read] [0]>[0]",
        ],
      },
      {
        name: "a resource beside one that covers it",
        canonical: [allow("s3:GetObject", "arn:aws:s3:::*")],
        live: [allow("s3:GetObject", ["arn:aws:s3:::*", OBJECTS])],
        expected: [],
      },
      {
        name: "a resource for one of two actions",
        canonical: [allow(["s3:GetObject", "s3:PutObject"], OBJECTS)],
        live: [allow(["s3:GetObject", "s3:PutObject"], OBJECTS), allow("s3:GetObject", "arn:aws:s3:::c/*")],
        expected: ["gained `s3:GetObject` on `arn:aws:s3:::c/*` [more, 1 Read] [0]>[1]"],
      },
      {
        name: "two statements put into one",
        canonical: [allow("s3:GetObject", OBJECTS), allow("s3:PutObject", OBJECTS)],
        live: [allow(["s3:GetObject", "s3:PutObject"], OBJECTS)],
        expected: [],
      },
      {
        name: "two statements put into one that says more than both",
        canonical: [allow("s3:GetObject", OBJECTS), allow("s3:PutObject", "arn:aws:s3:::c/*")],
        live: [allow(["s3:GetObject", "s3:PutObject"], [OBJECTS, "arn:aws:s3:::c/*"])],
        expected: [
          "gained `s3:PutObject` on `arn:aws:s3:::b/*` [more, 1 Write] [1]>[0]",
          "gained `s3:GetObject` on `arn:aws:s3:::c/*` [more, 1 Read] [0]>[0]",
        ],
      },
      {
        name: "NotResource",
        canonical: [allow("s3:GetObject", OBJECTS)],
        live: [{ Effect: "Allow", Action: "s3:GetObject", NotResource: "arn:aws:s3:::secret/*" }],
        expected: [
          "gained `s3:GetObject` on everything but `arn:aws:s3:::secret/*` beyond `arn:aws:s3:::b/*` [more, 1 Read] [0]>[0]",
        ],
      },
      {
        name: "NotResource that leaves out less",
        canonical: [
          { Effect: "Allow", Action: "s3:GetObject", NotResource: ["arn:aws:s3:::secret/*", "arn:aws:s3:::c/*"] },
        ],
        live: [{ Effect: "Allow", Action: "s3:GetObject", NotResource: ["arn:aws:s3:::secret/*"] }],
        expected: ["gained `s3:GetObject` on `arn:aws:s3:::c/*` [more, 1 Read] [0]>[0]"],
      },
      {
        name: "a policy variable",
        canonical: [allow("s3:GetObject", `arn:aws:s3:::b/\${aws:username}/*`)],
        live: [allow("s3:GetObject", OBJECTS)],
        expected: [
          "gained `s3:GetObject` on `arn:aws:s3:::b/*` beyond `arn:aws:s3:::b/$" +
            "{aws:username}/*` [more, 1 Read] [0]>[0]",
        ],
      },
    ],
  },
  moves: {
    cases: [
      {
        name: "a statement moved to another place",
        canonical: [allow("s3:GetObject"), allow("sqs:*")],
        live: [allow("sqs:*"), allow("s3:GetObject")],
        expected: [],
      },
      {
        name: "a statement moved and widened",
        canonical: [allow("s3:GetObject"), allow("sqs:SendMessage")],
        live: [allow(["sqs:SendMessage", "sqs:ReceiveMessage"]), allow("s3:GetObject")],
        expected: ["gained `sqs:ReceiveMessage` on `*` [more, 1 Read] ->[0]"],
      },
      {
        name: "an action moved to another statement",
        canonical: [allow(["s3:GetObject", "s3:PutObject"]), allow("sqs:*")],
        live: [allow("s3:PutObject"), allow(["sqs:*", "s3:GetObject"])],
        expected: [],
      },
      {
        name: "an action lost on the way",
        canonical: [allow(["s3:GetObject", "s3:PutObject"]), allow("sqs:*")],
        live: [allow("s3:PutObject"), allow("sqs:*")],
        expected: ["lost `s3:GetObject` on `*` [less, 1 Read] [0]>-"],
      },
      {
        name: "a statement split by its actions",
        canonical: [allow(["s3:GetObject", "s3:PutObject"], OBJECTS)],
        live: [allow("s3:GetObject", OBJECTS), allow("s3:PutObject", OBJECTS)],
        expected: [],
      },
      {
        name: "a statement split by the values of its condition",
        canonical: [allow("s3:GetObject", "*", { StringEquals: { "aws:PrincipalTag/team": ["a", "b"] } })],
        live: [
          allow("s3:GetObject", "*", { StringEquals: { "aws:PrincipalTag/team": "a" } }),
          allow("s3:GetObject", "*", { StringEquals: { "aws:PrincipalTag/team": "b" } }),
        ],
        expected: [],
      },
      {
        name: "the same split, with one value more",
        canonical: [allow("s3:GetObject", "*", { StringEquals: { "aws:PrincipalTag/team": ["a", "b"] } })],
        live: [
          allow("s3:GetObject", "*", { StringEquals: { "aws:PrincipalTag/team": "a" } }),
          allow("s3:GetObject", "*", { StringEquals: { "aws:PrincipalTag/team": ["b", "c"] } }),
        ],
        expected: [
          "gained `c` in the condition `aws:PrincipalTag/team` (`s3:GetObject` on `*`) [more, 1 Read] [0]>[1]",
        ],
      },
      {
        name: "a Sid",
        canonical: [{ ...allow("s3:GetObject"), Sid: "A" }],
        live: [{ ...allow("s3:GetObject"), Sid: "B" }],
        expected: [],
      },
      {
        name: "a statement written twice",
        canonical: [allow("s3:GetObject")],
        live: [allow("s3:GetObject"), allow("s3:GetObject")],
        expected: [],
      },
      {
        name: "an allow that the same policy denies",
        canonical: [deny("s3:*")],
        live: [deny("s3:*"), allow("s3:GetObject")],
        expected: [],
      },
      {
        name: "an allow of which the same policy denies a part",
        canonical: [deny("s3:GetObject")],
        live: [deny("s3:GetObject"), allow("s3:Get*")],
        expected: [
          "gained `s3:Get*` on `*`: today `s3:GetBucketLocation` and `s3:GetObjectTagging` [more, 2 Read] ->[1]",
        ],
      },
    ],
  },
  conditions: {
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
  },
  denials: {
    cases: [
      {
        name: "a denial lost",
        canonical: [allow("s3:*"), deny("s3:Delete*")],
        live: [allow("s3:*")],
        expected: [
          "lost the denial of `s3:Delete*` on `*`: today `s3:DeleteBucket`, `s3:DeleteBucketPolicy` and `s3:DeleteObject` [more, 1 Permissions management, 2 Write, only denies] [1]>-",
        ],
      },
      {
        name: "a denial beside one that covers it",
        canonical: [deny("s3:*")],
        live: [deny("s3:*"), deny("s3:DeleteBucket")],
        expected: [],
      },
      {
        name: "a denial gained",
        canonical: [allow("s3:GetObject")],
        live: [allow("s3:GetObject"), deny("*")],
        expected: [
          "gained the denial of `*` on `*`: 41 actions of today, 7 of them permissions management [less, 7 Permissions management, 17 Write, 3 Tagging, 8 Read, 6 List, only denies] ->[1]",
        ],
      },
      {
        name: "the denial of revoked sessions",
        canonical: [allow("s3:GetObject")],
        live: [
          allow("s3:GetObject"),
          deny("*", "*", { DateLessThan: { "aws:TokenIssueTime": "2026-01-01T00:00:00Z" } }),
        ],
        expected: [
          "gained the denial of `*` on `*` under a condition on `aws:TokenIssueTime`: 41 actions of today, 7 of them permissions management [less, 7 Permissions management, 17 Write, 3 Tagging, 8 Read, 6 List, only denies] ->[1]",
        ],
      },
      {
        name: "a condition lost by a denial",
        canonical: [deny("s3:*", "*", { Bool: { "aws:SecureTransport": "false" } })],
        live: [deny("s3:*")],
        expected: [
          "lost the condition `aws:SecureTransport` of the denial [less, 2 Permissions management, 3 Write, 1 Tagging, 3 Read, 2 List, only denies] [0]>[0]",
        ],
      },
      {
        name: "a condition gained by a denial",
        canonical: [deny("s3:DeleteObject"), allow("s3:*")],
        live: [deny("s3:DeleteObject", "*", { StringNotEquals: { "aws:PrincipalTag/team": "a" } }), allow("s3:*")],
        expected: [
          "gained the condition `aws:PrincipalTag/team` of the denial (`s3:DeleteObject` on `*`) [more, 1 Write, only denies] [0]>[0]",
        ],
      },
      {
        name: "a denial in place of an allow",
        canonical: [allow("s3:DeleteObject")],
        live: [deny("s3:DeleteObject")],
        expected: [
          "gained the denial of `s3:DeleteObject` on `*` [less, 1 Write, only denies] ->[0]",
          "lost `s3:DeleteObject` on `*` [less, 1 Write] [0]>-",
        ],
      },
      {
        name: "a denial of fewer resources",
        canonical: [deny("s3:DeleteObject")],
        live: [deny("s3:DeleteObject", OBJECTS)],
        expected: [
          "lost the denial of `s3:DeleteObject` on `*` beyond `arn:aws:s3:::b/*` [more, 1 Write, only denies] [0]>[0]",
        ],
      },
    ],
  },
  "privilege escalation": {
    cases: [
      {
        name: "iam:PassRole gained",
        canonical: [allow("ec2:RunInstances")],
        live: [allow(["ec2:RunInstances", "iam:PassRole"])],
        expected: ["gained `iam:PassRole` on `*` [more, 1 Write, escalation iam:PassRole] ->[0]"],
      },
      {
        name: "iam:PassRole lost",
        canonical: [allow(["ec2:RunInstances", "iam:PassRole"])],
        live: [allow("ec2:RunInstances")],
        expected: ["lost `iam:PassRole` on `*` [less, 1 Write] [0]>-"],
      },
      {
        name: "what starts instances, for who may pass a role",
        canonical: [allow("iam:PassRole")],
        live: [allow(["iam:PassRole", "ec2:RunInstances"])],
        expected: ["gained `ec2:RunInstances` on `*` [more, 1 Write, escalation ec2:RunInstances] ->[0]"],
      },
      {
        name: "what starts instances, for who may not",
        canonical: [allow("ec2:StartInstances")],
        live: [allow(["ec2:StartInstances", "ec2:RunInstances"])],
        expected: ["gained `ec2:RunInstances` on `*` [more, 1 Write] ->[0]"],
      },
      {
        name: "a version of a policy set as default",
        canonical: [],
        live: [allow("iam:SetDefaultPolicyVersion")],
        expected: [
          "gained `iam:SetDefaultPolicyVersion` on `*` [more, 1 Permissions management, escalation iam:SetDefaultPolicyVersion] ->[0]",
        ],
      },
      {
        name: "sts:AssumeRole on any role",
        canonical: [],
        live: [allow("sts:AssumeRole")],
        expected: ["gained `sts:AssumeRole` on `*` [more, 1 Write, escalation sts:AssumeRole] ->[0]"],
      },
      {
        name: "sts:AssumeRole on one role",
        canonical: [],
        live: [allow("sts:AssumeRole", "arn:aws:iam::123456789012:role/x")],
        expected: ["gained `sts:AssumeRole` on `arn:aws:iam::123456789012:role/x` [more, 1 Write] ->[0]"],
      },
      {
        name: "the gravest first",
        canonical: [],
        live: [
          allow("sqs:SendMessage"),
          allow("s3:GetObject"),
          allow("s3:PutBucketPolicy"),
          allow("iam:CreateAccessKey"),
          allow("foo:Bar"),
        ],
        expected: [
          "gained `iam:CreateAccessKey` on `*` [more, 1 Write, escalation iam:CreateAccessKey] ->[3]",
          "gained `s3:PutBucketPolicy` on `*` [more, 1 Permissions management] ->[2]",
          "gained `sqs:SendMessage` on `*` [more, 1 Write] ->[0]",
          "gained `s3:GetObject` on `*` [more, 1 Read] ->[1]",
          "gained `foo:Bar` on `*` (no such action today) [more, no-such-action] ->[4]",
        ],
      },
      {
        name: "the gravest named first",
        canonical: [],
        live: [
          allow([
            "ec2:DescribeInstances",
            "ec2:DescribeRegions",
            "ec2:GetConsoleOutput",
            "ec2:StartInstances",
            "ec2:TerminateInstances",
            "iam:PassRole",
          ]),
        ],
        expected: [
          "gained `iam:PassRole`, `ec2:StartInstances`, `ec2:TerminateInstances`, `ec2:DescribeInstances`, `ec2:DescribeRegions` and 1 more on `*`: 6 actions of today, 3 of them writing [more, 3 Write, 1 Read, 2 List, escalation iam:PassRole] ->[0]",
        ],
      },
      {
        name: "all of iam",
        canonical: [],
        live: [allow("iam:*")],
        expected: [
          "gained `iam:*` on `*`: 9 actions of today, 3 of them permissions management [more, 3 Permissions management, 4 Write, 1 Read, 1 List, escalation iam:PassRole, escalation iam:SetDefaultPolicyVersion, escalation iam:AttachRolePolicy, escalation iam:PutRolePolicy, escalation iam:CreateAccessKey] ->[0]",
        ],
      },
      {
        name: "a denial lost that kept one from escalating",
        canonical: [allow("*"), deny("iam:PutRolePolicy")],
        live: [allow("*")],
        expected: [
          "lost the denial of `iam:PutRolePolicy` on `*` [more, 1 Permissions management, escalation iam:PutRolePolicy, only denies] [1]>-",
        ],
      },
    ],
  },
  "what changes nothing today": {
    cases: [
      {
        name: "a name that does not exist",
        canonical: [allow("s3:GetObject")],
        live: [allow(["s3:GetObject", "s3:FrobnicateObject"])],
        expected: ["gained `s3:FrobnicateObject` on `*` (no such action today) [more, no-such-action] ->[0]"],
      },
      {
        name: "a service that does not exist",
        canonical: [],
        live: [allow(["foo:*", "bar:Do"])],
        expected: ["gained `bar:Do` and `foo:*` on `*` (no such actions today) [more, no-such-action] ->[0]"],
      },
      {
        name: "a wildcard beyond every action of today",
        canonical: [allow(["sqs:GetQueueUrl", "sqs:ReceiveMessage", "sqs:SendMessage"])],
        live: [allow("sqs:*")],
        expected: [
          "gained `sqs:*` on `*` beyond `sqs:GetQueueUrl`, `sqs:ReceiveMessage` and `sqs:SendMessage` (no further action today) [more, no-such-action] [0]>[0]",
        ],
      },
      {
        name: "a wildcard beyond all but one",
        canonical: [allow(["sqs:GetQueueUrl", "sqs:ReceiveMessage"])],
        live: [allow("sqs:*")],
        expected: [
          "gained `sqs:*` on `*` beyond `sqs:GetQueueUrl` and `sqs:ReceiveMessage`: today `sqs:SendMessage` [more, 1 Write] [0]>[0]",
        ],
      },
      {
        name: "an action of buckets on objects",
        canonical: [allow("s3:GetObject", OBJECTS)],
        live: [allow(["s3:GetObject", "s3:ListBucket"], OBJECTS)],
        expected: [
          "gained `s3:ListBucket` on `arn:aws:s3:::b/*` (an action that cannot take that kind of resource) [more, not-that-resource] ->[0]",
        ],
      },
      {
        name: "an action of buckets on a bucket",
        canonical: [allow("s3:GetObject", OBJECTS)],
        live: [allow("s3:GetObject", OBJECTS), allow("s3:ListBucket", BUCKET)],
        expected: ["gained `s3:ListBucket` on `arn:aws:s3:::b` [more, 1 List] ->[1]"],
      },
      {
        name: "an action that takes no resource, on another service's",
        canonical: [],
        live: [allow("s3:ListAllMyBuckets", "arn:aws:sqs:us-east-1:123456789012:q")],
        expected: [
          "gained `s3:ListAllMyBuckets` on `arn:aws:sqs:us-east-1:123456789012:q` (an action that cannot take that kind of resource) [more, not-that-resource] ->[0]",
        ],
      },
      {
        name: "an action that takes no resource, on its service's, which some services ask for all the same",
        canonical: [],
        live: [allow("s3:ListAllMyBuckets", BUCKET)],
        expected: ["gained `s3:ListAllMyBuckets` on `arn:aws:s3:::b` [more, 1 List] ->[0]"],
      },
      {
        name: "an action that takes no resource, on all",
        canonical: [],
        live: [allow("s3:ListAllMyBuckets")],
        expected: ["gained `s3:ListAllMyBuckets` on `*` [more, 1 List] ->[0]"],
      },
      {
        name: "only what goes with the resource counts",
        canonical: [],
        live: [allow("s3:*", OBJECTS)],
        expected: [
          "gained `s3:*` on `arn:aws:s3:::b/*`: 5 actions of today, 3 of them writing [more, 2 Write, 1 Tagging, 2 Read] ->[0]",
        ],
      },
      {
        name: "an account that is not the ARN's",
        canonical: [],
        live: [
          allow("s3:GetObject", "*", {
            StringEquals: { "aws:PrincipalAccount": "111111111111" },
            ArnLike: { "aws:PrincipalArn": "arn:aws:iam::222222222222:role/*" },
          }),
        ],
        expected: [
          "gained `s3:GetObject` on `*` under conditions on `aws:PrincipalArn` and `aws:PrincipalAccount` (which can never be met) [more, 1 Read, contradictory-context] ->[0]",
        ],
      },
      {
        name: "an account that is the ARN's",
        canonical: [],
        live: [
          allow("s3:GetObject", "*", {
            StringEquals: { "aws:PrincipalAccount": "111111111111" },
            ArnLike: { "aws:PrincipalArn": "arn:aws:iam::111111111111:role/*" },
          }),
        ],
        expected: [
          "gained `s3:GetObject` on `*` under conditions on `aws:PrincipalArn` and `aws:PrincipalAccount` [more, 1 Read] ->[0]",
        ],
      },
      {
        name: "a resource's account that is not the ARN's",
        canonical: [],
        live: [
          allow("sqs:SendMessage", "arn:aws:sqs:us-east-1:111111111111:q", {
            StringEquals: { "aws:ResourceAccount": "222222222222" },
          }),
        ],
        expected: [
          "gained `sqs:SendMessage` on `arn:aws:sqs:us-east-1:111111111111:q` under a condition on `aws:ResourceAccount` (which can never be met) [more, 1 Write, contradictory-context] ->[0]",
        ],
      },
      {
        name: "the age of an MFA that was not used",
        canonical: [],
        live: [
          allow("s3:GetObject", "*", {
            Bool: { "aws:MultiFactorAuthPresent": "false" },
            NumericLessThan: { "aws:MultiFactorAuthAge": "300" },
          }),
        ],
        expected: [
          "gained `s3:GetObject` on `*` under conditions on `aws:MultiFactorAuthPresent` and `aws:MultiFactorAuthAge` (which can never be met) [more, 1 Read, contradictory-context] ->[0]",
        ],
      },
      {
        name: "the age of an MFA that may be missing",
        canonical: [],
        live: [
          allow("s3:GetObject", "*", {
            Bool: { "aws:MultiFactorAuthPresent": "false" },
            NumericLessThanIfExists: { "aws:MultiFactorAuthAge": "300" },
          }),
        ],
        expected: [
          "gained `s3:GetObject` on `*` under conditions on `aws:MultiFactorAuthPresent` and `aws:MultiFactorAuthAge` [more, 1 Read] ->[0]",
        ],
      },
    ],
  },
  trust: {
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
        live: [
          trust({ Service: "ec2.amazonaws.com" }),
          trust({ AWS: "*" }, { StringEquals: { "sts:ExternalId": "x" } }),
        ],
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
  },
};

for (const [topic, { kind, cases }] of Object.entries(TOPICS)) {
  describe(`a difference explained: ${topic}`, () => {
    it.each(cases)("$name", ({ canonical, live, expected }) => {
      expect(explain(canonical, live, kind).map(line)).toEqual(expected);
    });
  });
}

describe("a difference explained: policy variables", () => {
  const policies = (canonical: string, live: string, resource: string) => ({
    canonical: [readPolicy({ Version: canonical, Statement: [allow("s3:GetObject", resource)] })],
    live: [readPolicy({ Version: live, Statement: [allow("s3:GetObject", resource)] })],
  });
  const HOME = `arn:aws:s3:::b/\${aws:username}/*`;

  it("tells variables from the plain text they are without Version 2012-10-17", () => {
    const deltas = explainDifference(policies("2012-10-17", "2008-10-17", HOME), smallTable);
    expect(deltas.map(({ effect, text }) => `${effect} ${text}`)).toEqual([
      `gained \`s3:GetObject\` on \`${HOME}\` with \`\${…}\` as plain text`,
      `lost \`s3:GetObject\` on \`${HOME}\``,
    ]);
  });

  it("has nothing to say of a Version where there are none", () => {
    expect(explainDifference(policies("2012-10-17", "2008-10-17", OBJECTS), smallTable)).toEqual([]);
  });
});
