import { beforeAll, describe, expect, it } from "vitest";
import { references } from "../../infra/intrinsics.ts";
import type { Resource } from "../../infra/stack-files.ts";
import { type ProjectStack, readProjectStack } from "./project-stack.ts";

let stack: ProjectStack;

beforeAll(async () => {
  stack = await readProjectStack();
});

function ofType(type: string): readonly (readonly [string, Resource])[] {
  return [...stack.resources].filter(([, { Type }]) => Type === type);
}

/** What alarms of one metric watch, by logical id. */
function watchedBy(metric: string): ReadonlySet<string> {
  const alarms = ofType("AWS::CloudWatch::Alarm").filter(([, { Properties }]) => Properties.MetricName === metric);
  return new Set(alarms.flatMap(([, { Properties }]) => [...references(Properties.Dimensions)]));
}

describe("the stack's alarms", () => {
  it("watch every dead-letter queue, those of queues and those of rules", () => {
    const queues = ofType("AWS::SQS::Queue").flatMap(([, { Properties }]) => [...references(Properties.RedrivePolicy)]);
    const rules = ofType("AWS::Events::Rule").flatMap(([, { Properties }]) =>
      (Properties.Targets as readonly { readonly DeadLetterConfig?: unknown }[]).flatMap(({ DeadLetterConfig }) => [
        ...references(DeadLetterConfig),
      ]),
    );
    const deadLetters = [...new Set([...queues, ...rules])];
    expect(deadLetters.length).toBeGreaterThan(3);
    const watched = watchedBy("ApproximateNumberOfMessagesVisible");
    expect(deadLetters.filter((id) => !watched.has(id))).toEqual([]);
  });

  it("watch what Lambda gives up of the events that rules invoke functions with", () => {
    const invoked = ofType("AWS::Lambda::Permission").flatMap(([, { Properties }]) => [
      ...references(Properties.FunctionName),
    ]);
    expect(invoked.length).toBeGreaterThan(0);
    const watched = watchedBy("ApproximateNumberOfMessagesVisible");
    const kept = ofType("AWS::Lambda::EventInvokeConfig").flatMap(([, { Properties }]) => {
      const isWatched = [...references(Properties.DestinationConfig)].some((id) => watched.has(id));
      return isWatched ? [...references(Properties.FunctionName)] : [];
    });
    expect(invoked.filter((id) => !kept.includes(id))).toEqual([]);
  });

  it("watch how long messages wait in every queue that feeds a function", () => {
    const mappings = ofType("AWS::Lambda::EventSourceMapping");
    const feeding = mappings.flatMap(([, { Properties }]) => [...references(Properties.EventSourceArn)]);
    expect(feeding.length).toBeGreaterThan(2);
    const watched = watchedBy("ApproximateAgeOfOldestMessage");
    expect(feeding.filter((id) => !watched.has(id))).toEqual([]);
  });

  it("watch the errors of every function", () => {
    const watched = watchedBy("Errors");
    expect(stack.functions.map(({ logicalId }) => logicalId).filter((id) => !watched.has(id))).toEqual([]);
  });

  it("tell the alert topic, whose policy lets CloudWatch publish for this account alone", () => {
    for (const [id, { Properties }] of ofType("AWS::CloudWatch::Alarm")) {
      expect([...references(Properties.AlarmActions)], id).toEqual(["AlertTopic"]);
    }
    const policies = ofType("AWS::SNS::TopicPolicy").filter(([, { Properties }]) =>
      [...references(Properties.Topics)].includes("AlertTopic"),
    );
    expect(policies.map(([, { Properties }]) => Properties.PolicyDocument)).toEqual([
      expect.objectContaining({
        Statement: [
          expect.objectContaining({
            Effect: "Allow",
            Principal: { Service: "cloudwatch.amazonaws.com" },
            Action: "sns:Publish",
            Condition: { StringEquals: { "aws:SourceAccount": expect.anything() } },
          }),
        ],
      }),
    ]);
  });
});
