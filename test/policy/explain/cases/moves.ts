import { allow, deny, OBJECTS, type Topic } from "./case.ts";

/** On moves. */
export const MOVES: Topic = {
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
      expected: ["gained `c` in the condition `aws:PrincipalTag/team` (`s3:GetObject` on `*`) [more, 1 Read] [0]>[1]"],
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
};
