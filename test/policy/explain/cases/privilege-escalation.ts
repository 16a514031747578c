import { allow, deny, type Topic } from "./case.ts";

/** On privilege escalation. */
export const PRIVILEGE_ESCALATION: Topic = {
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
};
