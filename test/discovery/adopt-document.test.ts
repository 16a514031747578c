import { describe, expect, it } from "vitest";
import { fillDocument } from "../../shared/baselines/fill-document.ts";
import { placeholdersOf, strayBraces } from "../../shared/baselines/template.ts";
import { writeTemplate } from "../../shared/discovery/adopt-document.ts";

const ACCOUNT = "123456789012";
const ADDRESS = { account: ACCOUNT, partition: "aws" };

/** Values under one member of one statement, before and after. */
const CASES: readonly { name: string; statement: object; expected: string }[] = [
  {
    name: "the account's own id and partition in an ARN",
    statement: { Resource: `arn:aws:iam::${ACCOUNT}:role/x` },
    expected: '"Resource": "arn:{{partition}}:iam::{{account}}:role/x"',
  },
  {
    name: "another account's id stays",
    statement: { Resource: "arn:aws:iam::222233334444:root" },
    expected: '"Resource": "arn:{{partition}}:iam::222233334444:root"',
  },
  {
    name: "the id where it is part of a name stays",
    statement: { Resource: `arn:aws:s3:::logs-${ACCOUNT}/${ACCOUNT}/*` },
    expected: `"Resource": "arn:{{partition}}:s3:::logs-${ACCOUNT}/${ACCOUNT}/*"`,
  },
  {
    name: "another partition's ARN stays whole",
    statement: { Resource: `arn:aws-cn:iam::${ACCOUNT}:role/x` },
    expected: `"Resource": "arn:aws-cn:iam::${ACCOUNT}:role/x"`,
  },
  {
    name: "an ARN with wildcards for its parts stays",
    statement: { Resource: ["arn:*:s3:::b", "arn:aws:waf:*", "*"] },
    expected: '"Resource": ["arn:*:s3:::b", "arn:aws:waf:*", "*"]',
  },
  {
    name: "an account's id for a principal",
    statement: { Principal: { AWS: [ACCOUNT, "222233334444"] } },
    expected: '"AWS": ["{{account}}", "222233334444"]',
  },
  {
    name: "an account's id for a condition on an account",
    statement: { Condition: { StringEquals: { "aws:SourceAccount": ACCOUNT } } },
    expected: '"aws:SourceAccount": "{{account}}"',
  },
  {
    name: "the same digits in any other condition stay",
    statement: { Condition: { StringEquals: { "aws:PrincipalTag/number": ACCOUNT } } },
    expected: `"aws:PrincipalTag/number": "${ACCOUNT}"`,
  },
  {
    name: "what looks like a placeholder is no placeholder",
    statement: { Sid: "{{account}}", Resource: "arn:aws:s3:::{{{{buckets}}/{{" },
    expected: '"Resource": "arn:{{partition}}:s3:::{\\u007b{\\u007bbuckets}}/{\\u007b"',
  },
  {
    name: "also not in a member's name",
    statement: { Condition: { StringLike: { "aws:RequestTag/{{account}}": "x" } } },
    expected: '"aws:RequestTag/{\\u007baccount}}": "x"',
  },
  {
    name: "policy variables are left alone",
    statement: { Resource: `arn:aws:s3:::b/\${aws:username}/*` },
    expected: `"Resource": "arn:{{partition}}:s3:::b/\${aws:username}/*"`,
  },
];

describe("a live document as a file of a baseline", () => {
  it.each(CASES)("$name", ({ statement, expected }) => {
    const live = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    const written = writeTemplate(live, ADDRESS);
    if (written.status === "malformed") throw new Error(written.problem);
    expect(written.text).toContain(expected);
    expect(strayBraces(written.text)).toBeUndefined();
    const names = placeholdersOf(written.text).map(({ name }) => name);
    expect(names.filter((name) => name !== "account" && name !== "partition")).toEqual([]);
    const values = new Map([
      ["account", ACCOUNT],
      ["partition", "aws"],
    ]);
    expect(fillDocument(written.text, values)).toMatchObject({ status: "filled", text: live });
  });

  it("is laid out as people write theirs, in the order that it had", () => {
    const live =
      '{"Statement":{"Effect":"Allow","Resource":"*","Action":["s3:GetObject","s3:PutObject"]},"Version":"2012-10-17"}';
    expect(writeTemplate(live, ADDRESS)).toEqual({
      status: "written",
      text: `{
  "Statement": {
    "Effect": "Allow",
    "Resource": "*",
    "Action": ["s3:GetObject", "s3:PutObject"]
  },
  "Version": "2012-10-17"
}
`,
    });
  });

  it("keeps members that stand twice and numbers as they were written", () => {
    const live = '{"a":1.0,"a":[],"b":{}}';
    const written = writeTemplate(live, ADDRESS);
    expect(written).toEqual({ status: "written", text: '{\n  "a": 1.0,\n  "a": [],\n  "b": {}\n}\n' });
  });

  it("is not made of what is no JSON", () => {
    expect(writeTemplate('{"Statement":', ADDRESS)).toMatchObject({ status: "malformed" });
  });
});
