import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalise, canonicaliseStatements, fingerprintPolicy } from "../../shared/policy/canonicalise.ts";
import type { Statement } from "../../shared/policy/policy.ts";
import { identityDocument, respell, trustDocument } from "./arbitrary-policies.ts";
import { readPolicy } from "./read-policy.ts";

const anyDocument = fc.oneof(identityDocument, trustDocument);
const withoutPaths = (statements: readonly Statement[]) => statements.map(({ path: _, ...rest }) => rest);

function freeze<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    Object.freeze(value);
    Object.values(value).forEach(freeze);
  }
  return value;
}

describe("canonicalise", () => {
  it("gives the normal form of everything that decides nothing", () => {
    const policy = readPolicy({
      Id: "x",
      Statement: [
        {
          Sid: "A",
          Effect: "Allow",
          Action: ["S3:Get**", "s3:GetObject", "*:*"],
          Resource: ["arn:aws:waf:*", "arn:aws:s3:::b/*", "arn:aws:s3:::b/x"],
          Condition: {
            StringLike: { "AWS:UserName": ["b", "a", "a"] },
            ArnEquals: { "aws:SourceArn": "arn:aws:s3:::b" },
            IpAddress: { "aws:SourceIp": "2001:DB8::/32" },
            NumericEquals: { n: ["007", 7] },
            StringNotLikeIfExists: { k: "x*" },
          },
        },
        { Effect: "Allow", Action: [], Resource: "*" },
      ],
    });
    expect(canonicalise([policy])).toEqual([
      {
        effect: "Allow",
        actions: { not: false, patterns: ["*"] },
        resources: { not: false, patterns: ["arn:aws:s3:::b/*", "arn:aws:waf:*:*:*"] },
        conditions: [
          { operator: "ArnLike", key: "aws:sourcearn", values: ["arn:aws:s3:::b"] },
          { operator: "IpAddress", key: "aws:sourceip", values: ["2001:db8:0:0:0:0:0:0/32"] },
          { operator: "NumericEquals", key: "n", values: ["7"] },
          { operator: "StringEquals", key: "aws:username", values: ["a", "b"] },
          { operator: "StringNotLike", key: "k", values: ["x*"] },
        ],
        variables: false,
        path: "Statement[0]",
      },
    ]);
  });

  it("gives an account without an ARN the partition that other principals name", () => {
    const principal = (AWS: readonly string[]) =>
      canonicalise([
        readPolicy({ Statement: { Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS } } }, "trust"),
      ])
        .flatMap(({ principals }) => principals?.principals ?? [])
        .map(({ value }) => value);
    expect(principal(["123456789012"])).toEqual(["arn:aws:iam::123456789012:root"]);
    expect(principal(["123456789012", "arn:aws-cn:iam::210987654321:root"])).toEqual([
      "arn:aws-cn:iam::123456789012:root",
      "arn:aws-cn:iam::210987654321:root",
    ]);
  });

  it("is idempotent", () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const canonical = canonicalise([readPolicy(document)]);
        expect(canonicaliseStatements(canonical, "aws")).toEqual(canonical);
      }),
      { numRuns: 500 },
    );
  });

  it("is blind to the order of statements, elements and entries", () => {
    const reversed = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(reversed).reverse();
      if (typeof value !== "object" || value === null) return value;
      const entries = Object.entries(value).map(([key, each]) => [key, reversed(each)]);
      return Object.fromEntries(entries.reverse());
    };
    fc.assert(
      fc.property(anyDocument, anyDocument, (one, other) => {
        const [forth, back] = [
          [one, other],
          [reversed(other), reversed(one)],
        ].map((documents) => withoutPaths(canonicalise(documents.map((document) => readPolicy(document)))));
        expect(back).toEqual(forth);
      }),
      { numRuns: 500 },
    );
  });

  it("changes nothing in what it is given", () => {
    fc.assert(
      fc.property(anyDocument, (document) => {
        const policy = readPolicy(document);
        const before = structuredClone(policy);
        canonicalise([freeze(policy)]);
        expect(policy).toEqual(before);
      }),
    );
  });
});

describe("fingerprintPolicy", () => {
  it("is 64 hexadecimal digits, the same for ever", () => {
    const policy = readPolicy({ Statement: { Effect: "Allow", Action: "s3:*", Resource: "*" } });
    expect(fingerprintPolicy([policy])).toBe("6a37a7b1129e6f1ec21cec2676afe0376dd39dfa71e58ce38b9f6845647b8003");
  });

  it("survives a change of layout, Sids, case and order, and no change of a name", () => {
    fc.assert(
      fc.property(identityDocument, (document) => {
        const text = JSON.stringify(document, undefined, 2);
        const renamed = text.replaceAll("s3:", "s4:").replaceAll("S3:", "s4:");
        expect(fingerprintPolicy([readPolicy(text)])).toBe(fingerprintPolicy([readPolicy(document)]));
        const same = fingerprintPolicy([readPolicy(renamed)]) === fingerprintPolicy([readPolicy(document)]);
        if (same) expect(canonicalise([readPolicy(renamed)])).toEqual(canonicalise([readPolicy(document)]));
      }),
    );
  });

  it("is the same for statements in another order", () => {
    const one = { Effect: "Allow", Action: "s3:*", Resource: "*" };
    const two = { Effect: "Deny", Action: "iam:*", Resource: "*" };
    const prints = [
      [one, two],
      [two, one, one],
    ].map((Statement) => fingerprintPolicy([readPolicy({ Statement })]));
    expect(new Set(prints).size).toBe(1);
    expect(fingerprintPolicy([readPolicy(respell({ Statement: [one] }, 1)), readPolicy({ Statement: [two] })])).toBe(
      prints[0],
    );
  });
});
