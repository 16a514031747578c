import { describe, expect, it } from "vitest";
import type { ParameterDeclaration } from "../../shared/baselines/parameters.ts";
import { type DocumentSolution, solveDocument } from "../../shared/discovery/solve-document.ts";
import type { PolicyKind } from "../../shared/policy/comparison.ts";
import { parsePolicy } from "../../shared/policy/parse-policy.ts";
import { statementText } from "./discover-fixture.ts";

const description = "";
const DECLARATIONS = new Map<string, ParameterDeclaration>([
  ["bucket", { type: "bucket", description }],
  ["account", { type: "account-id", description }],
  ["tag", { type: "string", description }],
  ["first", { type: "string", description }],
  ["second", { type: "string", description }],
  ["queues", { type: "list", items: "string", description }],
]);

function solve(template: string, live: string, kind: PolicyKind = "identity"): DocumentSolution {
  const [canonical, other] = [template, live].map((text) => {
    const parsed = parsePolicy(text, kind);
    if (parsed.status === "invalid") throw new Error(JSON.stringify(parsed.problems));
    return { text, policy: parsed.policy };
  });
  if (canonical === undefined || other === undefined) throw new Error("There are two texts.");
  return solveDocument({ ...canonical, kind }, other, DECLARATIONS);
}

const allow = (Action: string | readonly string[], Resource: string | readonly string[], more: object = {}) => ({
  Effect: "Allow",
  Action,
  Resource,
  ...more,
});

describe("solveDocument", () => {
  it.each<{
    readonly name: string;
    readonly template: string;
    readonly live: string;
    readonly expected: Readonly<Record<string, unknown>>;
  }>([
    {
      name: "statements in another order, split in two",
      template: statementText(
        allow(["s3:ListBucket", "s3:GetBucketLocation"], "arn:aws:s3:::{{bucket}}"),
        allow("s3:GetObject", "arn:aws:s3:::{{bucket}}/*"),
      ),
      live: statementText(
        allow("S3:getobject", "arn:aws:s3:::acme-data/*"),
        allow("s3:GetBucketLocation", "arn:aws:s3:::acme-data"),
        allow("s3:ListBucket", "arn:aws:s3:::acme-data"),
      ),
      expected: { bucket: "acme-data" },
    },
    {
      name: "a condition's value",
      template: statementText(
        allow("ec2:StopInstances", "*", { Condition: { StringEquals: { "aws:ResourceTag/App": "{{tag}}" } } }),
      ),
      live: statementText(
        allow("ec2:StopInstances", "*", { Condition: { StringEquals: { "AWS:resourcetag/App": ["viz"] } } }),
      ),
      expected: { tag: "viz" },
    },
    {
      name: "a list of as many as there are, also of none beside another text",
      template: statementText(allow("sqs:SendMessage", ["arn:aws:sqs:*:*:fixed", "arn:aws:sqs:*:*:{{queues}}"])),
      live: statementText(allow("sqs:SendMessage", "arn:aws:sqs:*:*:fixed")),
      expected: { queues: [] },
    },
    {
      name: "the best supported of two values that both make the text",
      template: statementText(
        allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::{{bucket}}/*"),
        allow("s3:ListBucket", "arn:aws:s3:::{{bucket}}"),
        allow("s3:GetObject", "arn:aws:s3:::shared-data/*"),
      ),
      live: statementText(
        allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::acme-data/*"),
        allow("s3:ListBucket", "arn:aws:s3:::acme-data"),
        allow("s3:GetObject", "arn:aws:s3:::shared-data/*"),
      ),
      expected: { bucket: "acme-data" },
    },
  ])("solves $name", ({ template, live, expected }) => {
    const solution = solve(template, live);
    expect(solution).toMatchObject({ verdict: "alike", interchangeable: [] });
    expect(Object.fromEntries(solution.bindings)).toEqual(expected);
  });

  it("solves a principal that is an account", () => {
    const trust = (AWS: string) => statementText({ Effect: "Allow", Principal: { AWS }, Action: "sts:AssumeRole" });
    const { verdict, bindings } = solve(trust("{{account}}"), trust("arn:aws:iam::999988887777:root"), "trust");
    expect([verdict, bindings.get("account")]).toEqual(["alike", "999988887777"]);
  });

  it("gives values that decide alike whichever is which as they sound, and says so", () => {
    const resources = (first: string, second: string) => [`arn:aws:sqs:*:*:${first}`, `arn:aws:sqs:*:*:${second}`];
    const solution = solve(
      statementText(allow("sqs:SendMessage", resources("{{first}}", "{{second}}"))),
      statementText(allow("sqs:SendMessage", resources("the-second-one", "the-first-one"))),
    );
    expect(Object.fromEntries(solution.bindings)).toEqual({ first: "the-first-one", second: "the-second-one" });
    expect(solution.interchangeable.toSorted()).toEqual(["first", "second"]);
  });

  it("leaves open what two statements would solve in two ways", () => {
    const live = statementText(
      allow("s3:GetObject", "arn:aws:s3:::one-data/*"),
      allow("s3:PutObject", "arn:aws:s3:::two-data/*"),
    );
    const template = statementText(
      allow("s3:GetObject", "arn:aws:s3:::{{bucket}}/*"),
      allow("s3:PutObject", "arn:aws:s3:::{{bucket}}/*"),
    );
    const solution = solve(template, live);
    expect(solution).toMatchObject({ verdict: "different", bindings: new Map() });
    expect(solution.open.get("bucket")?.toSorted()).toEqual(["one-data", "two-data"]);
  });

  it("says what live does where it is not alike", () => {
    const template = statementText(allow("s3:GetObject", "arn:aws:s3:::{{bucket}}/*"));
    const live = statementText(allow(["s3:GetObject", "s3:PutObject"], "arn:aws:s3:::acme-data/*"));
    expect(solve(template, live)).toMatchObject({ verdict: "different", change: "broadened" });
    expect(solve(template, statementText(allow("sqs:SendMessage", "*")))).toMatchObject({ bindings: new Map() });
  });
});
