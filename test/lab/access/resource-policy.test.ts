import { describe, expect, it } from "vitest";
import { admits, decide, type Principal, requireEvaluable } from "./resource-policy.ts";

const events: Principal = { service: "events.amazonaws.com" };
const session: Principal = {
  account: "000000000000",
  arn: "arn:aws:sts::000000000000:assumed-role/r/s",
  principalArn: "arn:aws:iam::000000000000:role/r",
};
const allow = { Effect: "Allow", Principal: "*", Action: "sqs:SendMessage", Resource: "arn:q" };
const when = (Condition: object) => ({ ...allow, Condition });
const source = { "aws:sourcearn": "arn:aws:events:us-east-1:000000000000:rule/one" };

const cases: readonly {
  readonly name: string;
  readonly statements: readonly object[];
  readonly principal?: Principal;
  readonly expected: "allow" | "deny" | "none";
}[] = [
  { name: "a statement that applies", statements: [allow], expected: "allow" },
  { name: "a deny beside an allow", statements: [allow, { ...allow, Effect: "Deny" }], expected: "deny" },
  { name: "another action", statements: [{ ...allow, Action: "sqs:ReceiveMessage" }], expected: "none" },
  { name: "an action by wildcard, in any case", statements: [{ ...allow, Action: ["SQS:send*"] }], expected: "allow" },
  { name: "another resource", statements: [{ ...allow, Resource: "arn:Q" }], expected: "none" },
  { name: "a resource by wildcard", statements: [{ ...allow, Resource: "arn:?" }], expected: "allow" },
  {
    name: "the service itself",
    statements: [{ ...allow, Principal: { Service: "events.amazonaws.com" } }],
    expected: "allow",
  },
  {
    name: "another service",
    statements: [{ ...allow, Principal: { Service: ["sns.amazonaws.com"] } }],
    expected: "none",
  },
  {
    name: "an account, asked by a service",
    statements: [{ ...allow, Principal: { AWS: "000000000000" } }],
    expected: "none",
  },
  {
    name: "an account, asked by its session",
    statements: [{ ...allow, Principal: { AWS: "000000000000" } }],
    principal: session,
    expected: "allow",
  },
  {
    name: "an account's root",
    statements: [{ ...allow, Principal: { AWS: "arn:aws:iam::000000000000:root" } }],
    principal: session,
    expected: "allow",
  },
  {
    name: "the role",
    statements: [{ ...allow, Principal: { AWS: "arn:aws:iam::000000000000:role/r" } }],
    principal: session,
    expected: "allow",
  },
  {
    name: "another role",
    statements: [{ ...allow, Principal: { AWS: "arn:aws:iam::000000000000:role/x" } }],
    principal: session,
    expected: "none",
  },
  {
    name: "the rule by its ARN",
    statements: [when({ ArnEquals: { "AWS:SourceArn": source["aws:sourcearn"] } })],
    expected: "allow",
  },
  {
    name: "another rule's ARN",
    statements: [when({ ArnEquals: { "aws:SourceArn": "arn:aws:events:us-east-1:000000000000:rule/two" } })],
    expected: "none",
  },
  {
    name: "rules by wildcard",
    statements: [when({ ArnLike: { "aws:SourceArn": ["x", "arn:aws:events:*:*:rule/*"] } })],
    expected: "allow",
  },
  {
    name: "a wildcard that would have to reach over an ARN's colon",
    statements: [when({ ArnLike: { "aws:SourceArn": "arn:aws:events:*" } })],
    expected: "none",
  },
  {
    name: "it, under a negated operator",
    statements: [when({ ArnNotEquals: { "aws:SourceArn": "arn:aws:events:*" } })],
    expected: "allow",
  },
  {
    name: "StringEquals with a wildcard",
    statements: [when({ StringEquals: { "aws:SourceArn": "arn:*" } })],
    expected: "none",
  },
  { name: "a key that is missing", statements: [when({ StringEquals: { "aws:SourceVpc": "v" } })], expected: "none" },
  {
    name: "a missing key under a negated operator",
    statements: [when({ StringNotEquals: { "aws:SourceVpc": "v" } })],
    expected: "allow",
  },
  {
    name: "several values under a negated operator",
    statements: [when({ ArnNotLike: { "aws:SourceArn": ["x", "arn:aws:events:*:*:rule/*"] } })],
    expected: "none",
  },
  {
    name: "the principal's ARN",
    statements: [when({ StringNotLike: { "aws:PrincipalArn": "*:role/r" } })],
    principal: session,
    expected: "none",
  },
  {
    name: "whether a service asks",
    statements: [when({ Bool: { "aws:PrincipalIsAWSService": "true" } })],
    expected: "allow",
  },
  {
    name: "whether a service asks, in another case",
    statements: [when({ Bool: { "aws:PrincipalIsAWSService": "True" } })],
    expected: "allow",
  },
];

