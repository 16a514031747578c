import { allow, OBJECTS, type Topic } from "./case.ts";

/** On actions. */
export const ACTIONS: Topic = {
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
};
