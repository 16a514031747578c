import { describe, expect, it } from "vitest";
import { canonicalise } from "../../shared/policy/canonicalise.ts";
import { evaluate } from "../../shared/policy/evaluate.ts";
import { allow, deny, document, trust } from "./cases/case.ts";
import { readPolicy } from "./read-policy.ts";
import { referenceDecision } from "./reference-evaluator.ts";

type Context = Readonly<Record<string, string | readonly string[]>>;
type Answer = "allow" | "deny" | "none" | "undecidable";

const ask = (policy: object, request: Parameters<typeof evaluate>[1]): Answer => {
  const evaluation = evaluate(canonicalise([readPolicy(policy)]), request);
  return evaluation.status === "decided" ? evaluation.decision : "undecidable";
};

/** One operator on the key `k` with its values; a context for `k` (left out: missing), and whether the test is met. */
const CONDITIONS: readonly (readonly [
  string,
  unknown,
  string | readonly string[] | undefined,
  boolean | "undecidable",
])[] = [
  ["StringEquals", ["a", "b"], "b", true],
  ["StringEquals", ["a", "b"], "c", false],
  ["StringEquals", "a*", "ab", false],
  ["StringEquals", "a", undefined, false],
  ["StringEqualsIfExists", "a", undefined, true],
  ["StringEqualsIfExists", "a", "b", false],
  ["StringNotEquals", ["a", "b"], "c", true],
  ["StringNotEquals", ["a", "b"], "b", false],
  ["StringNotEquals", "a", undefined, true],
  ["StringEqualsIgnoreCase", "Red", "rED", true],
  ["StringEqualsIgnoreCase", "É", "é", "undecidable"],
  ["StringNotEqualsIgnoreCase", "Red", "blue", true],
  ["StringLike", "a*z", "a/b:z", true],
  ["StringLike", "a?z", "az", false],
  ["StringNotLike", "a*", "b", true],
  ["StringEquals", "a", ["a"], "undecidable"],
  ["NumericEquals", "5", "5.0", true],
  ["NumericNotEquals", 5, "6", true],
  ["NumericLessThan", "10", "9", true],
  ["NumericLessThan", "10", "10", false],
  ["NumericLessThanEquals", "10", "10", true],
  ["NumericGreaterThan", "-1", "0", true],
  ["NumericGreaterThanEquals", ["7", "3"], "3", true],
  ["NumericEquals", "ten", "10", "undecidable"],
  ["DateEquals", "2030-01-01T00:00:00Z", "2030-01-01T01:00:00+01:00", true],
  ["DateEquals", "1893456000", "2030-01-01T00:00:00Z", true],
  ["DateLessThan", "2030-01-01T00:00:00Z", "2029-12-31T23:59:59Z", true],
  ["DateGreaterThan", "2030-01-01T00:00:00Z", "2030-01-01T00:00:00Z", false],
  ["DateLessThan", "2030-01-01", "2029-12-30T00:00:00Z", true],
  ["DateLessThan", "2030-01-01", "2030-01-01T00:00:00Z", "undecidable"],
  ["DateLessThan", "2030-02-30T00:00:00Z", "2029-12-30T00:00:00Z", "undecidable"],
  ["DateNotEquals", "2030-01-01T00:00:00Z", undefined, true],
  ["Bool", true, "true", true],
  ["Bool", "false", "true", false],
  ["Bool", "True", "true", "undecidable"],
  ["BoolIfExists", "true", undefined, true],
  ["BinaryEquals", "QmluYXJ5", "QmluYXJ5", true],
  ["BinaryEquals", "QmluYXJ5", "AA==", false],
  ["BinaryEquals", "QQ==", "QR==", "undecidable"],
  ["StringEquals", "a", "", false],
  ["StringLike", "*", "", "undecidable"],
  ["StringNotEquals", "a", "", true],
  ["StringEqualsIfExists", "a", "", "undecidable"],
  ["Null", "true", "", "undecidable"],
  ["ForAllValues:StringEquals", "a", [""], "undecidable"],
  ["ForAllValues:StringEquals", "a", ["a", ""], "undecidable"],
  ["ForAllValues:StringEquals", "a", ["b", ""], false],
  ["ForAnyValue:StringEquals", "a", ["a", ""], true],
  ["IpAddress", "10.0.0.0/8", "10.255.255.255", true],
  ["IpAddress", "10.0.0.0/8", "11.0.0.0", false],
  ["IpAddress", "0.0.0.0/0", "203.0.113.9", true],
  ["IpAddress", "0.0.0.0/0", "2001:db8::1", false],
  ["IpAddress", "::/0", "2001:db8::1", true],
  ["IpAddress", "2001:db8::/32", "2001:DB8:0:0:0:0:0:1", true],
  ["IpAddress", "192.0.2.1", "192.0.2.1", true],
  ["IpAddress", "10.0.0.1/8", "10.0.0.1", "undecidable"],
  ["NotIpAddress", "10.0.0.0/8", "11.0.0.0", true],
  ["NotIpAddress", "10.0.0.0/8", undefined, true],
  ["ArnEquals", "arn:aws:s3:::b*", "arn:aws:s3:::bucket/x:y", true],
  ["ArnLike", "arn:aws:*:us-east-1:*:x", "arn:aws:sqs:us-east-1:123456789012:x", true],
  ["ArnLike", "arn:aws:s*:x", "arn:aws:sqs:us-east-1:123456789012:x", "undecidable"],
  ["ArnLike", "arn:aws:sqs:*:x", "arn:aws:sqs:us-east-1:123456789012:x", "undecidable"],
  ["ArnLike", "arn:aws:s*:*:*:x", "arn:aws:sqs:us-east-1:123456789012:y:x", false],
  ["ArnNotEquals", "arn:aws:s3:::b", "arn:aws:s3:::c", true],
  ["Null", "true", undefined, true],
  ["Null", "true", "a", false],
  ["Null", false, "a", true],
  ["Null", "false", [], false],
  ["ForAllValues:StringEquals", ["a", "b"], ["a", "b"], true],
  ["ForAllValues:StringEquals", ["a", "b"], ["a", "c"], false],
  ["ForAllValues:StringEquals", ["a"], undefined, true],
  ["ForAllValues:StringNotEquals", ["a"], ["b", "c"], true],
  ["ForAllValues:StringNotEquals", ["a"], ["a", "c"], false],
  ["ForAnyValue:StringEquals", ["a", "b"], ["c", "b"], true],
  ["ForAnyValue:StringEquals", ["a"], ["b"], false],
  ["ForAnyValue:StringEquals", ["a"], undefined, false],
  ["ForAnyValue:StringNotEquals", ["a"], ["a", "b"], true],
  ["ForAnyValue:StringNotEquals", ["a"], undefined, false],
  ["ForAnyValue:StringEqualsIfExists", ["a"], undefined, "undecidable"],
  ["ForAllValues:Null", "true", "a", true],
  ["ForAnyValue:Null", "true", undefined, false],
  ["StringEquals", [], "a", "undecidable"],
];

