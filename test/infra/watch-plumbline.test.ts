import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { references, resolve } from "../../infra/intrinsics.ts";
import { readStackFiles } from "../../infra/stack-files.ts";
import { watchKeyTemplate } from "../../infra/watch-key.ts";
import { transformed } from "../lab/eventbridge/input-transformer.ts";
import { type EventPattern, matchesPattern, parsePattern } from "../lab/eventbridge/pattern.ts";
import { type ProjectStack, readProjectStack } from "./project-stack.ts";

const PROJECT = fileURLToPath(new URL("../..", import.meta.url));
const RECORDS = fileURLToPath(
  new URL("../../../shared/data/cloudtrail/invictus-aws-dataset.iam.ndjson", import.meta.url),
);
const held = existsSync(RECORDS);
if (!held) {
  process.stderr.write(
    "The rules' silence about real records is left out: ../shared/data is not beside the project.\n",
  );
}

const ACCOUNT = "111122223333";
const PREFIX = `us-east-1:${ACCOUNT}`;

const REFERRED = {
  AlertTopic: `arn:aws:sns:${PREFIX}:plumbline-alerts`,
  DriftBus: "plumbline",
  KillSwitchName: "/security/plumbline-switch",
  "AWS::AccountId": ACCOUNT,
  "AWS::Partition": "aws",
  "AWS::Region": "us-east-1",
  "AWS::StackName": "plumbline",
  EncryptionKey: "EncryptionKey-id",
} as const;

const NAMES = {
  ref: (name: string) => (REFERRED as Readonly<Record<string, string>>)[name],
  attribute: (id: string, attribute: string) => `${id}.${attribute}`,
  condition: () => true,
};

interface Rule {
  readonly id: string;
  readonly text: string;
  readonly pattern: EventPattern;
  readonly target: {
    readonly InputTransformer: { readonly InputPathsMap: Record<string, string>; readonly InputTemplate: string };
  };
}

let stack: ProjectStack;
let rules: readonly Rule[];

beforeAll(async () => {
  stack = await readProjectStack();
  const written = [...stack.resources].filter(([, { file }]) => file.endsWith("watch-plumbline.yml"));
  const ofKey = Object.entries(watchKeyTemplate((await readStackFiles(PROJECT)).templates).Resources);
  rules = [...written, ...ofKey].flatMap(([id, { Type, Properties }]) => {
    if (Type !== "AWS::Events::Rule") return [];
    const { EventPattern, Targets } = resolve(Properties, NAMES, id) as {
      EventPattern: object;
      Targets: readonly Rule["target"][];
    };
    const text = JSON.stringify(EventPattern);
    const [target] = Targets;
    if (target === undefined) throw new Error(`${id} has no target.`);
    return [{ id, text, pattern: parsePattern(text), target }];
  });
});

type Json = Readonly<Record<string, unknown>>;

/** An event as EventBridge has it of a CloudTrail record. */
function eventOf(
  service: string,
  eventName: string,
  requestParameters: Json | null,
  more: Json = {},
  envelope: Json = {},
) {
  return {
    version: "0",
    id: "3f2a",
    "detail-type": "AWS API Call via CloudTrail",
    source: `aws.${service}`,
    account: ACCOUNT,
    time: "2026-11-22T10:00:00Z",
    region: "us-east-1",
    resources: [],
    ...envelope,
    detail: {
      eventVersion: "1.11",
      userIdentity: { type: "AssumedRole", arn: `arn:aws:sts::${ACCOUNT}:assumed-role/admin/alice` },
      eventTime: "2026-11-22T09:59:58Z",
      eventSource: `${service}.amazonaws.com`,
      eventName,
      sourceIPAddress: "203.0.113.7",
      requestParameters,
      responseElements: null,
      readOnly: false,
      managementEvent: true,
      ...more,
    },
  };
}

const matching = (event: unknown) => rules.filter(({ pattern }) => matchesPattern(pattern, event)).map(({ id }) => id);

