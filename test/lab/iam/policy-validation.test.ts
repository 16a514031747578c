import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { awsManagedPolicies } from "./aws-managed-policies.ts";
import { IamError } from "./errors.ts";
import { validateIdentityPolicy } from "./policy-validation.ts";

/** A document of one statement: allow s3:GetObject on everything, with some elements changed or (undefined) left out. */
function statement(changes: Readonly<Record<string, unknown>>): string {
  return document({ Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*", ...changes }] });
}

function document(changes: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: "s3:*", Resource: "*" },
    ...changes,
  });
}

/** IAM's sentence when it refuses a document; undefined when it takes it. */
function refusal(text: string, kind: "inline" | "managed" = "managed"): string | undefined {
  try {
    validateIdentityPolicy(text, kind);
    return undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(IamError);
    expect(error).toMatchObject({ code: "MalformedPolicyDocument", status: 400 });
    return error instanceof IamError ? error.message : "";
  }
}

const syntax = "Syntax errors in policy.";
const legacy = "The policy failed legacy parsing";
const vendor = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";

const refused: readonly { name: string; input: string; expected: string }[] = [
  { name: "no JSON", input: "{", expected: syntax },
  { name: "no object", input: "[]", expected: syntax },
  {
    name: "a repeated element",
    input: '{"Version":"2012-10-17","Version":"2012-10-17","Statement":[]}',
    expected: syntax,
  },
  {
    name: "a repeated key deep inside, spelt with an escape",
    input: statement({ Condition: { Bool: { "aws:a": "true" } } }).replace('"aws:a"', '"aws:\\u0061":"true","aws:a"'),
    expected: syntax,
  },
  { name: "an unknown element", input: document({ Statements: [] }), expected: syntax },
  { name: "an unknown version", input: document({ Version: "2020-01-01" }), expected: syntax },
  { name: "a date for a version", input: document({ Version: 20121017 }), expected: syntax },
  { name: "no statement", input: document({ Statement: undefined }), expected: syntax },
  { name: "an empty statement list", input: document({ Statement: [] }), expected: syntax },
  { name: "a statement that is no object", input: document({ Statement: ["Allow"] }), expected: syntax },
  { name: "an unknown statement element", input: statement({ Actions: "s3:*" }), expected: syntax },
  { name: "no effect", input: statement({ Effect: undefined }), expected: syntax },
  { name: "an unknown effect", input: statement({ Effect: "Perhaps" }), expected: syntax },
  { name: "an effect in lower case", input: statement({ Effect: "allow" }), expected: legacy },
  { name: "Action and NotAction", input: statement({ NotAction: "s3:Put*" }), expected: syntax },
  { name: "Resource and NotResource", input: statement({ NotResource: "*" }), expected: syntax },
  { name: "an action that is a number", input: statement({ Action: [1] }), expected: syntax },
  { name: "a Sid that is a number", input: statement({ Sid: 1 }), expected: syntax },
  { name: "an unknown operator", input: statement({ Condition: { StringIs: { "aws:a": "b" } } }), expected: syntax },
  { name: "NullIfExists", input: statement({ Condition: { NullIfExists: { "aws:a": "true" } } }), expected: syntax },
  {
    name: "a condition value that is an object",
    input: statement({ Condition: { Bool: { "aws:a": {} } } }),
    expected: syntax,
  },
  {
    name: "a principal",
    input: statement({ Principal: "*" }),
    expected: "Policy document should not specify a principal.",
  },
  {
    name: "a principal left out",
    input: statement({ NotPrincipal: { AWS: "*" } }),
    expected: "Policy document should not specify a principal.",
  },
  { name: "no action", input: statement({ Action: undefined }), expected: "Policy statement must contain actions." },
  {
    name: "an empty action list",
    input: statement({ Action: [] }),
    expected: "Policy statement must contain actions.",
  },
  {
    name: "no resource",
    input: statement({ Resource: undefined }),
    expected: "Policy statement must contain resources.",
  },
  {
    name: "an empty resource list",
    input: statement({ Resource: [] }),
    expected: "Policy statement must contain resources.",
  },
  { name: "an action without a vendor", input: statement({ Action: ["s3:*", "GetObject"] }), expected: vendor },
  {
    name: "an action with two colons",
    input: statement({ Action: "s3:Get:Object" }),
    expected: "Actions/Condition can contain only one colon.",
  },
  {
    name: "a wildcard in the vendor",
    input: statement({ Action: "s*:GetObject" }),
    expected: "Vendor s* is not valid",
  },
  {
    name: "a condition key without a vendor",
    input: statement({ Condition: { Bool: { mfa: "true" } } }),
    expected: vendor,
  },
  {
    name: "a date that is none",
    input: statement({ Condition: { DateLessThan: { "aws:CurrentTime": "soon" } } }),
    expected: legacy,
  },
  {
    name: "a resource that is no ARN",
    input: statement({ Resource: "bucket" }),
    expected: 'Resource bucket must be in ARN format or "*".',
  },
  {
    name: "an unknown partition",
    input: statement({ Resource: "arn:amazon:s3:::b" }),
    expected: 'Partition "amazon" is not valid for resource "arn:amazon:s3:*::b".',
  },
  {
    name: "an ARN of two parts",
    input: statement({ Resource: "arn:aws" }),
    expected: "Resource vendor must be fully qualified and cannot contain regexes.",
  },
  { name: "an ARN with too few parts", input: statement({ Resource: "arn:aws:sqs::q" }), expected: legacy },
  {
    name: "a bucket with a Region",
    input: statement({ Resource: "arn:aws:s3:us-east-1::b" }),
    expected: "Resource arn:aws:s3:us-east-1::b can not contain region information.",
  },
  {
    name: "a role with a Region",
    input: statement({ Resource: "arn:aws:iam:us-east-1:000000000000:role/r" }),
    expected: "IAM resource arn:aws:iam:us-east-1:000000000000:role/r cannot contain region information.",
  },
  {
    name: "a repeated Sid",
    input: document({ Statement: ["a", "a"].map((Sid) => ({ Sid, Effect: "Allow", Action: "s3:*", Resource: "*" })) }),
    expected: "Statement IDs (SID) in a single policy must be unique.",
  },
];

