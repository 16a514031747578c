import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { formatProblem } from "../../shared/baselines/problem.ts";
import { unknownActions } from "../../shared/baselines/unknown-actions.ts";
import { type ActionTable, loadActionTable } from "../../shared/policy/explain/action-table.ts";

let table: ActionTable;

beforeAll(async () => {
  table = await loadActionTable();
});

function policyWith(action: unknown): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });
}

const warningsOf = (text: string) => unknownActions({ file: "policy.json", text }, table);
const NO_ADVICE = "correct it, or leave it where AWS has added it since.";

const UNKNOWN: readonly { readonly name: string; readonly input: string; readonly expected: string }[] = [
  {
    name: "a letter too many",
    input: "iam:PassRoles",
    expected: '"iam:PassRoles" is no action that Plumbline\'s table knows; did you mean iam:PassRole?',
  },
  {
    name: "a blank",
    input: "ec2: DescribeSubnets",
    expected: '"ec2: DescribeSubnets" is no action that Plumbline\'s table knows; did you mean ec2:DescribeSubnets?',
  },
  {
    name: "the operation's name in place of the permission's",
    input: "s3:HeadObject",
    expected: '"s3:HeadObject" is no action that Plumbline\'s table knows; did you mean s3:GetObject?',
  },
  {
    name: "a pattern of what does not exist, where several are alike",
    input: "s3:GetObjekt*",
    expected:
      '"s3:GetObjekt*" matches no action that Plumbline\'s table knows; did you mean s3:GetObject, s3:GetObjectAcl or s3:GetObjectTagging?',
  },
  {
    name: "another service's action",
    input: "ec2:CreateLogStream",
    expected: '"ec2:CreateLogStream" is no action that Plumbline\'s table knows; did you mean logs:CreateLogStream?',
  },
  {
    name: "a service with a letter too few",
    input: "secretmanager:GetSecretValue",
    expected:
      '"secretmanager:GetSecretValue" names no service that Plumbline\'s table of actions knows; did you mean secretsmanager:GetSecretValue?',
  },
  {
    name: "a service of another name, with an action that only one has",
    input: "cloudwatchlogs:PutLogEvents",
    expected:
      '"cloudwatchlogs:PutLogEvents" names no service that Plumbline\'s table of actions knows; did you mean logs:PutLogEvents?',
  },
  {
    name: "a service with a letter too many, and nothing like its actions",
    input: "kmss:Frobnicate",
    expected:
      '"kmss:Frobnicate" names no service that Plumbline\'s table of actions knows; did you mean the service kms?',
  },
  {
    name: "nothing like anything",
    input: "s3:Frobnicate",
    expected: `"s3:Frobnicate" is no action that Plumbline's table knows; ${NO_ADVICE}`,
  },
  {
    name: "a pattern for the service that matches none",
    input: "zz*:Get*",
    expected: `"zz*:Get*" matches no action that Plumbline's table knows; ${NO_ADVICE}`,
  },
  {
    name: "a name longer than anybody would write",
    input: `s3:GetObject${"x".repeat(10_000)}`,
    expected: `"s3:GetObject${"x".repeat(10_000)}" is no action that Plumbline's table knows; ${NO_ADVICE}`,
  },
];

describe("an unknown action", () => {
  it.each(UNKNOWN)("is warned of with what is like it: $name", ({ input, expected }) => {
    expect(warningsOf(policyWith(input)).map(({ severity, message }) => [severity, message])).toEqual([
      ["warning", expected],
    ]);
  });

  it("is told where it stands, in Action and in NotAction, in a list and alone, each time", () => {
    const text = `{
  "Statement": [
    { "Effect": "Allow", "Action": ["s3:GetObject",
      "s3:GetObjekt"] },
    { "Effect": "Deny", "NotAction": "iam:PassRoles", "Resource": "{{bucket}}" }
  ]
}`;
    expect(warningsOf(text).map((problem) => formatProblem(problem).split(";")[0])).toEqual([
      'policy.json:4:7 warning: "s3:GetObjekt" is no action that Plumbline\'s table knows',
      'policy.json:5:38 warning: "iam:PassRoles" is no action that Plumbline\'s table knows',
    ]);
  });

  it("is found in a statement that stands alone", () => {
    expect(warningsOf('{"Statement":{"Action":"iam:PassRoles"}}')).toHaveLength(1);
  });

  it.each([
    { name: "actions that exist, however they are spelt", text: policyWith(["s3:GetObject", "S3:GETOBJECT"]) },
    {
      name: "patterns that match some",
      text: policyWith(["*", "*:*", "s3:*", "s3:Get*", "s?:GetObject", "iam:Pass????"]),
    },
    { name: "a placeholder in it", text: policyWith(["s3:{{verb}}Object", "{{service}}:Get"]) },
    { name: "what is no action at all", text: policyWith(["", "nocolon", 5, null, {}]) },
    { name: "a text that is no JSON", text: "{" },
    { name: "JSON that is no policy", text: '["Statement", {"Action": "s3:GetObjekt"}]' },
    { name: "a policy without statements", text: "{}" },
    { name: "an action elsewhere than in a statement", text: '{"Statement":[],"Action":"s3:GetObjekt"}' },
  ])("is not seen in $name", ({ text }) => {
    expect(warningsOf(text)).toEqual([]);
  });

  it("is never suggested", () => {
    const names = table.services.flatMap((service) => table.actionsOf(service).map(({ name }) => name));
    const misspelt = fc
      .tuple(fc.constantFrom(...names), fc.nat(), fc.constantFrom("", "x", "ss"))
      .map(([name, at, put]) => `${name.slice(0, at % name.length)}${put}${name.slice((at % name.length) + 1)}`);
    fc.assert(
      fc.property(misspelt, (action) => {
        const [, suggestions = ""] =
          /did you mean (.*)\?$/.exec(warningsOf(policyWith(action))[0]?.message ?? "") ?? [];
        for (const suggestion of suggestions.split(/, | or /)) {
          if (suggestion === "" || suggestion.startsWith("the service ")) continue;
          expect(table.find(suggestion)?.name).toBe(suggestion);
        }
      }),
    );
  });

  it("gets the name that one letter was taken from among the suggestions, or one as near", () => {
    const names = table.actionsOf("ec2").filter(({ name }) => name.length > 12);
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.nat(), ({ name }, at) => {
        const cut = 5 + (at % (name.length - 5));
        const action = `${name.slice(0, cut)}${name.slice(cut + 1)}`;
        const [warning] = warningsOf(policyWith(action));
        if (warning !== undefined) expect(warning.message).toContain("did you mean ec2:");
      }),
    );
  });
});