describe("evaluate, on condition operators", () => {
  it.each(CONDITIONS)("%s %j of %j: %s", (operator, values, value, met) => {
    const policy = document(allow("s3:GetObject", "*", { [operator]: { "test:K": values } }));
    const context: Context = value === undefined ? {} : { "Test:k": value };
    const request = { action: "s3:GetObject", resource: "*", context };
    const expected = met === "undecidable" ? met : met ? "allow" : "none";
    expect(ask(policy, request)).toBe(expected);
    if (expected !== "undecidable") expect(referenceDecision([JSON.stringify(policy)], request)).toBe(expected);
  });
});

const HOME = `arn:aws:s3:::b/\${aws:username}/*`;
const get = (resource: string, context: Context = {}) => ({ action: "s3:GetObject", resource, context });

const REQUESTS: readonly { name: string; policy: object; request: Parameters<typeof evaluate>[1]; expected: Answer }[] =
  [
    { name: "nothing said", policy: document(), request: get("*"), expected: "none" },
    {
      name: "a deny over an allow",
      policy: document(allow("*"), deny("s3:Get*")),
      request: get("*"),
      expected: "deny",
    },
    {
      name: "an action in another case",
      policy: document(allow("S3:GETOBJECT")),
      request: get("*"),
      expected: "allow",
    },
    { name: "a question mark", policy: document(allow("s3:Get?bject")), request: get("*"), expected: "allow" },
    {
      name: "NotAction",
      policy: document({ Effect: "Allow", NotAction: ["iam:*"], Resource: "*" }),
      request: get("*"),
      expected: "allow",
    },
    {
      name: "NotResource",
      policy: document({ Effect: "Allow", Action: "*", NotResource: ["arn:aws:s3:::b/*"] }),
      request: get("arn:aws:s3:::b/x"),
      expected: "none",
    },
    {
      name: "a star across slashes",
      policy: document(allow("*", "arn:aws:s3:::b/*")),
      request: get("arn:aws:s3:::b/x/y"),
      expected: "allow",
    },
    {
      name: "an ARN pattern and the literal *",
      policy: document(allow("*", "arn:*")),
      request: get("*"),
      expected: "none",
    },
    {
      name: "a star at the end of a segment across a colon",
      policy: document(allow("*", "arn:aws:s3:::b/*")),
      request: get("arn:aws:s3:::b/x:y"),
      expected: "allow",
    },
    {
      name: "a star inside a segment across a colon",
      policy: document(allow("*", "arn:aws:s3:::b/*y")),
      request: get("arn:aws:s3:::b/x:y"),
      expected: "undecidable",
    },
    {
      name: "what is undecidable for an allow, where a deny settles it",
      policy: document(allow("*", "arn:aws:s3:::b/*y"), deny("s3:*")),
      request: get("arn:aws:s3:::b/x:y"),
      expected: "deny",
    },
    {
      name: "what is undecidable for a deny, where an allow cannot settle it",
      policy: document(deny("*", "arn:aws:s3:::b/*y"), allow("s3:*")),
      request: get("arn:aws:s3:::b/x:y"),
      expected: "undecidable",
    },
    {
      name: "a variable",
      policy: document(allow("*", HOME)),
      request: get("arn:aws:s3:::b/maria/x", { "aws:UserName": "maria" }),
      expected: "allow",
    },
    {
      name: "a variable that is not set",
      policy: document(allow("*", HOME)),
      request: get("arn:aws:s3:::b/maria/x"),
      expected: "none",
    },
    {
      name: "a variable under Version 2008-10-17",
      policy: { Version: "2008-10-17", Statement: allow("*", HOME) },
      request: get(`arn:aws:s3:::b/\${aws:username}/x`, { "aws:username": "maria" }),
      expected: "allow",
    },
    {
      name: "a variable's default",
      policy: document(allow("*", `arn:aws:s3:::b/\${aws:username, 'nobody'}/*`)),
      request: get("arn:aws:s3:::b/nobody/x"),
      expected: "allow",
    },
    {
      name: "a variable whose value is a wildcard",
      policy: document(allow("*", HOME)),
      request: get("arn:aws:s3:::b/maria/x", { "aws:username": "*" }),
      expected: "undecidable",
    },
    {
      name: "a variable whose value is empty",
      policy: document(allow("*", HOME)),
      request: get("arn:aws:s3:::b//x", { "aws:username": "" }),
      expected: "undecidable",
    },
    {
      name: "a variable in NotResource that is not set",
      policy: document({ Effect: "Allow", Action: "*", NotResource: HOME }),
      request: get("arn:aws:s3:::b/maria/x"),
      expected: "undecidable",
    },
    {
      name: "a negated condition on a variable that is not set",
      policy: document(allow("*", "*", { StringNotEquals: { "aws:PrincipalTag/owner": `\${aws:username}` } })),
      request: get("*", { "aws:PrincipalTag/owner": "maria" }),
      expected: "allow",
    },
  ];

