import { describe, expect, it } from "vitest";
import type { Context } from "./conditions.ts";
import { type Decision, decideByIdentity } from "./identity-policy.ts";

const ROLE = "arn:aws:iam::000000000000:role/viz-now-manage";
const POLICY = "arn:aws:iam::aws:policy/ReadOnlyAccess";
const allow = { Effect: "Allow", Action: "iam:AttachRolePolicy", Resource: ROLE };
const when = (Condition: object) => ({ ...allow, Condition });

/** What is known of every request of these cases. */
const CONTEXT: Context = {
  "iam:policyarn": POLICY,
  "aws:tagkeys": ["owner", "team"],
  "aws:username": undefined,
  "aws:securetransport": "true",
  "aws:tokenissuetime": "2026-06-02T10:00:00.000Z",
};

interface Case {
  readonly name: string;
  readonly statements: readonly object[];
  readonly expected: Decision;
}

const elements: readonly Case[] = [
  { name: "no statement", statements: [], expected: "none" },
  { name: "a statement that allows it", statements: [allow], expected: "allow" },
  { name: "a deny after an allow", statements: [allow, { ...allow, Effect: "Deny" }], expected: "deny" },
  {
    name: "a deny of something else",
    statements: [allow, { ...allow, Effect: "Deny", Resource: "x" }],
    expected: "allow",
  },
  {
    name: "another action",
    statements: [{ ...allow, Action: ["iam:GetRole", "iam:PutRolePolicy"] }],
    expected: "none",
  },
  {
    name: "the action in other letters",
    statements: [{ ...allow, Action: "IAM:attachROLEpolicy" }],
    expected: "allow",
  },
  { name: "the action by wildcards", statements: [{ ...allow, Action: "iam:*Role?olicy" }], expected: "allow" },
  {
    name: "every action but it",
    statements: [{ Effect: "Allow", NotAction: "iam:Attach*", Resource: "*" }],
    expected: "none",
  },
  {
    name: "every action but another",
    statements: [{ Effect: "Allow", NotAction: "s3:*", Resource: "*" }],
    expected: "allow",
  },
  { name: "the resource in other letters", statements: [{ ...allow, Resource: ROLE.toUpperCase() }], expected: "none" },
  {
    name: "the resource by a wildcard",
    statements: [{ ...allow, Resource: "arn:aws:iam::*:role/viz-*" }],
    expected: "allow",
  },
  {
    name: "another path",
    statements: [{ ...allow, Resource: "arn:aws:iam::000000000000:role/x/*" }],
    expected: "none",
  },
  {
    name: "every resource but it",
    statements: [{ Effect: "Allow", Action: "*", NotResource: ROLE }],
    expected: "none",
  },
  {
    name: "every resource but another",
    statements: [{ Effect: "Allow", Action: "*", NotResource: "x" }],
    expected: "allow",
  },
];

/** A date that is compared with one before it, with the same in another spelling, and with one after it in seconds since 1970. */
function dates(operator: string, expected: Readonly<Record<"before" | "at" | "after", Decision>>): readonly Case[] {
  const wanted = { before: "2026-06-02T09:59:59Z", at: "2026-06-02T12:00:00+02:00", after: "1780394401" } as const;
  return (["before", "at", "after"] as const).map((relation) => ({
    name: `${operator} of ${wanted[relation]}`,
    statements: [when({ [operator]: { "aws:TokenIssueTime": wanted[relation] } })],
    expected: expected[relation],
  }));
}

