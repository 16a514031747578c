import { allow, OBJECTS, type Topic } from "./case.ts";

/** On resources. */
export const RESOURCES: Topic = {
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
};