/** Calls on Plumbline's resources: the service, the call, what its record has. The shapes are those of the services' CloudTrail pages. */
const CHANGES: readonly (readonly [service: string, name: string, parameters: Json, rule: string, response?: Json])[] =
  [
    [
      "lambda",
      "UpdateFunctionCode20150331v2",
      { functionName: "plumbline-detect-drift", dryRun: false },
      "WatchFunctionsRule",
    ],
    [
      "lambda",
      "UpdateFunctionConfiguration20150331v2",
      { functionName: `arn:aws:lambda:${PREFIX}:function:plumbline-send-alert` },
      "WatchFunctionsRule",
    ],
    [
      "lambda",
      "DeleteFunction20150331",
      { functionName: `${ACCOUNT}:function:plumbline-send-alert` },
      "WatchFunctionsRule",
    ],
    [
      "lambda",
      "PutFunctionConcurrency20171031",
      { functionName: "plumbline-detect-drift", reservedConcurrentExecutions: 0 },
      "WatchFunctionsRule",
    ],
    [
      "lambda",
      "AddPermission20150331v2",
      { functionName: "plumbline-sweep-account", principal: "events.amazonaws.com" },
      "WatchFunctionsRule",
    ],
    [
      "lambda",
      "TagResource20170331v2",
      { resource: `arn:aws:lambda:${PREFIX}:function:plumbline-send-alert` },
      "WatchFunctionsRule",
    ],
    [
      "lambda",
      "UpdateEventSourceMapping20150331",
      { uUID: "8a2b", enabled: false },
      "WatchFunctionsRule",
      { functionArn: `arn:aws:lambda:${PREFIX}:function:plumbline-detect-drift`, state: "Disabling" },
    ],
    [
      "lambda",
      "UpdateEventSourceMapping20150331",
      { uUID: "8a2b", functionName: "swallow" },
      "WatchFunctionsRule",
      {
        functionArn: `arn:aws:lambda:${PREFIX}:function:swallow`,
        eventSourceArn: `arn:aws:sqs:${PREFIX}:plumbline-detect-drift`,
      },
    ],
    [
      "lambda",
      "CreateEventSourceMapping20150331",
      { functionName: "swallow", eventSourceArn: `arn:aws:sqs:${PREFIX}:plumbline-send-alert` },
      "WatchFunctionsRule",
      {
        functionArn: `arn:aws:lambda:${PREFIX}:function:swallow`,
        eventSourceArn: `arn:aws:sqs:${PREFIX}:plumbline-send-alert`,
      },
    ],
    ["events", "DisableRule", { name: "plumbline-detect-drift" }, "WatchRulesRule"],
    ["events", "PutRule", { name: "plumbline-watch-rules", state: "DISABLED" }, "WatchRulesRule"],
    [
      "events",
      "RemoveTargets",
      { rule: "plumbline-send-alert", eventBusName: "plumbline", ids: ["send-alert"] },
      "WatchRulesRule",
    ],
    ["events", "PutPermission", { eventBusName: "plumbline", statementId: "all" }, "WatchRulesRule"],
    [
      "events",
      "PutRule",
      { name: "copy", eventBusName: `arn:aws:events:${PREFIX}:event-bus/plumbline-members` },
      "WatchRulesRule",
    ],
    ["events", "DeleteEventBus", { name: "plumbline" }, "WatchRulesRule"],
    [
      "sqs",
      "SetQueueAttributes",
      { queueUrl: `https://sqs.us-east-1.amazonaws.com/${ACCOUNT}/plumbline-detect-drift`, attributes: {} },
      "WatchQueuesRule",
    ],
    ["sqs", "PurgeQueue", { queueUrl: `https://queue.amazonaws.com/${ACCOUNT}/plumbline-sweep` }, "WatchQueuesRule"],
    ["sqs", "CreateQueue", { queueName: "plumbline-sweep" }, "WatchQueuesRule"],
    [
      "sqs",
      "StartMessageMoveTask",
      { sourceArn: `arn:aws:sqs:${PREFIX}:plumbline-sweep-dead-letters` },
      "WatchQueuesRule",
    ],
    [
      "sns",
      "SetTopicAttributes",
      { topicArn: `arn:aws:sns:${PREFIX}:plumbline-alerts`, attributeName: "Policy" },
      "WatchTopicsRule",
    ],
    [
      "sns",
      "Subscribe",
      { topicArn: `arn:aws:sns:${PREFIX}:plumbline-slack`, protocol: "sqs", endpoint: "arn" },
      "WatchTopicsRule",
    ],
    ["sns", "Unsubscribe", { subscriptionArn: `arn:aws:sns:${PREFIX}:plumbline-slack:0a1b` }, "WatchTopicsRule"],
    ["sns", "DeleteTopic", { topicArn: `arn:aws:sns:${PREFIX}:plumbline-chat` }, "WatchTopicsRule"],
    ["dynamodb", "UpdateTable", { tableName: "plumbline-ledger", deletionProtectionEnabled: false }, "WatchStoresRule"],
    ["dynamodb", "DeleteTable", { tableName: `arn:aws:dynamodb:${PREFIX}:table/plumbline-ledger` }, "WatchStoresRule"],
    ["dynamodb", "UpdateContinuousBackups", { tableName: "plumbline-ledger" }, "WatchStoresRule"],
    [
      "dynamodb",
      "PutResourcePolicy",
      { resourceArn: `arn:aws:dynamodb:${PREFIX}:table/plumbline-ledger` },
      "WatchStoresRule",
    ],
    [
      "dynamodb",
      "ExportTableToPointInTime",
      { tableArn: `arn:aws:dynamodb:${PREFIX}:table/plumbline-ledger`, s3Bucket: "x" },
      "WatchStoresRule",
    ],
    [
      "dynamodb",
      "RestoreTableToPointInTime",
      { sourceTableName: "plumbline-ledger", targetTableName: "copy" },
      "WatchStoresRule",
    ],
    [
      "s3",
      "PutBucketPolicy",
      { bucketName: `plumbline-reports-${ACCOUNT}-us-east-1`, Host: "s3.amazonaws.com" },
      "WatchStoresRule",
    ],
    [
      "ssm",
      "PutParameter",
      { name: "/security/plumbline-switch", value: "HIDDEN_DUE_TO_SECURITY_REASONS", overwrite: true },
      "WatchStoresRule",
    ],
    ["ssm", "DeleteParameters", { names: ["/other", "/plumbline/slack-token"] }, "WatchStoresRule"],
    [
      "secretsmanager",
      "PutSecretValue",
      { secretId: `arn:aws:secretsmanager:${PREFIX}:secret:plumbline/slack-AbCdEf` },
      "WatchStoresRule",
    ],
    [
      "iam",
      "PutRolePolicy",
      { roleName: "plumbline-remediate-drift", policyName: "x", policyDocument: "{}" },
      "WatchRolesRule",
    ],
    [
      "iam",
      "CreatePolicyVersion",
      { policyArn: `arn:aws:iam::${ACCOUNT}:policy/plumbline-remediate-drift-1` },
      "WatchRolesRule",
    ],
    ["cloudformation", "DeleteStack", { stackName: "plumbline" }, "WatchStackRule"],
    [
      "cloudformation",
      "UpdateStack",
      { stackName: `arn:aws:cloudformation:${PREFIX}:stack/plumbline/7c1d` },
      "WatchStackRule",
    ],
    ["monitoring", "DisableAlarmActions", { alarmNames: ["plumbline-events-missed"] }, "WatchStackRule"],
    [
      "monitoring",
      "PutAlarmMuteRule",
      { name: "night", muteTargets: { alarmNames: ["plumbline-sweep-overdue", "shop"] } },
      "WatchStackRule",
    ],
    ["monitoring", "PutMetricAlarm", { alarmName: "plumbline-sweep-overdue" }, "WatchStackRule"],
    ["cloudtrail", "StopLogging", { name: `arn:aws:cloudtrail:${PREFIX}:trail/any` }, "WatchTrailsRule"],
    ["cloudtrail", "PutEventSelectors", { trailName: "any" }, "WatchTrailsRule"],
  ];

