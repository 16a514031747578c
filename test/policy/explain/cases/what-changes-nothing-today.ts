import { allow, BUCKET, OBJECTS, type Topic } from "./case.ts";

/** On what changes nothing today. */
export const WHAT_CHANGES_NOTHING_TODAY: Topic = {
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
};
