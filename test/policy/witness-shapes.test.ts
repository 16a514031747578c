import { describe, expect, it } from "vitest";
import { decidePolicies } from "../../shared/policy/decide-policies.ts";
import { allow, document } from "./cases/case.ts";
import { readPolicy } from "./read-policy.ts";

const witnessOf = (canonical: object, live: object) => {
  const verdict = decidePolicies([readPolicy(canonical)], [readPolicy(live)], "identity");
  if (verdict.verdict !== "different") throw new Error(`No witness, but ${JSON.stringify(verdict)}`);
  return verdict.witness;
};

const RESOURCES: readonly (readonly [pattern: string, witness: string])[] = [
  ["arn:*", "arn:aws:s3:us-east-1:123456789012:example"],
  ["arn:*:s3:::x", "arn:aws:s3:::x"],
  ["arn:aws*:iam::*", "arn:aws:iam::123456789012:example"],
  ["arn:aws-*:iam::*:role/x", "arn:aws-us-gov:iam::123456789012:role/x"],
  ["arn:aws:s*:::x", "arn:aws:s3:::x"],
  ["arn:aws:waf:*", "arn:aws:waf:us-east-1:123456789012:example"],
  ["arn:aws:ec2:*:*:instance/*", "arn:aws:ec2:us-east-1:123456789012:instance/example"],
  ["arn:aws:ec2:eu-*:*:instance/*", "arn:aws:ec2:eu-west-1:123456789012:instance/example"],
  ["arn:aws:sqs:*-west-?:1*2:q", "arn:aws:sqs:us-west-2:123456789012:q"],
  ["arn:aws:iam::44445555*:role/x", "arn:aws:iam::444455559012:role/x"],
  ["arn:aws:iam::12345678901?:role/x", "arn:aws:iam::123456789012:role/x"],
  ["arn:aws:iam::444455556666:role/*", "arn:aws:iam::444455556666:role/example"],
  [`arn:aws:iam::\${aws:PrincipalAccount}:role/*`, "arn:aws:iam::123456789012:role/example"],
];

describe("a witness has the shape that documents use", () => {
  it.each(RESOURCES)("for the resource %s: %s", (pattern, resource) => {
    expect(witnessOf(document(), document(allow("iam:*", pattern)))).toMatchObject({ resource });
  });

  it("for an ARN in a condition", () => {
    const when = (...patterns: readonly string[]): object =>
      document(allow("s3:*", "*", { ArnNotLike: { "aws:SourceArn": patterns } }));
    const regions = "arn:aws:*:us-*:*:*";
    expect(witnessOf(when(regions, "arn:aws:*:*:1234*:x"), when(regions)).context).toEqual({
      "aws:SourceArn": expect.stringMatching(/^arn:aws:[a-z0-9]+:(?:[a-z]+-[a-z]+-\d)?:123456789012:x$/),
    });
  });

  it("for an address, a number and a time that the policies name", () => {
    const when = (Condition: object): object => document(allow("s3:*", "*", Condition));
    const contexts = [
      [{ IpAddress: { k: "10.0.0.0/8" } }, "10.0.0.1"],
      [{ NumericGreaterThan: { k: "5" } }, "6"],
      [{ DateGreaterThan: { k: "2030-01-01T00:00:00Z" } }, "2030-01-02T00:00:00Z"],
    ] as const;
    for (const [condition, k] of contexts) expect(witnessOf(document(), when(condition)).context).toEqual({ k });
  });
});