const taken: readonly { name: string; input: string }[] = [
  { name: "a bare statement", input: document({}) },
  { name: "an Id", input: document({ Id: "policy" }) },
  {
    name: "two statements with empty Sids",
    input: document({ Statement: ["", ""].map((Sid) => ({ Sid, Effect: "Deny", Action: "s3:*", Resource: "*" })) }),
  },
  { name: "every action", input: statement({ Action: "*" }) },
  {
    name: "NotAction and NotResource",
    input: document({ Statement: [{ Effect: "Deny", NotAction: "iam:*", NotResource: "arn:aws:s3:::b" }] }),
  },
  {
    name: "the same key in two objects",
    input: statement({ Condition: { Bool: { "aws:a": true }, Null: { "aws:a": "false" } } }),
  },
  {
    name: "quantifiers and IfExists",
    input: statement({ Condition: { "ForAllValues:StringLikeIfExists": { "aws:TagKeys": ["a", "b"] } } }),
  },
  { name: "a number", input: statement({ Condition: { NumericLessThan: { "aws:MultiFactorAuthAge": 3600 } } }) },
  {
    name: "the date that revokes sessions",
    input: statement({ Condition: { DateLessThan: { "aws:TokenIssueTime": "2026-06-02T10:00:00.750Z" } } }),
  },
  { name: "an access point", input: statement({ Resource: "arn:aws:s3:us-east-1:000000000000:accesspoint/p" }) },
  {
    name: "the root user of an account",
    input: statement({ Action: "sts:AssumeRoot", Resource: "arn:aws:iam::000000000000:root" }),
  },
  { name: "a role", input: statement({ Action: "iam:PassRole", Resource: "arn:aws:iam::000000000000:role/r" }) },
  { name: "a short ARN that ends in a wildcard", input: statement({ Resource: "arn:aws:waf:*" }) },
  {
    name: "text that only looks like a repeated key",
    input: statement({ Sid: "a", Condition: { StringEquals: { "aws:a": ['","aws:a":"', "}{"] } } }),
  },
];

describe("an identity policy that IAM refuses", () => {
  it.each(refused)("has $name", ({ input, expected }) => {
    expect(refusal(input)).toBe(expected);
  });

  it("names IAM's resource paths when a resource has none of them", () => {
    expect(refusal(statement({ Resource: "arn:aws:iam::000000000000:rolle/r" }))).toMatch(
      /^IAM resource path must either be "\*" or start with user\/, federated-user\/, role\//,
    );
  });

  it("is refused for its form before its content", () => {
    expect(refusal(statement({ Action: "GetObject", Resource: "bucket", Effect: "Perhaps" }))).toBe(syntax);
  });
});

describe("an identity policy that IAM takes", () => {
  it.each(taken)("has $name", ({ input }) => {
    expect(refusal(input)).toBeUndefined();
  });
});

describe("AWS's own policies", () => {
  it.each([...awsManagedPolicies("aws").values()])("$policyName is taken", ({ versions }) => {
    expect(versions.map((version) => refusal(version.document))).toEqual([undefined]);
  });
});

const account = "../shared/data/authorization-details/cloudsplaining-example.json";

describe.runIf(existsSync(account))("the policies of a real account (left out where the data set is not there)", () => {
  it("are all taken", () => {
    const details = JSON.parse(readFileSync(account, "utf8"));
    const holders = [...details.UserDetailList, ...details.GroupDetailList, ...details.RoleDetailList];
    const inline = holders.flatMap(
      (holder) => holder.UserPolicyList ?? holder.GroupPolicyList ?? holder.RolePolicyList ?? [],
    );
    const managed = details.Policies.flatMap((policy: { PolicyVersionList: unknown[] }) => policy.PolicyVersionList);
    expect(inline.length).toBeGreaterThan(10);
    expect(managed.length).toBeGreaterThan(50);
    for (const { PolicyDocument } of inline) {
      expect(refusal(JSON.stringify(PolicyDocument), "inline")).toBeUndefined();
    }
    for (const { Document } of managed) {
      expect(refusal(JSON.stringify(Document), "managed")).toBeUndefined();
    }
  });
});

describe("the version of the language", () => {
  const older = [document({ Version: "2008-10-17" }), document({ Version: undefined })];

  it.each(older)("is asked of a managed policy: %s", (text) => {
    expect(refusal(text, "managed")).toBe("Policy document must be version 2012-10-17 or greater.");
  });

  it.each(older)("is not asked of an inline policy: %s", (text) => {
    expect(refusal(text, "inline")).toBeUndefined();
  });
});
