import { allow, type Case, document } from "./case.ts";

const get = (...resources: readonly string[]): object => document(allow("s3:GetObject", resources));
const notOn = (...NotResource: readonly string[]): object =>
  document({ Effect: "Allow", Action: "s3:GetObject", NotResource });

export const RESOURCE_CASES: readonly Case[] = [
  {
    name: "the order of resources",
    canonical: get("arn:aws:s3:::a/*", "arn:aws:s3:::b/*"),
    live: get("arn:aws:s3:::b/*", "arn:aws:s3:::a/*", "arn:aws:s3:::b/*"),
    expected: "cosmetic",
  },
  {
    name: "the case of a resource decides",
    canonical: get("arn:aws:s3:::b/x"),
    live: get("arn:aws:s3:::b/X"),
    expected: "mixed",
  },
  {
    name: "a resource under a wildcard that covers it, across slashes",
    canonical: get("arn:aws:s3:::b/*"),
    live: get("arn:aws:s3:::b/*", "arn:aws:s3:::b/home/maria/x"),
    expected: "cosmetic",
  },
  {
    name: "a bucket is not its objects",
    canonical: get("arn:aws:s3:::b/*"),
    live: get("arn:aws:s3:::b/*", "arn:aws:s3:::b"),
    expected: "broadened",
    deltas: ["gained `s3:GetObject` on `arn:aws:s3:::b` (an action that cannot take that kind of resource)"],
  },
  {
    name: "everything beside a part of it",
    canonical: get("*"),
    live: get("arn:aws:s3:::b/*", "*"),
    expected: "cosmetic",
  },
  {
    name: "a bucket widened to everything",
    canonical: get("arn:aws:s3:::b/*"),
    live: get("*"),
    expected: "broadened",
    deltas: ["gained `s3:GetObject` on `*` beyond `arn:aws:s3:::b/*`"],
  },
  {
    name: "everything scoped to one bucket",
    canonical: get("*"),
    live: get("arn:aws:s3:::b/*"),
    expected: "narrowed",
  },
  {
    name: "a request's ARN has at least five colons",
    canonical: document(allow("waf:*", "arn:aws:waf:*")),
    live: document(allow("waf:*", "arn:aws:waf:*:*:*")),
    expected: "cosmetic",
  },
  {
    name: "and need not have six",
    canonical: document(allow("waf:*", "arn:aws:waf:*")),
    live: document(allow("waf:*", "arn:aws:waf:*:*:*:*")),
    expected: "narrowed",
  },
  {
    name: "all ARNs are all ARNs however many stars",
    canonical: get("arn:*"),
    live: get("arn:*:*:*:*:*"),
    expected: "cosmetic",
  },
  {
    name: "all ARNs are not the literal resource *",
    canonical: get("*"),
    live: get("arn:*"),
    expected: "narrowed",
  },
  {
    name: "another partition",
    canonical: get("arn:aws:s3:::b/*"),
    live: get("arn:aws-cn:s3:::b/*"),
    expected: "mixed",
  },
  {
    name: "any partition",
    canonical: get("arn:aws:s3:::b/*"),
    live: get("arn:*:s3:::b/*"),
    expected: "broadened",
  },
  {
    name: "a star inside a segment may or may not cross a colon: the same star is the same under both readings",
    canonical: get("arn:aws:s3:::b/*/x", "arn:aws:s3:::b/y"),
    live: get("arn:aws:s3:::b/y", "arn:aws:s3:::b/*/x"),
    expected: "cosmetic",
  },
  {
    name: "what only one of the two readings makes equal is not called equal",
    canonical: get("arn:aws:s3:::b/*/x"),
    live: get("arn:aws:s3:::b/*/x", "arn:aws:s3:::b/a:b/x"),
    expected: "unknown",
  },
  {
    name: "NotResource with its list shuffled",
    canonical: notOn("arn:aws:s3:::a/*", "arn:aws:s3:::b/*"),
    live: notOn("arn:aws:s3:::b/*", "arn:aws:s3:::b/x", "arn:aws:s3:::a/*"),
    expected: "cosmetic",
  },
  {
    name: "NotResource that leaves out less",
    canonical: notOn("arn:aws:s3:::a/*", "arn:aws:s3:::b/*"),
    live: notOn("arn:aws:s3:::b/*"),
    expected: "broadened",
  },
  {
    name: "NotResource of everything does nothing",
    canonical: document(allow("s3:GetObject")),
    live: document(allow("s3:GetObject"), { Effect: "Allow", Action: "s3:*", NotResource: "*" }),
    expected: "cosmetic",
  },
  {
    name: "NotResource of nothing, whose meaning AWS does not document",
    canonical: document(allow("s3:GetObject", "arn:aws:s3:::b/*")),
    live: document(allow("s3:GetObject", "arn:aws:s3:::b/*"), {
      Effect: "Allow",
      Action: "s3:GetObject",
      NotResource: [],
    }),
    expected: "unknown",
  },
  {
    name: "an empty Resource list does nothing",
    canonical: get("arn:aws:s3:::b/*"),
    live: document(allow("s3:GetObject", "arn:aws:s3:::b/*"), allow("iam:*", [])),
    expected: "cosmetic",
  },
];
