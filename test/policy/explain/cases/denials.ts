import { allow, deny, OBJECTS, type Topic } from "./case.ts";

/** On denials. */
export const DENIALS: Topic = {
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
      live: [allow("s3:GetObject"), deny("*", "*", { DateLessThan: { "aws:TokenIssueTime": "2026-01-01T00:00:00Z" } })],
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
};