describe("decide", () => {
  it.each(cases)("$name: $expected", ({ statements, principal = events, expected }) => {
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: statements });
    expect(decide(policy, { principal, action: "sqs:SendMessage", resource: "arn:q", context: source })).toBe(expected);
  });

  it("decides nothing without a policy", () => {
    const request = { principal: events, action: "sqs:SendMessage", resource: "arn:q", context: {} };
    expect([decide(undefined, request), decide("", request)]).toEqual(["none", "none"]);
  });
});

describe("admits", () => {
  const role = "arn:aws:iam::000000000000:role/r";
  it.each([
    ["everybody", "*", true],
    ["everybody, as a list", { AWS: ["*"] }, true],
    ["the role", { AWS: role }, true],
    ["the session", { AWS: "arn:aws:sts::000000000000:assumed-role/r/s" }, true],
    ["another role", { AWS: `${role}x` }, false],
    ["the account, which leaves it to its own policies", { AWS: "000000000000" }, false],
    ["the account's root, which does so too", { AWS: "arn:aws:iam::000000000000:root" }, false],
    ["a service", { Service: "events.amazonaws.com" }, false],
  ])("a session where it names %s", (_, Principal, expected) => {
    const request = { principal: session, action: "sqs:SendMessage", resource: "arn:q", context: {} };
    expect(admits(JSON.stringify({ Statement: { ...allow, Principal } }), request)).toBe(expected);
  });

  it("nobody whom another statement denies, also by his account", () => {
    const denied = { ...allow, Effect: "Deny", Principal: { AWS: "000000000000" } };
    const policy = JSON.stringify({ Statement: [allow, denied] });
    const request = { principal: session, action: "sqs:SendMessage", resource: "arn:q", context: {} };
    expect(admits(policy, request)).toBe(false);
  });
});

describe("requireEvaluable", () => {
  it.each([
    ["an element that it does not know", { ...allow, NotAction: "a" }, 501],
    ["a condition operator that it does not know", when({ IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }), 501],
    ["a condition key that the lab has not", when({ StringEquals: { "aws:SourceVpc": "v" } }), 501],
    ["a policy variable", when({ StringEquals: { "aws:PrincipalArn": `\${aws:username}` } }), 501],
    ["an operator that every object has", when({ constructor: { "aws:SourceArn": "b" } }), 501],
    ["one that another service asks with", when({ Bool: { "aws:SecureTransport": "false" } }), 501],
    ["an operator for several values", when({ "ForAllValues:StringEquals": { "aws:SourceArn": "b" } }), 501],
    ["a principal that it does not know", { ...allow, Principal: { Federated: "f" } }, 501],
  ])("refuses %s", (_, statement, status) => {
    const policy = JSON.stringify({ Statement: [statement] });
    expect(() => requireEvaluable(policy)).toThrow(expect.objectContaining({ code: "NotImplemented", status }));
  });

  it.each(["", "{", "[]", "{}", "null"])("refuses %j, which is no policy", (text) => {
    expect(() => requireEvaluable(text)).toThrow(expect.objectContaining({ code: "InvalidParameterValue" }));
  });

  it.each([
    ["Effect", "The Effect of a statement is neither Allow nor Deny."],
    ["Principal", "A statement has no Principal."],
    ["Action", "A statement has no Action."],
    ["Resource", "A statement has no Resource."],
  ])("refuses a statement without %s", (element, message) => {
    const policy = JSON.stringify({ Statement: [allow, { ...allow, [element]: undefined }] });
    expect(() => requireEvaluable(policy)).toThrow(expect.objectContaining({ code: "InvalidParameterValue", message }));
  });

  it("refuses an Effect in another case", () => {
    const policy = JSON.stringify({ Statement: { ...allow, Effect: "deny" } });
    expect(() => requireEvaluable(policy)).toThrow(expect.objectContaining({ code: "InvalidParameterValue" }));
  });

  it("takes the condition keys of every service and those that the service adds", () => {
    const keys = {
      "AWS:SourceArn": "a",
      "aws:SourceAccount": "0",
      "aws:PrincipalArn": "a",
      "aws:PrincipalAccount": "0",
    };
    const Condition = {
      StringLike: keys,
      Bool: { "aws:PrincipalIsAWSService": "true", "aws:SecureTransport": "true" },
    };
    requireEvaluable(JSON.stringify({ Statement: when(Condition) }), ["aws:securetransport"]);
  });

  it("takes one statement that is not in a list", () => {
    requireEvaluable(JSON.stringify({ Statement: allow }));
  });
});