describe("a rule that watches Plumbline", () => {
  const changes = CHANGES.map(([service, name, parameters, rule, response]) => ({
    service,
    name,
    parameters,
    rule,
    response,
  }));
  it.each(changes)("tells of $name $parameters, once", ({ service, name, parameters, rule, response }) => {
    const event = eventOf(service, name, parameters, { responseElements: response ?? null });
    expect(matching(event)).toEqual([rule]);
    const told = sentenceOf(rule, event);
    expect(told).toContain(
      `Plumbline itself was changed: ${name} of ${service}.amazonaws.com, called at 2026-11-22T09:59:58Z`,
    );
    expect(told).toContain(
      `by AssumedRole arn:aws:sts::${ACCOUNT}:assumed-role/admin/alice from 203.0.113.7, as CloudTrail says.`,
    );
    if (service !== "cloudtrail" && name !== "DeleteParameters") expect(told).toMatch(/names: .*plumbline/);
  });

  const own = { functionName: "plumbline-detect-drift" };
  const ledger = { tableName: "plumbline-ledger" };
  const others: readonly (readonly [what: string, event: unknown])[] = [
    ["a call that reads", eventOf("lambda", "GetFunction20150331v2", own, { readOnly: true })],
    ["one that failed", eventOf("lambda", "DeleteFunction20150331", own, { errorCode: "AccessDenied" })],
    ["what is written into the ledger", eventOf("dynamodb", "PutItem", ledger, { managementEvent: false })],
    ["an invocation", eventOf("lambda", "Invoke", own, { managementEvent: false })],
    ["a message", eventOf("sns", "Publish", { topicArn: REFERRED.AlertTopic }, { managementEvent: false })],
    [
      "a log stream, which Lambda makes",
      eventOf("logs", "CreateLogStream", { logGroupName: "/aws/lambda/plumbline-send-alert" }),
    ],
    ["the credential report that a sweep asks for", eventOf("iam", "GenerateCredentialReport", null)],
    [
      "a member that is entered",
      eventOf("sts", "AssumeRole", { roleArn: "arn:aws:iam::444455556666:role/plumbline-reader" }),
    ],
    [
      "another's function",
      eventOf("lambda", "UpdateFunctionCode20150331v2", { functionName: "shop-plumbline-detect" }),
    ],
    ["another's rule", eventOf("events", "PutRule", { name: "nightly", eventBusName: "default" })],
    ["another's stack", eventOf("cloudformation", "DeleteStack", { stackName: "plumbline-demo" })],
    ["another's role", eventOf("iam", "PutRolePolicy", { roleName: "shop", policyName: "read" })],
    ["another's parameter", eventOf("ssm", "PutParameter", { name: "/shop/plumbline" })],
    ["a new trail", eventOf("cloudtrail", "CreateTrail", { name: "second" })],
    ["another account", eventOf("lambda", "DeleteFunction20150331", own, {}, { account: "444455556666" })],
    [
      "what somebody puts on the bus as if it were CloudTrail's",
      eventOf("lambda", "DeleteFunction20150331", own, {}, { source: "shop" }),
    ],
  ];
  it.each(others)("is silent about %s", (_, event) => {
    expect(matching(event)).toEqual([]);
  });

  it.runIf(held)("is silent about every record of a real account without Plumbline", () => {
    const records = readFileSync(RECORDS, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Json);
    expect(records.length).toBeGreaterThan(300);
    for (const detail of records) {
      expect(matching({ ...eventOf("iam", "", {}, {}), detail }), String(detail.eventName)).toEqual([]);
    }
  });

  it("tells of changes of the key, whether a call names it by its id or its ARN, and of no other key", () => {
    const resources = (ARN: string) => ({ resources: [{ ARN, accountId: ACCOUNT, type: "AWS::KMS::Key" }] });
    const call = (keyId: string, arn: string) => eventOf("kms", "ScheduleKeyDeletion", { keyId }, resources(arn));
    expect(matching(call("1234abcd", "EncryptionKey.Arn"))).toEqual(["WatchKeyRule"]);
    expect(matching(call("EncryptionKey.Arn", "EncryptionKey.Arn"))).toEqual(["WatchKeyRule"]);
    expect(matching(call("5678abcd", "Another.Arn"))).toEqual([]);
    const read = { readOnly: true, ...resources("EncryptionKey.Arn") };
    expect(matching(eventOf("kms", "Decrypt", { keyId: "1234abcd" }, read))).toEqual([]);
    expect(sentenceOf("WatchKeyRule", call("1234abcd", "EncryptionKey.Arn"))).toMatch(
      /as CloudTrail says\. It names: EncryptionKey\.Arn$/,
    );
  });

  it("leaves out what a record does not have", () => {
    const event = eventOf(
      "events",
      "DisableRule",
      { name: "plumbline-detect-drift" },
      {
        userIdentity: { type: "AWSService", invokedBy: "cloudformation.amazonaws.com" },
        sourceIPAddress: "cloudformation.amazonaws.com",
      },
    );
    expect(sentenceOf("WatchRulesRule", event)).toContain("by AWSService  from cloudformation.amazonaws.com");
  });

  it("has a pattern within EventBridge's default quota, and publishes as a role that may nothing else", () => {
    expect(rules.map(({ text }) => text.length).filter((length) => length > 2048)).toEqual([]);
    const { AssumeRolePolicyDocument, Policies } = (stack.resources.get("WatchPlumblineRole")?.Properties ?? {}) as {
      readonly AssumeRolePolicyDocument: unknown;
      readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: unknown } }[];
    };
    expect(Policies.map(({ PolicyDocument }) => PolicyDocument.Statement)).toEqual([
      [{ Effect: "Allow", Action: "sns:Publish", Resource: { Ref: "AlertTopic" } }],
    ]);
    expect([...references(AssumeRolePolicyDocument)].toSorted()).toEqual([
      "AWS::AccountId",
      "AWS::Partition",
      "AWS::Region",
    ]);
  });
});

function sentenceOf(id: string, event: unknown): string {
  const rule = rules.find((one) => one.id === id);
  if (rule === undefined) throw new Error(`There is no rule ${id}.`);
  return JSON.parse(transformed(rule.target.InputTransformer, event)) as string;
}
