import {
  CreateEventBusCommand,
  DeleteEventBusCommand,
  DeleteRuleCommand,
  DescribeEventBusCommand,
  DescribeRuleCommand,
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListEventBusesCommand,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutPermissionCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TestEventPatternCommand,
} from "@aws-sdk/client-eventbridge";
import { CreateQueueCommand, ReceiveMessageCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LogLine } from "../control/records.ts";
import { clientOptions, post, readList, startFixtureLab } from "../fixtures/fixture-lab.ts";
import type { Lab } from "../lab.ts";

let lab: Lab;
let events: EventBridgeClient;
let sqs: SQSClient;

beforeAll(async () => {
  lab = await startFixtureLab();
  events = new EventBridgeClient({ ...clientOptions(lab), maxAttempts: 1 });
  sqs = new SQSClient(clientOptions(lab));
});

afterAll(async () => {
  events.destroy();
  sqs.destroy();
  await lab.stop();
});

const arnOf = (queue: string) => `arn:aws:sqs:us-east-1:000000000000:${queue}`;
const entry = (detail: object, more: object = {}) => ({
  Source: "shop",
  DetailType: "Sold",
  Detail: JSON.stringify(detail),
  ...more,
});
const pattern = (written: object) => JSON.stringify(written);

/** A queue that EventBridge may send to. */
async function openQueue(name: string): Promise<string> {
  const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const statement = {
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: arnOf(name),
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  return QueueUrl;
}

async function received(QueueUrl: string): Promise<readonly object[]> {
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  return Messages.map(({ Body }) => JSON.parse(Body ?? "") as object);
}

describe("buses and rules", () => {
  it("can be made, read, changed and deleted", async () => {
    await events.send(new CreateEventBusCommand({ Name: "shop" }));
    const bus = await events.send(new DescribeEventBusCommand({ Name: "shop" }));
    expect(bus).toMatchObject({ Name: "shop", Arn: "arn:aws:events:us-east-1:000000000000:event-bus/shop" });
    const { EventBuses } = await events.send(new ListEventBusesCommand({}));
    expect(EventBuses?.map(({ Name }) => Name)).toEqual(["default", "fixture", "shop"]);

    const rule = { Name: "sold", EventBusName: bus.Arn };
    const { RuleArn } = await events.send(new PutRuleCommand({ ...rule, EventPattern: pattern({ source: ["shop"] }) }));
    expect(RuleArn).toBe("arn:aws:events:us-east-1:000000000000:rule/shop/sold");
    const Targets = [{ Id: "one", Arn: arnOf("q") }];
    await events.send(new PutTargetsCommand({ Rule: "sold", EventBusName: "shop", Targets }));
    await events.send(new DisableRuleCommand(rule));
    expect(await events.send(new DescribeRuleCommand(rule))).toMatchObject({ State: "DISABLED" });
    await events.send(new EnableRuleCommand(rule));
    expect((await events.send(new ListRulesCommand({ EventBusName: "shop" }))).Rules).toEqual([
      { Name: "sold", Arn: RuleArn, EventBusName: "shop", State: "ENABLED", EventPattern: '{"source":["shop"]}' },
    ]);
    const listed = await events.send(new ListTargetsByRuleCommand({ Rule: "sold", EventBusName: "shop" }));
    expect(listed.Targets).toEqual(Targets);

    await expect(events.send(new DeleteRuleCommand(rule))).rejects.toThrow(/since it has targets/);
    await expect(events.send(new DeleteEventBusCommand({ Name: "shop" }))).rejects.toThrow(/Rule\(s\) must be deleted/);
    const ids = { Rule: "sold", EventBusName: "shop", Ids: ["one", "two"] };
    expect(await events.send(new RemoveTargetsCommand(ids))).toMatchObject({
      FailedEntryCount: 1,
      FailedEntries: [{ TargetId: "two", ErrorCode: "ResourceNotFoundException" }],
    });
    await events.send(new DeleteRuleCommand(rule));
    await events.send(new DeleteEventBusCommand({ Name: "shop" }));
    await expect(events.send(new DescribeEventBusCommand({ Name: "shop" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  const put = (more: object) => new PutRuleCommand({ Name: "wrong", ...more });
  const target = (more: object) =>
    new PutTargetsCommand({ Rule: "there", Targets: [{ Id: "one", Arn: arnOf("q"), ...more }] });
  it.each([
    ["a rule without pattern or schedule", put({}), "ValidationException", 400],
    ["an unknown operator", put({ EventPattern: '{"a":[{"like":"b"}]}' }), "InvalidEventPatternException", 400],
    ["a cron schedule of five fields", put({ ScheduleExpression: "cron(0 1 * * *)" }), "ValidationException", 400],
    ["a rate in the wrong number", put({ ScheduleExpression: "rate(1 days)" }), "ValidationException", 400],
    ["a schedule that is neither", put({ ScheduleExpression: "every day" }), "ValidationException", 400],
    [
      "a schedule on another bus",
      put({ ScheduleExpression: "rate(1 day)", EventBusName: "fixture" }),
      "ValidationException",
      400,
    ],
    ["a rule with a role", put({ EventPattern: '{"a":[1]}', RoleArn: "arn:aws:iam::1:role/x" }), "NotImplemented", 501],
    ["a rule on no bus", put({ EventPattern: '{"a":[1]}', EventBusName: "none" }), "ResourceNotFoundException", 400],
    ["a name that is none", put({ Name: "a b", EventPattern: '{"a":[1]}' }), "ValidationException", 400],
    ["a target with fixed input", target({ Input: "{}" }), "NotImplemented", 501],
    ["a target with an input path", target({ InputPath: "$.detail" }), "NotImplemented", 501],
    ["a target with a transformer", target({ InputTransformer: { InputTemplate: "x" } }), "NotImplemented", 501],
    ["a target in another account", target({ Arn: "arn:aws:sqs:us-east-1:111111111111:q" }), "NotImplemented", 501],
    ["a target of another service", target({ Arn: "arn:aws:sns:us-east-1:000000000000:t" }), "NotImplemented", 501],
    [
      "a policy that it cannot evaluate",
      new PutPermissionCommand({ Policy: pattern({ Statement: [{ Condition: { IpAddress: {} } }] }) }),
      "NotImplemented",
      501,
    ],
    [
      "a policy with a condition that it does not know",
      new PutPermissionCommand({
        Policy: pattern({ Statement: [{ Condition: { Bool: { "aws:ViaAWSService": "true" } } }] }),
      }),
      "NotImplemented",
      501,
    ],
    [
      "a permission by its parts",
      new PutPermissionCommand({ Action: "events:PutEvents", Principal: "*", StatementId: "x" }),
      "NotImplemented",
      501,
    ],
  ])("refuses %s", async (_, command, name, status) => {
    await events.send(new PutRuleCommand({ Name: "there", EventPattern: '{"a":[1]}' }));
    const answer = events.send(command as PutRuleCommand);
    await expect(answer).rejects.toMatchObject({ name, $metadata: { httpStatusCode: status } });
  });
});

describe("PutEvents", () => {
  it("hands events to the queues whose rule matches, and to no others", async () => {
    const [cheap, dear] = [await openQueue("cheap"), await openQueue("dear")];
    const rules = { cheap: ["<", 10], dear: [">=", 10] };
    for (const [name, numeric] of Object.entries(rules)) {
      const EventPattern = pattern({ source: ["shop"], detail: { price: [{ numeric }] } });
      await events.send(new PutRuleCommand({ Name: name, EventPattern }));
      await events.send(new PutTargetsCommand({ Rule: name, Targets: [{ Id: "queue", Arn: arnOf(name) }] }));
    }
    const time = { Time: new Date("2024-05-06T07:08:09Z"), Resources: ["arn:a"] };
    const Entries = [entry({ price: 3 }), entry({ price: 30 }, time), entry({ price: "3" })];
    const answer = await events.send(new PutEventsCommand({ Entries }));
    expect(answer.FailedEntryCount).toBe(0);
    const [first, second] = answer.Entries ?? [];
    expect(await received(cheap)).toEqual([expect.objectContaining({ id: first?.EventId, detail: { price: 3 } })]);
    expect(await received(dear)).toEqual([
      {
        version: "0",
        id: second?.EventId,
        "detail-type": "Sold",
        source: "shop",
        account: "000000000000",
        time: "2024-05-06T07:08:09Z",
        region: "us-east-1",
        resources: ["arn:a"],
        detail: { price: 30 },
      },
    ]);
  });

  it("refuses single entries and takes the others", async () => {
    const Entries = [
      entry({}),
      { DetailType: "a", Detail: "{}" },
      { Source: "a", Detail: "{}" },
      { Source: "a", DetailType: "b" },
      { Source: "a", DetailType: "b", Detail: "[]" },
      { Source: "a", DetailType: "b", Detail: "{" },
      { Source: "aws.iam", DetailType: "b", Detail: "{}" },
    ];
    const answer = await events.send(new PutEventsCommand({ Entries }));
    expect(answer.FailedEntryCount).toBe(6);
    expect(answer.Entries?.map(({ ErrorCode }) => ErrorCode)).toEqual([
      undefined,
      "InvalidArgument",
      "InvalidArgument",
      "InvalidArgument",
      "MalformedDetail",
      "MalformedDetail",
      "NotAuthorizedForSourceException",
    ]);
    expect(answer.Entries?.[2]?.ErrorMessage).toMatch(/DetailType is a required argument/);
  });

  const many = (count: number) => new PutEventsCommand({ Entries: Array.from({ length: count }, () => entry({})) });
  it.each([
    ["none", many(0), "ValidationException"],
    ["eleven", many(11), "ValidationException"],
    [
      "too much in all",
      new PutEventsCommand({ Entries: [entry({ text: "x".repeat(256 * 1024) })] }),
      "ValidationException",
    ],
    [
      "one for a bus that is not there",
      new PutEventsCommand({ Entries: [entry({}, { EventBusName: "none" })] }),
      "ResourceNotFoundException",
    ],
    [
      "one that the bus's policy denies",
      new PutEventsCommand({ Entries: [entry({}, { EventBusName: "fixture" })] }),
      "AccessDeniedException",
    ],
  ])("refuses %s", async (_, command, name) => {
    await expect(events.send(command)).rejects.toMatchObject({ name, $metadata: { httpStatusCode: 400 } });
  });

  it("does not reach a queue whose policy does not admit the rule, and says so", async () => {
    const shut = await sqs.send(new CreateQueueCommand({ QueueName: "shut" }));
    const dead = await openQueue("shut-dead");
    await events.send(new PutRuleCommand({ Name: "shut", EventPattern: pattern({ source: ["shut"] }) }));
    const DeadLetterConfig = { Arn: arnOf("shut-dead") };
    const Targets = [{ Id: "queue", Arn: arnOf("shut"), DeadLetterConfig }];
    await events.send(new PutTargetsCommand({ Rule: "shut", Targets }));
    await events.send(new PutEventsCommand({ Entries: [entry({ n: 1 }, { Source: "shut" })] }));
    expect(await received(shut.QueueUrl ?? "")).toEqual([]);
    expect(await received(dead)).toEqual([expect.objectContaining({ detail: { n: 1 } })]);
    const line = expect.stringContaining("does not let events.amazonaws.com send");
    expect((await readList<LogLine>(lab, "logs")).at(-1)).toMatchObject({ function: "events", line });
  });
});

describe("a schedule", () => {
  it("fires at its rate while its rule is enabled", async () => {
    const queue = await openQueue("hourly");
    await events.send(new PutRuleCommand({ Name: "hourly", ScheduleExpression: "rate(1 hour)" }));
    await events.send(new PutTargetsCommand({ Rule: "hourly", Targets: [{ Id: "q", Arn: arnOf("hourly") }] }));
    await post(lab, "clock", { advance: "PT150M" });
    const two = await received(queue);
    expect(two).toHaveLength(2);
    expect(two[0]).toMatchObject({
      "detail-type": "Scheduled Event",
      source: "aws.events",
      resources: ["arn:aws:events:us-east-1:000000000000:rule/hourly"],
      detail: {},
    });
    const times = two.map((event) => Date.parse((event as { time: string }).time));
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBe(3_600_000);
    await events.send(new DisableRuleCommand({ Name: "hourly" }));
    await post(lab, "clock", { advance: "P1D" });
    expect(await received(queue)).toEqual([]);
  });

  it("fires at its times by the calendar, among the others in order", async () => {
    const queue = await openQueue("monthly");
    for (const [Name, ScheduleExpression] of [
      ["first", "cron(0 6 1 * ? *)"],
      ["last", "cron(0 23 L * ? *)"],
    ]) {
      await events.send(new PutRuleCommand({ Name, ScheduleExpression }));
      await events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: "q", Arn: arnOf("monthly") }] }));
    }
    await post(lab, "clock", { advance: "P62D" });
    const times = (await received(queue)).map((event) => (event as { time: string }).time);
    expect(times.length).toBeGreaterThanOrEqual(4);
    expect(times).toEqual([...times].sort());
    for (const time of times) expect(time).toMatch(/-01T06:00:00Z$|-(?:28|29|30|31)T23:00:00Z$/);
    for (const Name of ["first", "last"]) await events.send(new DisableRuleCommand({ Name }));
  });
});

describe("TestEventPattern", () => {
  const event = {
    id: "1",
    account: "000000000000",
    source: "shop",
    time: "2024-05-06T07:08:09Z",
    region: "us-east-1",
    resources: [],
    "detail-type": "Sold",
    detail: { a: 1 },
  };
  const test = (Event: object, EventPattern: object) =>
    events.send(new TestEventPatternCommand({ Event: JSON.stringify(Event), EventPattern: pattern(EventPattern) }));

  it("says whether they match", async () => {
    expect((await test(event, { detail: { a: [1] } })).Result).toBe(true);
    expect((await test(event, { detail: { a: [2] } })).Result).toBe(false);
  });

  it("wants the members that every event has", async () => {
    const { id: _, ...without } = event;
    await expect(test(without, { a: [1] })).rejects.toThrow(/Event is not valid. Reason: id missing/);
  });
});