const conditions: readonly Case[] = [
  { name: "a value", statements: [when({ ArnEquals: { "iam:PolicyARN": POLICY } })], expected: "allow" },
  { name: "another value", statements: [when({ ArnEquals: { "iam:PolicyArn": `${POLICY}X` } })], expected: "none" },
  {
    name: "one of its values",
    statements: [when({ StringEquals: { "iam:PolicyARN": ["x", POLICY] } })],
    expected: "allow",
  },
  {
    name: "a wildcard under StringEquals",
    statements: [when({ StringEquals: { "iam:PolicyARN": "*" } })],
    expected: "none",
  },
  {
    name: "a wildcard that would have to reach over an ARN's colon",
    statements: [when({ ArnLike: { "iam:PolicyARN": "arn:*:policy/ReadOnlyAccess" } })],
    expected: "none",
  },
  {
    name: "all but these values",
    statements: [when({ ArnNotLike: { "iam:PolicyARN": ["x", "arn:aws:iam::aws:policy/AWSCompromised*"] } })],
    expected: "allow",
  },
  { name: "all but this one", statements: [when({ ArnNotLike: { "iam:PolicyARN": POLICY } })], expected: "none" },
  { name: "a key that is missing", statements: [when({ StringEquals: { "aws:username": "ann" } })], expected: "none" },
  { name: "it, negated", statements: [when({ StringNotEquals: { "aws:username": "ann" } })], expected: "allow" },
  {
    name: "it, if it exists",
    statements: [when({ StringEqualsIfExists: { "aws:username": "ann" } })],
    expected: "allow",
  },
  { name: "that it is missing", statements: [when({ Null: { "aws:username": "true" } })], expected: "allow" },
  { name: "that it is there", statements: [when({ Null: { "aws:username": false } })], expected: "none" },
  { name: "a boolean", statements: [when({ Bool: { "aws:SecureTransport": true } })], expected: "allow" },
  ...dates("DateLessThan", { before: "none", at: "none", after: "allow" }),
  ...dates("DateLessThanEquals", { before: "none", at: "allow", after: "allow" }),
  ...dates("DateGreaterThan", { before: "allow", at: "none", after: "none" }),
  ...dates("DateGreaterThanEquals", { before: "allow", at: "allow", after: "none" }),
  ...dates("DateEquals", { before: "none", at: "allow", after: "none" }),
  ...dates("DateNotEquals", { before: "allow", at: "none", after: "allow" }),
  {
    name: "several keys, of which one does not hold",
    statements: [when({ Bool: { "aws:SecureTransport": "true" }, StringEquals: { "iam:PolicyARN": "x" } })],
    expected: "none",
  },
  {
    name: "for all of several values",
    statements: [when({ "ForAllValues:StringEquals": { "aws:TagKeys": ["owner", "team", "more"] } })],
    expected: "allow",
  },
  {
    name: "for all of several values, of which one is another",
    statements: [when({ "ForAllValues:StringEquals": { "aws:TagKeys": "owner" } })],
    expected: "none",
  },
  {
    name: "for any of several values",
    statements: [when({ "ForAnyValue:StringLike": { "aws:TagKeys": "te*" } })],
    expected: "allow",
  },
  {
    name: "for all values of a key that is missing",
    statements: [when({ "ForAllValues:StringEquals": { "aws:username": "ann" } })],
    expected: "allow",
  },
  {
    name: "for any value of a key that is missing",
    statements: [when({ "ForAnyValue:StringNotEquals": { "aws:username": "ann" } })],
    expected: "none",
  },
];

const document = (...Statement: readonly object[]) => JSON.stringify({ Version: "2012-10-17", Statement });
const request = { action: "iam:AttachRolePolicy", resource: ROLE, context: CONTEXT };

describe("decideByIdentity", () => {
  it.each(elements)("by $name: $expected", ({ statements, expected }) => {
    expect(decideByIdentity([document(...statements)], request)).toBe(expected);
  });

  it.each(conditions)("on condition of $name: $expected", ({ statements, expected }) => {
    expect(decideByIdentity([document(...statements)], request)).toBe(expected);
  });

  it("takes several policies as one, in which a deny wins", () => {
    expect(decideByIdentity([document({ ...allow, Effect: "Deny" }), document(allow)], request)).toBe("deny");
    expect(decideByIdentity([document(), document(allow)], request)).toBe("allow");
  });

  it("takes one statement that is not in a list", () => {
    expect(decideByIdentity([JSON.stringify({ Statement: allow })], request)).toBe("allow");
  });

  it.each([
    ["a condition key", when({ StringEquals: { "aws:SourceVpc": "vpc-1" } }), /condition key aws:SourceVpc/],
    ["an operator", when({ NumericLessThan: { "iam:PolicyARN": "1" } }), /operator NumericLessThan/],
    ["a date", when({ DateLessThan: { "aws:TokenIssueTime": "yesterday" } }), /the date yesterday/],
    ["one value of several", when({ StringEquals: { "aws:TagKeys": "owner" } }), /several values/],
    ["a policy variable", { ...allow, Resource: `arn:aws:iam::*:role/\${aws:PrincipalTag/team}` }, /variables/],
    ["an element", { ...allow, Principal: "*" }, /element Principal/],
  ])("refuses %s that it cannot judge", (_, statement, message) => {
    const deciding = () => decideByIdentity([document(statement)], request);
    expect(deciding).toThrow(expect.objectContaining({ code: "NotImplemented", status: 501 }));
    expect(deciding).toThrow(message);
  });

  it("asks no condition of a statement about something else", () => {
    const other = { ...when({ NumericLessThan: { x: "1" } }), Action: "iam:GetRole" };
    expect(decideByIdentity([document(other)], request)).toBe("none");
  });
});