describe("evaluate, on requests", () => {
  it.each(REQUESTS)("$name", ({ policy, request, expected }) => {
    expect(ask(policy, request)).toBe(expected);
    if (expected !== "undecidable") expect(referenceDecision([JSON.stringify(policy)], request)).toBe(expected);
  });

  it("says why it cannot decide, and where", () => {
    const policy = readPolicy(document(allow("*", "arn:aws:s3:::b/*y")));
    expect(evaluate(canonicalise([policy]), get("arn:aws:s3:::b/x:y"))).toEqual({
      status: "undecidable",
      reason: "Statement[0]: AWS's pages differ on whether * and ? match a colon inside an ARN's segment",
    });
  });

  it("ends a match built to be slow as undecidable", () => {
    const resource = `arn:aws:s3:::${"a".repeat(20_000)}`;
    const policy = readPolicy(document(allow("*", `arn:aws:s3:::${"*a".repeat(15_000)}b`)));
    expect(evaluate(canonicalise([policy]), get(resource))).toMatchObject({ status: "undecidable" });
  });
});

const ROLE = "arn:aws:iam::123456789012:role/path/x";
const PRINCIPALS: readonly (readonly [unknown, string, Answer])[] = [
  [{ AWS: "123456789012" }, "arn:aws:iam::123456789012:user/maria", "allow"],
  [{ AWS: "123456789012" }, "arn:aws:iam::210987654321:user/maria", "none"],
  [{ AWS: "123456789012" }, "arn:aws-cn:iam::123456789012:root", "none"],
  [{ AWS: ROLE }, ROLE, "allow"],
  [{ AWS: ROLE }, "arn:aws:sts::123456789012:assumed-role/x/session", "allow"],
  [{ AWS: ROLE }, "arn:aws:sts::123456789012:assumed-role/y/session", "none"],
  [{ AWS: ROLE }, "arn:aws:iam::123456789012:root", "none"],
  [{ AWS: "*" }, "arn:aws:iam::123456789012:root", "allow"],
  [{ AWS: "*" }, "ec2.amazonaws.com", "none"],
  [{ AWS: "AROAEXAMPLEEXAMPLE123" }, ROLE, "undecidable"],
  [{ AWS: "AROAEXAMPLEEXAMPLE123" }, "arn:aws:iam::123456789012:root", "none"],
  [{ Service: "ec2.amazonaws.com" }, "ec2.amazonaws.com", "allow"],
  [{ Service: "ec2.amazonaws.com" }, "ecs.amazonaws.com", "none"],
  [{ Federated: "arn:aws:iam::123456789012:saml-provider/p" }, "arn:aws:iam::123456789012:saml-provider/p", "allow"],
  [{ AWS: "123456789012" }, "arn:aws:iam::123456789012:saml-provider/p", "none"],
  ["*", "arn:aws:iam::123456789012:root", "allow"],
  ["*", "ec2.amazonaws.com", "undecidable"],
  [{ AWS: ROLE }, "123456789012", "undecidable"],
];

describe("evaluate, on principals", () => {
  it.each(PRINCIPALS)("%j and %s: %s", (principal, asking, expected) => {
    const request = { principal: asking, action: "sts:AssumeRole", resource: "*", context: {} };
    expect(ask(trust(principal), request)).toBe(expected);
  });
});
